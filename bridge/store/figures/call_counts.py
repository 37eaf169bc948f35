"""How many calls each destination got, and how many of these it refused as too many.

`roll_up` adds what is older than a few minutes to the destination's row; what is newer is counted
where it stands. So no worker has to wait for another one's count.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bridge.store.figures import progress
from bridge.store.schema.tables import calls, destinations, places

_NAME = "calls"
_TOO_MANY = 429
_MINUTE = timedelta(minutes=1)
# A transaction that records calls may commit as late as this after the time that it notes.
_LATE, _STEP = timedelta(minutes=10), timedelta(days=1)


@dataclass(frozen=True)
class CallCounts:
    """`over_limit` were answered that they are too many. `last_minute` are of all."""

    total: int = 0
    over_limit: int = 0
    last_minute: int = 0


def call_counts(engine: sa.Engine, now: datetime) -> dict[str, CallCounts]:
    """By the destination's name. The first roll-up adds what came before it."""
    with engine.connect() as connection:
        counted = progress.until(connection, _NAME) or now - 2 * _LATE
        of = destinations.c
        known = connection.execute(sa.select(of.name, of.calls, of.over_limit)).all()
        query = _counted(calls.c.at > max(counted, now - _STEP), now - _MINUTE)
        fresh = {row.name: row for row in connection.execute(query)}
    found: dict[str, CallCounts] = defaultdict(CallCounts)
    for name, total, over in known:
        new = fresh.get(name)
        found[name] = (
            CallCounts(total + new.total, over + new.over, new.lately) if new else
            CallCounts(total, over)
        )  # fmt: skip
    return dict(found)


def roll_up(connection: sa.Connection, now: datetime) -> bool:
    """One step, within a transaction of which there is one at a time; whether there is more."""
    border, counted = now - _LATE, progress.until(connection, _NAME)
    after = _after(counted)
    oldest = connection.execute(sa.select(sa.func.min(calls.c.at)).where(after)).scalar()
    end = min(border, oldest + _STEP) if oldest else border
    if counted and end <= counted:
        return False
    _add(connection, after & (calls.c.at <= end))
    progress.note(connection, _NAME, end)
    return end < border


def count_at_once(connection: sa.Connection, place_ids: Collection[int]) -> None:
    """The calls of these places are counted although they are new: they are about to be deleted."""
    progress.hold(connection)
    after = _after(progress.until(connection, _NAME))
    _add(connection, after & calls.c.place_id.in_([*place_ids]))


def _after(counted: datetime | None) -> sa.ColumnElement[bool]:
    return calls.c.at > counted if counted else sa.true()


def _add(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    of = destinations.c
    for row in connection.execute(_counted(which, datetime.now(UTC))).all():
        added = {"calls": of.calls + row.total, "over_limit": of.over_limit + row.over}
        connection.execute(sa.update(destinations).where(of.name == row.name).values(added))


def _counted(which: sa.ColumnElement[bool], lately: datetime) -> sa.Select[tuple[object, ...]]:
    """By destination, of these calls; those of no place were made before there were places."""
    every = sa.func.count()
    return (
        sa.select(
            places.c.destination.label("name"),
            every.label("total"),
            every.filter(calls.c.status == _TOO_MANY).label("over"),
            every.filter(calls.c.at > lately).label("lately"),
        )
        .select_from(calls.join(places, places.c.id == calls.c.place_id))
        .where(which)
        .group_by(places.c.destination)
        .order_by(places.c.destination)
    )
