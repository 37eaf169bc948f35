"""A store that many people filled: some lived through for real, then copied many times over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from bridge.destinations.base import Crm, Memory, TagReport
from bridge.model import Call, Done, Event, Outcome, Plan, Refusal
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.rules import file as rulesfile
from bridge.sources.thrivecart.samples import as_form, delivery
from bridge.sources.thrivecart.source import read_saved
from bridge.store import destinations, rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.engine import transaction
from bridge.store.figures.rollups import roll_up
from bridge.store.schema import lookup_tables, tables

CRM = "activecampaign"
RULES = f"crm: {CRM}\nmemberships:\n" + "".join(
    f"  Level {n}:\n    items: product-{n}\n" for n in range(1, 10)
)
# What happens to each buyer, a day apart. Of product-10 no rule speaks.
_LIFE = ("purchase", "payment failed", "rebill", "rebill", "cancelled")
_PRODUCTS = 10
_DAYS = 90
_MARK = "q0q"  # stands in every address, key and number of the first ones; each copy has its own
_COPIED = (tables.households, tables.household_keys, tables.deliveries, tables.event_decisions,
           tables.entitlement_decisions, tables.places, tables.applied, tables.occurrences,
           tables.calls, lookup_tables.people)  # fmt: skip
_NUMBERED = ("households", "deliveries", "places", "calls", "people")
# When what came, was settled and called: of the copies over all days until now.
_SPREAD = {"deliveries": ("received_at", "settled_at"), "calls": ("at",), "people": ("at",)}
_OF = {"household_id": "households", "delivery_id": "deliveries", "place_id": "places"}
_MARKED = {"key", "email", "order_id", "event", "results", "address", "entitlement", "moment",
           "token", "memory", "effects", "found_by"}  # fmt: skip


class Account:
    """A CRM in memory that takes whatever it is told, save one tag."""

    name = CRM

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        memory.note(Call("POST", "contact/sync", 200, 50))
        memory.jot("contact", plan.contact.email)
        wanted = (*plan.add, *plan.add_if_there)
        added = [Done(each, "added", changed=True) for each in wanted if each != "Level 9"]
        removed = [Done(each, "was not there", changed=False) for each in plan.remove]
        refused = [Refusal(each, "There is no tag of that name.") for each in wanted
                   if each == "Level 9"]  # fmt: skip
        return Outcome((*removed, *added), tuple(refused))

    def rename(self, *_: object) -> bool:
        return False

    def look(self, *_: object) -> frozenset[str]:
        return frozenset()

    def check(self, *_: object, **__: object) -> TagReport:
        return TagReport()


class Bridge:
    """A receiver and a worker in one."""

    def __init__(self, engine: Engine, crm: Crm) -> None:
        library, patience = Library(rulesfile.parse), Patience()
        rules = rulesfile.parse(RULES)
        destinations.ensure(engine, CRM)
        published = (rules.text, rules.version, rules.name)
        rulebooks.publish_file(engine, published, datetime.now(UTC))
        intake = Intake(engine, library)
        reconciler = Reconciler(engine, library, crm, patience)
        self._work = Work(engine, intake, {CRM: reconciler}, patience)
        self._record = Deliveries(engine)

    def keep(self, event: Event) -> int:
        return self._record.keep(event, datetime.now(UTC)).id

    def take_in(self, delivery_id: int) -> None:
        self._work.take_in(delivery_id)


def fill(engine: Engine, people: int, copies: int = 1) -> None:
    """So many people's lives, worked on as the workers do; each is there `copies` times."""
    bridge = Bridge(engine, Account())
    for event in events_of(range(people)):
        bridge.take_in(bridge.keep(event))
    with transaction(engine) as connection:
        for spread, times in _SPREAD.items():
            back = ", ".join(f"{name} = {name} - interval '{_DAYS} days'" for name in times)
            connection.execute(text(f"UPDATE {spread} SET {back}"))  # noqa: S608 # our own names
        # What goes with what is copied whole; looked up row by row it would take for ever.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        most = {name: _highest(connection, name) for name in _NUMBERED}
        for table in _COPIED if copies > 1 else ():
            connection.execute(text(_copying(table.name, most)), {"copies": copies - 1})
        for name in _NUMBERED:
            sequence = (
                f"setval(pg_get_serial_sequence('{name}', 'id'), {_highest(connection, name)})"
            )
            connection.execute(text(f"SELECT {sequence}"))
    while roll_up(engine, datetime.now(UTC)):
        continue
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


def _highest(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one())  # noqa: S608 # our own names


def events_of(numbers: Iterable[int]) -> Iterator[Event]:
    """The lives of these buyers, one after the other; read once for each product."""
    began = datetime.now(UTC) - timedelta(days=20)
    lives = [_life(f"product-{n + 1}", began) for n in range(_PRODUCTS)]
    for number in numbers:
        order = f"{10_000 + number}{_MARK}"
        who = {"email": email_of(number), "customer_id": f"c{order}"}
        for step, event in enumerate(lives[number % _PRODUCTS]):
            contact = replace(event.contact, **who)
            yield replace(event, key=f"{order} {step}", contact=contact, order_id=order)


def email_of(number: int) -> str:
    return f"buyer{number}{_MARK}@example.com"


def _life(item: str, began: datetime) -> list[Event]:
    days = (began + timedelta(days=day) for day in range(len(_LIFE)))
    told = (delivery(what, items=(item,), at=at) for what, at in zip(_LIFE, days, strict=True))
    return [event for fields in told if (event := read_saved(as_form(fields)))]


def _copying(name: str, most: Mapping[str, int]) -> str:
    """Ids go on where those before end; what came, came a while later."""
    columns = tables.metadata.tables[name].columns
    told = [_copied(name, column.name, str(column.type), most) for column in columns]
    named = ", ".join(f'"{column.name}"' for column in columns)
    return (
        f"INSERT INTO {name} ({named}) OVERRIDING SYSTEM VALUE SELECT {', '.join(told)}"  # noqa: S608 # our own names
        f" FROM {name} t, generate_series(1, :copies) copy"
    )


def _copied(table: str, column: str, kind: str, most: Mapping[str, int]) -> str:
    of = table if column == "id" else _OF.get(column)
    if of:
        return f't."{column}" + copy * {most[of]}'
    if column in _MARKED:
        return f"replace(t.\"{column}\"::text, '{_MARK}', 'q' || copy || 'q')::{kind}"
    if column in _SPREAD.get(table, ()):
        return f"t.{column} + copy * interval '{_DAYS * 24} hours' / (:copies + 1)"
    return f't."{column}"'
