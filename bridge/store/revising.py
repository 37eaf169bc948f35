"""Writing on the record what other rules decided: deliveries of old, and the one that carries it
out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from bridge.model import Event
from bridge.store.delivery import State
from bridge.store.events import told_columns
from bridge.store.tables import contacts, deliveries


@dataclass(frozen=True)
class Revision:
    """How a delivery stands on the record from now on; one that waits is looked at once more."""

    id: int
    changes: Sequence[dict[str, Any]]
    results: Sequence[dict[str, Any]]
    rules_version: str
    state: State
    reason: str


def keep_carrier(
    connection: Connection,
    event: Event,
    changes: Sequence[dict[str, Any]],
    rules_version: str,
    at: datetime,
    next_try_at: datetime,
) -> int:
    """Keep a delivery of the bridge's own, which waits with its changes already in the ledger."""
    row = {
        **told_columns(event),
        "received_at": at,
        "state": State.WAITING,
        "next_try_at": next_try_at,
        "merged": True,
        "changes": list(changes),
        "rules_version": rules_version,
    }
    made = insert(deliveries).values(row).returning(deliveries.c.id)
    return int(connection.execute(made).scalar_one())


def revise(connection: Connection, revision: Revision, at: datetime) -> None:
    values: dict[str, Any] = {
        "changes": list(revision.changes),
        "results": list(revision.results),
        "rules_version": revision.rules_version,
        "state": revision.state,
        "reason": revision.reason,
    }
    if revision.state is State.WAITING:
        values |= {"next_try_at": at, "settled_at": None}
    elif revision.state is State.KEPT:
        values |= {"next_try_at": None, "settled_at": at}
    connection.execute(update(deliveries).where(deliveries.c.id == revision.id).values(values))


def waiting_of(engine: Engine, contact_id: int) -> tuple[int | None, bool]:
    """A delivery of the contact that waits, if any, and whether one came that nobody took up yet.

    A worker who follows the signal of one does all of them.
    """
    email = select(contacts.c.email).where(contacts.c.id == contact_id).scalar_subquery()
    waiting = (deliveries.c.email == email) & (deliveries.c.state == State.WAITING)
    query = select(func.max(deliveries.c.id), func.bool_or(~deliveries.c.merged)).where(waiting)
    with engine.connect() as connection:
        id_, is_new = connection.execute(query).one()
    return id_, bool(is_new)
