"""A shop's bridge without processes: real Postgres, whose clock stands still until it is moved, and
a CRM account in memory. What signals and sweeps would start is done when asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine, select, text

from bridge.model import Contact, Event, Hand, Item, Kind
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.planning import Summary, plan
from bridge.reconcile.plans.comparison import Planned
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.store import destinations, places, rollouts, rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery
from bridge.store.schema import tables
from tests.fakes import NOON, FakeCrm

CRM = "activecampaign"
BEA, CY = "bea@example.com", "cy@example.com"
RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
"""


class Stage:
    """Events happen now by `clock`, unless another time is told."""

    def __init__(self, engine: Engine, crm: FakeCrm | None = None) -> None:
        self.engine = engine
        self.crm = crm or FakeCrm()
        self.deliveries = Deliveries(engine)
        self._happened = 0
        self.be_started()

    def be_started(self) -> None:
        """New processes: nothing is known but what Postgres and the account hold."""
        destinations.ensure(self.engine, CRM)
        self.library, self.patience = Library(published), Patience(first=10, longest=10)
        self.intake = Intake(self.engine, self.library)
        self.reconciler = Reconciler(self.engine, self.library, self.crm, self.patience)
        self.work = Work(self.engine, self.intake, {CRM: self.reconciler}, self.patience)
        self.rollouts = Rollouts(self.engine, self.library)

    def publish(self, written: str = RULES) -> int:
        rules = published(written)
        return rulebooks.publish_file(self.engine, (rules.text, rules.version, rules.name), NOON)

    def now(self) -> datetime:
        with self.engine.connect() as connection:
            now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now

    def arrives(
        self,
        kind: Kind,
        *items: str,
        email: str = BEA,
        order: str = "1001",
        customer: str = "",
        key: str = "",
        ago: timedelta = timedelta(),
        at: datetime | None = None,
        hand: Hand | None = None,
        mode: str = "live",
    ) -> int:
        """Is kept as a delivery; gives its id."""
        self._happened += 1
        now = self.now()
        named = (each.split("-") for each in items)
        event = Event(
            "thrivecart", key or f"key {self._happened}", kind, kind, at or now - ago, mode,
            Contact(email, "Bea", customer_id=customer),
            tuple(Item(sort, id_) for sort, id_ in named), order, hand=hand,
        )  # fmt: skip
        return self.deliveries.keep(event, now).id

    def happens(self, kind: Kind, *items: str, **more: object) -> int:
        """Arrives, is taken in, and its people's contacts are brought about."""
        id_ = self.arrives(kind, *items, **more)  # type: ignore[arg-type] # as `arrives` has them
        self.work.take_in(id_)
        return id_

    def buys(self, *items: str, **more: object) -> int:
        return self.happens(Kind.PURCHASE, *(items or ("product-12",)), **more)

    def sweep(self) -> int:
        """Take in whatever waits, and bring about whoever is due by now; gives how many."""
        waiting = self.deliveries.not_taken_in()
        for id_ in waiting:
            self.work.take_in(id_)
        due = places.due_places(self.engine, 1_000)
        for place_id in due:
            self.work.reconcile(place_id)
        return len(waiting) + len(due)

    def rest(self) -> None:
        """Sweep until nothing is due now."""
        for _ in range(50):
            if not self.sweep():
                return
        raise AssertionError("something is due for ever")

    def roll_out(self) -> None:
        self.rollouts.finish()
        self.rest()

    def apply(self, written: str) -> int:
        """As `bridge apply` and the workers do."""
        number = self.publish_applied(written)
        self.roll_out()
        return number

    def publish_applied(self, written: str) -> int:
        summary = Summary()
        self.plan(written, summary)
        return self.rollouts.apply(published(written), summary)

    def undo(self, number: int) -> int:
        fresh = self.rollouts.undo(number)
        self.roll_out()
        return fresh

    def plan(self, written: str, summary: Summary | None = None) -> list[Planned]:
        counted = summary or Summary()
        return list(plan(self.engine, self.library, published(written), counted))

    def changes(self, written: str) -> dict[str, list[str]]:
        """Whom these rules would change, each with signed names."""
        return {
            planned.address: [f"{'+' if c.gains else '-'}{c.name}" for c in planned.changes]
            for planned in self.plan(written)
        }

    def tags(self, email: str = BEA) -> set[str]:
        return self.crm.tags.get(email, set())

    def delivery(self, id_: int) -> Delivery:
        found = self.deliveries.find(id_)
        assert found is not None
        return found

    def applied(self) -> Mapping[tuple[str, str], tuple[str, str, bool | None, str]]:
        """By address and target: value, text, found, and why it was refused."""
        a, p = tables.applied, tables.places
        query = select(p.c.address, a).join(p, p.c.id == a.c.place_id)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(p.c.address, a.c.target)).all()
        return {
            (row.address, row.target): (row.value, row.text, row.found, row.refused) for row in rows
        }

    def forget_leases(self) -> None:
        """As if those who held places were dead long enough."""
        with self.engine.connect() as connection:
            connection.execute(text("UPDATE places SET lease_until = '2000-01-01'"))


@cache
def published(written: str, name: str = "rules.yaml") -> Rules:
    return rulesfile.parse(written, name)


DI = "di@example.com"


def file_of(**tags: str) -> str:
    """Rules that give each of these tags for an item: `product_12="Gold"`."""
    memberships = "".join(
        f"  {tag}:\n    items: {item.replace('_', '-')}\n" for item, tag in tags.items()
    )
    return f"crm: activecampaign\nmemberships:\n{memberships}"


GOLD = file_of(product_12="Gold")
PLATINUM = file_of(product_12="Platinum")
BOTH = file_of(product_12="Gold", product_13="Silver")


def begun(shop: Stage) -> list[rollouts.Rollout]:
    with shop.engine.connect() as connection:
        return rollouts.all_of(connection)


def books(shop: Stage) -> list[rulebooks.Rulebook]:
    with shop.engine.connect() as connection:
        return rulebooks.all_of(connection)


def everybody(stage: Stage) -> dict[str, set[str]]:
    return {email: stage.tags(email) for email in (BEA, CY, DI)}
