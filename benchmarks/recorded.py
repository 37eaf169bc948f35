"""A record that was never lived through: put into Postgres as the workers would have left it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text, update

from bridge.entitlements.desired import DesiredState, Value
from bridge.model import Event
from bridge.reconcile.household import now_of, read
from bridge.reconcile.intake import Intake
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.store import applied, destinations, households, places, rulebooks
from bridge.store.applied import Applied
from bridge.store.deliveries import Deliveries
from bridge.store.engine import transaction
from bridge.store.schema import tables

_AT_ONCE = 500  # households


@dataclass(frozen=True)
class Buyer:
    """Her events in their order; each has a time."""

    events: Sequence[Event]


def store(engine: Engine, rules: Rules, buyers: Iterable[Buyer]) -> None:
    """Every event taken in and decided by the rules, and all of it told to the CRM."""
    library = Library(rulesfile.parse)
    destinations.ensure(engine, rules.crm)
    with engine.connect() as connection:
        now = now_of(connection)
    rulebooks.publish_file(engine, (rules.text, rules.version, rules.name), now)
    record, intake = Deliveries(engine), Intake(engine, library, rules.crm)
    for buyer in buyers:
        for event in buyer.events:
            record.keep(event, now)
        for waiting in record.not_taken_in():
            intake.take_in(waiting)
    _tell_everything(engine, library, rules.crm)
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _tell_everything(engine: Engine, library: Library, destination: str) -> None:
    after = 0
    while batch := households.after(engine, after, _AT_ONCE):
        with transaction(engine) as connection:
            now = now_of(connection)
            for household_id in batch:
                for address, state in read(connection, household_id, library).fold(now).items():
                    _told(connection, destination, address, state)
            table = tables.places
            connection.execute(update(table).values(done=table.c.due, wake_at=None))
        after = batch[-1]


def _told(connection: Connection, destination: str, address: str, state: DesiredState) -> None:
    place = places.find(connection, destination, address)
    if place is not None:
        wanted = ((k, d) for k, d in state.targets.items() if d.value is Value.WANTED)
        rows = [Applied(k, d.sort, d.name, str(d.value), d.text, d.anew) for k, d in wanted]
        applied.write(connection, place.id, rows)
