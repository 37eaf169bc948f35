"""A small shop's record, made by the real worker code with a CRM that answers as it is told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge import rulesfile
from bridge.crms import Memory, TagReport
from bridge.errors import BridgeError
from bridge.model import Call, Contact, Done, Outcome, Plan, Refusal, Sort, target_key
from bridge.sandbox import deliveries as sandbox
from bridge.sources.thrivecart import read_saved
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.working.work import Work

RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
rules:
  - name: Buyers
    when: purchase
    trigger: Welcome
  - name: Refunds
    when: refund
    add: Refunded
"""
VERSION = "3f2a9c1b04de@fd1a3fa"  # what this shop calls its rules
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class AnsweringCrm:
    """Takes every plan, save the tags in `refuses`; raises `fails` where it is set."""

    name = "activecampaign"

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.refuses: set[str] = set()
        self.has: dict[Contact, set[tuple[Sort, str]]] = {}
        self.fails: BridgeError | None = None

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        self.plans.append(plan)
        if self.fails:
            raise self.fails
        memory.note(Call("POST", "/contactTags", 201, 40))
        done = [Done(tag, "added") for tag in plan.add]
        done += [Done(tag, "removed") for tag in plan.remove]
        done += [Done(firing.tag, "fired", token=firing.token) for firing in plan.fire]
        done += [Done(wish.list, "subscribed", sort=Sort.LIST) for wish in plan.subscribe]
        done += [Done(each.field, "set", sort=Sort.FIELD) for each in plan.fields]
        done += [
            Done(each.tag, "started", token=each.token, sort=Sort.AUTOMATION) for each in plan.start
        ]
        return Outcome(
            tuple(each for each in done if each.tag not in self.refuses),
            tuple(
                Refusal(each.tag, f"The tag '{each.tag}' does not exist in ActiveCampaign.")
                for each in done
                if each.tag in self.refuses
            ),
        )

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        memory.note(Call("GET", "/contacts", 200, 40))
        return frozenset(target_key(*name) for name in names if name in self.has.get(contact, ()))

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        raise AssertionError(f"nobody asks this CRM for {[*tags, *others]}")


class Shop:
    """Deliveries come an hour apart, starting at noon; `work` is done when asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.deliveries = Deliveries(engine)
        self.crm = AnsweringCrm()
        destinations.ensure(engine, self.crm.name)
        self._came = 0

    def comes(self, what: str, *items: str, email: str = "buyer@example.com", **more: str) -> int:
        """One delivery is stored; gives its id."""
        at = NOON + timedelta(hours=self._came)
        self._came += 1
        fields = sandbox.delivery(what, items=items or ("product-12",), email=email, at=at, **more)  # type: ignore[arg-type] # only text is given
        event = read_saved(sandbox.as_form(fields))
        assert event is not None
        return self.deliveries.keep(event, at).id

    def comes_again(self, id_: int) -> None:
        """The same delivery, posted once more."""
        delivery = self.deliveries.find(id_)
        assert delivery is not None
        assert self.deliveries.keep(delivery.event, delivery.received_at).duplicate

    def work(self, *ids: int, rules: str = RULES, days: int = 1) -> None:
        """Done `days` after the first delivery's noon."""
        decide = rulesfile.parse(rules).changes
        now = NOON + timedelta(days=days)
        work = Work(self.engine, decide, self.crm, rules_version=VERSION, now=lambda: now)
        for id_ in ids:
            work.deliver(id_)
