"""A small shop's record, made by the real worker code with a CRM that answers as it is told."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge.destinations.base import Memory, TagReport
from bridge.model import Call, Contact, Done, Outcome, Plan, Refusal, Sort, target_key
from bridge.model.errors import BridgeError
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.rollout import Rollouts
from bridge.rules import file as rulesfile
from bridge.sources.thrivecart import samples as sandbox
from bridge.sources.thrivecart.source import read_saved
from bridge.store import destinations, places, rulebooks
from bridge.store.deliveries import Deliveries

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


def undated(text: str) -> str:
    """With `(now)` for each time that the machine's clock told, not the shop's."""
    time = r"\b\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d"
    return re.sub(time, lambda m: m[0] if "Jan 2026" in m[0] else "(now)", text)


class AnsweringCrm:
    """Takes every plan, save the tags in `refuses`; raises `fails` where it is set."""

    name = "activecampaign"

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.refuses: set[str] = set()
        self.has: dict[Contact, set[tuple[Sort, str]]] = {}
        self.fails: BridgeError | None = None
        self.renames = True

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        self.plans.append(plan)
        if self.fails:
            raise self.fails
        memory.note(Call("POST", "/contactTags", 201, 40))
        made = any(plan.contact.email == each.contact.email and each.add for each in self.plans)
        done = [Done(tag, "added") for tag in plan.add]
        quiet = ("added", True) if made else ("no such contact", False)
        done += [Done(tag, *quiet) for tag in plan.add_if_there]
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

    def rename(self, _contact: Contact, memory: Memory) -> bool:
        memory.note(Call("PUT", "/contacts/1", 200, 40))
        return self.renames

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
        self._buyers: dict[str, int] = {"buyer@example.com": 0}

    def comes(self, what: str, *items: str, email: str = "buyer@example.com", **more: str) -> int:
        """One delivery is stored; gives its id."""
        at = NOON + timedelta(hours=self._came)
        self._came += 1
        return self.keeps(what, at, *items, email=email, **more)

    def keeps(
        self, what: str, at: datetime, *items: str, email: str = "buyer@example.com", **more: str
    ) -> int:
        """The same at that time."""
        # Each buyer has a number at the cart, and one order unless it is named.
        number = self._buyers.setdefault(email, len(self._buyers))
        more = {"customer_id": f"{501 + number}", "order_id": f"{1001 + number}"} | more
        fields = sandbox.delivery(what, items=items or ("product-12",), email=email, at=at, **more)  # type: ignore[arg-type] # only text is given
        event = read_saved(sandbox.as_form(fields))
        assert event is not None
        return self.deliveries.keep(event, at).id

    def comes_again(self, id_: int) -> None:
        """The same delivery, posted once more."""
        delivery = self.deliveries.find(id_)
        assert delivery is not None
        assert self.deliveries.keep(delivery.event, delivery.received_at).duplicate

    def publish(self, rules: str = RULES) -> int:
        """As the workers do with the rules file when they start."""
        return rulebooks.publish_file(self.engine, (rules, VERSION, "rules.yaml"), NOON)

    def work(self, *ids: int, rules: str = RULES) -> None:
        """Take these deliveries in, and bring their people's contacts about."""
        self.publish(rules)
        for id_ in ids:
            self.worker.take_in(id_)

    def release(self, rules: str) -> None:
        """The workers start with another rules file, and go on until nothing is due."""
        self.publish(rules)
        Rollouts(self.engine, Library(rulesfile.parse)).finish()
        self.sweep()

    def sweep(self) -> None:
        """Bring about whoever is due by now."""
        for place_id in places.due_places(self.engine, 1_000):
            self.worker.reconcile(place_id)

    @property
    def worker(self) -> Work:
        library, patience = Library(rulesfile.parse), Patience(first=0)
        reconciler = Reconciler(self.engine, library, self.crm, patience)
        mine = {self.crm.name: reconciler}
        return Work(self.engine, Intake(self.engine, library), mine, patience)
