"""Timers as people list them, hurry them and drop them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from bridge.store.delivery import waiting_again
from bridge.store.tables import contacts, deliveries, timers
from bridge.store.timers import BY_HAND, Timer, TimerState, timer_from

_PENDING = timers.c.state == TimerState.PENDING


@dataclass(frozen=True)
class TimerRow:
    """A timer, whose it is, and the id of the delivery that put it off, where that is kept."""

    timer: Timer
    email: str
    delivery_id: int | None

    @property
    def id(self) -> int:
        return self.timer.id

    @property
    def told(self) -> dict[str, Any]:
        """The wish with its rule, in the words of a delivery's changes."""
        return vars(self.timer.change)


def list_timers(
    engine: Engine, email: str = "", *, settled: bool = False, limit: int = 1000
) -> list[TimerRow]:
    """Those that are pending, the next one first; of one contact where asked. With `settled`
    instead those that are not, the latest first."""
    order = timers.c.settled_at.desc() if settled else timers.c.due_at
    query = (
        select(timers, contacts.c.email, deliveries.c.id.label("delivery_id"))
        .join(contacts, contacts.c.id == timers.c.contact_id)
        .outerjoin(deliveries, deliveries.c.key == timers.c.delivery)
        .where(~_PENDING if settled else _PENDING)
        .order_by(order, timers.c.id)
        .limit(limit)
    )
    if email:
        query = query.where(contacts.c.email == email.strip().lower())
    with engine.connect() as connection:
        return [
            TimerRow(timer_from(row), row.email, row.delivery_id)
            for row in connection.execute(query)
        ]


def not_pending(engine: Engine, ids: Collection[int]) -> list[int]:
    """Those of the ids that no pending timer has."""
    with engine.connect() as connection:
        found = set(connection.execute(select(timers.c.id).where(_of(ids))).scalars())
    return [id_ for id_ in dict.fromkeys(ids) if id_ not in found]


def hurry(connection: Connection, ids: Collection[int], now: datetime) -> list[int]:
    """Have the pending ones due now; gives the ids of the deliveries that wait for a worker."""
    woken = _wake(connection, ids, now)
    connection.execute(update(timers).where(_of(ids)).values(due_at=now, because=BY_HAND))
    return woken


def drop(connection: Connection, ids: Collection[int], now: datetime) -> list[int]:
    """Have the pending ones never happen; gives the ids of the deliveries that are told so."""
    values = {"state": TimerState.DROPPED, "because": BY_HAND, "settled_at": now}
    woken = _wake(connection, ids, now)
    connection.execute(update(timers).where(_of(ids)).values(**values))
    return woken


def _wake(connection: Connection, ids: Collection[int], now: datetime) -> list[int]:
    """Deliveries first, as workers write: two who lock in different orders block each other."""
    of = select(timers.c.delivery).where(_of(ids))
    woken = (
        update(deliveries)
        .where(deliveries.c.key.in_(of))
        .values(waiting_again(now))
        .returning(deliveries.c.id)
    )
    return sorted(connection.execute(woken).scalars())


def _of(ids: Collection[int]) -> ColumnElement[bool]:
    return timers.c.id.in_(ids) & _PENDING
