"""What the record knows of contacts, for looking at all of it once more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, exists, select

from bridge.ledger import Entry, Key
from bridge.model import OUR_OWN
from bridge.store.delivery import ALL_SHOWN, Delivery, delivery_from
from bridge.store.ledgers import entry_from
from bridge.store.tables import contacts, deliveries, ledger, timers
from bridge.store.timers import Name, Timer, timer_from

_BATCH = 200  # contacts

# What a worker took up; what the bridge itself recorded is nothing that happened.
_TAKEN_UP = deliveries.c.merged & deliveries.c.kind.not_in(OUR_OWN)


@dataclass(frozen=True)
class Past:
    """One contact of a destination; of her deliveries those that workers took up, oldest first."""

    contact_id: int
    email: str
    ledger: dict[Key, Entry] = field(default_factory=dict)
    timers: dict[Name, Timer] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)


def pasts_since(
    engine: Engine, destination: str, since: datetime, batch: int = _BATCH
) -> Iterator[Past]:
    """Of every contact with a delivery received since then, by their addresses. No more than a
    batch of them is in memory at once."""
    after = ""
    one_look = engine.execution_options(isolation_level="REPEATABLE READ")
    while True:
        with one_look.begin() as connection:
            found = connection.execute(_contacts(destination, since, after, batch)).all()
            pasts = _pasts(connection, {row.id: row.email for row in found})
        yield from pasts
        if len(found) < batch:
            return
        after = found[-1].email


def past_of(connection: Connection, contact_id: int, *, held: bool = False) -> Past:
    """One contact's; `held` rows stay as they are until the transaction ends.

    The ledger first, as others write it: two who lock in different orders block each other.
    """
    email = connection.execute(select(contacts.c.email).where(contacts.c.id == contact_id)).scalar()
    return _pasts(connection, {contact_id: str(email)}, held=held)[0]


def _contacts(destination: str, since: datetime, after: str, batch: int) -> Select[Any]:
    lately = exists().where(
        deliveries.c.email == contacts.c.email, deliveries.c.received_at >= since, _TAKEN_UP
    )
    mine = (contacts.c.destination == destination) & (contacts.c.email > after)
    columns = select(contacts.c.id, contacts.c.email)
    return columns.where(mine, lately).order_by(contacts.c.email).limit(batch)


def _pasts(connection: Connection, emails: Mapping[int, str], *, held: bool = False) -> list[Past]:
    pasts = {id_: Past(id_, email) for id_, email in emails.items()}

    def rows(query: Select[Any], which: ColumnElement[bool]) -> Sequence[Any]:
        chosen = query.where(which)
        return connection.execute(chosen.with_for_update() if held else chosen).all()

    for row in rows(select(ledger), ledger.c.contact_id.in_(emails)):
        key, entry = entry_from(row)
        pasts[row.contact_id].ledger[key] = entry
    for row in rows(select(timers), timers.c.contact_id.in_(emails)):
        timer = timer_from(row)
        pasts[row.contact_id].timers[timer.name] = timer
    of = defaultdict(list)
    mine = deliveries.c.email.in_(emails.values()) & _TAKEN_UP
    for row in rows(ALL_SHOWN.order_by(deliveries.c.id), mine):
        of[row.email].append(delivery_from(row))
    for past in pasts.values():
        past.deliveries.extend(of[past.email])
    return list(pasts.values())
