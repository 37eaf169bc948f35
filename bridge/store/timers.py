"""Changes that a delivery put off: rows that wait until they are due."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, case, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from bridge.ledger import Key
from bridge.model import Change
from bridge.store.changes import change_from, change_row, replacing
from bridge.store.delivery import State, waiting_again
from bridge.store.tables import deliveries, timers


class TimerState(StrEnum):
    """Where a timer stands, in the words that `bridge timers` shows."""

    PENDING = "pending"
    DONE = "done"  # its change is in the ledger since it was due
    DROPPED = "dropped"  # by hand
    CALLED_OFF = "called off"  # by a newer event


# Why a timer is done sooner than its rule says, or dropped.
BY_HAND = "by hand"

# Which delivery put it off, and what it speaks of; one delivery has one such timer.
Name = tuple[str, Key]


@dataclass(frozen=True)
class Timer:
    """One row. `because` says in a sentence why it was dropped or called off."""

    id: int
    change: Change
    state: TimerState
    because: str = ""
    settled_at: datetime | None = None

    @property
    def name(self) -> Name:
        return self.change.stamp.delivery, Key.of(self.change)


# Built once: every delivery runs it.
_OF_A_CONTACT = select(timers).where(timers.c.contact_id == bindparam("contact_id"))
_PENDING = timers.c.state == TimerState.PENDING
_INSERT = insert(timers)
_PUT = _INSERT.on_conflict_do_update(
    constraint="one_timer_a_wish",
    set_={
        **{name: _INSERT.excluded[name] for name in ("tag", "action", "value", "rule", "line")},
        # Whoever had it done now by hand meant so, also when its delivery is tried again.
        "due_at": case((timers.c.because == "", _INSERT.excluded.due_at), else_=timers.c.due_at),
    },
    where=_PENDING,
)

_REPLACE = replacing(timers, ("contact_id", "delivery", "tag_key", "occasion", "claim", "timer"))


def timers_of(connection: Connection, contact_id: int) -> dict[Name, Timer]:
    """All of the contact's, whatever became of them."""
    rows = connection.execute(_OF_A_CONTACT, {"contact_id": contact_id})
    found = [timer_from(row) for row in rows]
    return {timer.name: timer for timer in found}


def timer_from(row: Row[Any]) -> Timer:
    return Timer(row.id, change_from(row), TimerState(row.state), row.because, row.settled_at)


def put_off(
    connection: Connection, contact_id: int, delivery: str, changes: Iterable[Change]
) -> None:
    """These are all that the delivery, by its key, puts off now. What is done or dropped stays."""
    mine = (timers.c.contact_id == contact_id) & (timers.c.delivery == delivery) & _PENDING
    rows = [change_row(contact_id, change) | {"state": TimerState.PENDING} for change in changes]
    key = (timers.c.tag_key, timers.c.occasion, timers.c.claim, timers.c.timer)
    kept = [(row["tag_key"], row["occasion"], row["claim"], row["timer"]) for row in rows]
    gone = delete(timers).where(mine)
    connection.execute(gone.where(tuple_(*key).not_in(kept)) if kept else gone)
    if rows:
        connection.execute(_PUT, rows)


def revise_timers(
    connection: Connection,
    contact_id: int,
    before: Mapping[Name, Timer],
    after: Mapping[Name, Timer],
) -> None:
    """Put `after` in place of all that the contact has, which is `before`."""
    gone = [timer.id for name, timer in before.items() if name not in after]
    connection.execute(delete(timers).where(timers.c.id.in_(gone)))
    rows = [
        change_row(contact_id, timer.change)
        | {"state": timer.state, "because": timer.because, "settled_at": timer.settled_at}
        for name, timer in after.items()
        if before.get(name) != timer
    ]
    if rows:
        connection.execute(_REPLACE, rows)


def settle_timers(
    connection: Connection,
    ids: Collection[int],
    state: TimerState,
    at: datetime,
    because: str = "",
) -> set[int]:
    """Only those that are still pending; gives their ids."""
    why = because or timers.c.because
    values = {"state": state, "settled_at": at, "because": why}
    settled = update(timers).where(timers.c.id.in_(ids), _PENDING).values(values)
    return set(connection.execute(settled.returning(timers.c.id)).scalars())


def wake_due(engine: Engine, now: datetime, limit: int) -> list[int]:
    """Make the deliveries wait again whose timers are due, the longest due first; gives their ids.

    Those that wait anyway are left as they are, and those that somebody holds until later.
    """
    settled = (
        select(deliveries.c.id)
        .join(timers, timers.c.delivery == deliveries.c.key)
        .where(_PENDING, timers.c.due_at <= now, deliveries.c.state != State.WAITING)
        .order_by(timers.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    woken = update(deliveries).where(deliveries.c.id.in_(settled)).values(waiting_again(now))
    with engine.connect() as connection:
        return sorted(connection.execute(woken.returning(deliveries.c.id)).scalars())
