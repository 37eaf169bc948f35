"""How many deliveries came in each hour, and where they stand.

Of the last hours they are counted where they stand, by an index. What is older stands in the table
`hourly`, which `roll_up` renews every minute: it adds the hours that have grown old, and counts
those anew in which something was settled or waits again since it looked last. So it takes as long
with a million deliveries as with few. Hours are of UTC.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from bridge.model import BY_HAND, OUR_OWN
from bridge.store.delivery import State
from bridge.store.figures import progress
from bridge.store.schema.lookup_tables import hourly
from bridge.store.schema.tables import deliveries

Span = tuple[datetime, datetime]  # from, and until before
HOUR = timedelta(hours=1)
LIVE = timedelta(hours=3)
# Of an hour, how many of its deliveries nobody bought anything with: in test mode, made by a hand
# or by the bridge itself. They are counted by their state as well.
APART = "apart"
_COUNTED, _SETTLED = "hours", "hours settled"
_STEP = timedelta(days=7)  # of what is older, in one go
_BEHIND = timedelta(days=7)  # that are counted live at the most, while the table lags
# A transaction that settles may commit as late as this after the time that it notes.
_LATE, _SETTLED_STEP = timedelta(minutes=10), timedelta(hours=1)

_OF = deliveries.c
_START = sa.func.date_trunc("hour", _OF.received_at, "UTC", type_=sa.DateTime(timezone=True))
_IS_APART = (_OF.mode == "test") | _OF.kind.in_(sorted(map(str, BY_HAND | OUR_OWN)))


@dataclass(frozen=True)
class Hour:
    """`states` has how many stand in each; `apart` are those among them that are no sales."""

    start: datetime
    states: Mapping[State, int] = field(default_factory=dict)
    apart: int = 0

    @property
    def number(self) -> int:
        return sum(self.states.values())

    @property
    def sold(self) -> int:
        """What the shop's own buyers caused."""
        return self.number - self.apart


def start_of(time: datetime) -> datetime:
    """Of its hour."""
    return time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def hours(engine: sa.Engine, since: datetime, now: datetime) -> list[Hour]:
    """Those in which something came, the oldest first; `since` counts from its hour."""
    first = start_of(since)
    return counted_from(engine, [first + n * HOUR for n in range((now - first) // HOUR + 1)], now)


def counted_from(engine: sa.Engine, starts: Sequence[datetime], now: datetime) -> list[Hour]:
    """What came from each of these times on until the next, the oldest first, where anything did.
    An hour counts where it begins. The database adds them up: a month has many."""
    if not starts:
        return []
    of, times = hourly.c, sa.literal([*starts], ARRAY(sa.DateTime(timezone=True)))
    place: sa.ColumnElement[int] = sa.func.width_bucket(of.hour, times).label("place")
    number = sa.func.sum(of.number).label("number")
    with engine.connect() as connection:
        live = max(start_of(starts[0]), _live_since(connection, now))
        old = sa.select(place, of.state, number).where(of.hour >= starts[0], of.hour < live)
        rows = connection.execute(old.group_by(place, of.state))
        found = Counter({(row.place - 1, row.state): int(row.number) for row in rows})
        for (start, state), count in _count(connection, _OF.received_at >= live).items():
            found[bisect_right(starts, start) - 1, state] += count
    return [*_in_order(found, starts)]


def totals(engine: sa.Engine, now: datetime) -> dict[State, int]:
    """How many deliveries that ever came stand in each state; complete once the roll-up has
    counted what came before it."""
    with engine.connect() as connection:
        live = _live_since(connection, now)
        older = sa.select(hourly.c.state, sa.func.sum(hourly.c.number).label("number"))
        rows = connection.execute(older.where(hourly.c.hour < live).group_by(hourly.c.state))
        found = Counter({row.state: row.number for row in rows})
        for (_, state), number in _count(connection, _OF.received_at >= live).items():
            found[state] += number
    return {state: found[state] for state in State if found[state]}


def known_since(engine: sa.Engine) -> datetime | None:
    """The first hour of which there are rolled-up figures; None while there are none."""
    with engine.connect() as connection:
        first = connection.execute(sa.select(sa.func.min(hourly.c.hour))).scalar()
    return first.astimezone(UTC) if first else None


def sold(engine: sa.Engine, spans: Sequence[Span]) -> list[int]:
    """What the shop's buyers caused in each of these spans, of what is rolled up."""
    if not spans:
        return []
    columns = (sa.column(n, sa.DateTime(timezone=True)) for n in ("first", "end"))
    asked = sa.values(*columns, sa.column("place", sa.Integer), name="asked").data(
        [(*span, place) for place, span in enumerate(spans)]
    )
    number = sa.case((hourly.c.state == APART, -hourly.c.number), else_=hourly.c.number)
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(number), 0))
        .select_from(asked.outerjoin(
            hourly, (hourly.c.hour >= asked.c.first) & (hourly.c.hour < asked.c.end)
        ))
        .group_by(asked.c.place)
        .order_by(asked.c.place)
    )  # fmt: skip
    with engine.connect() as connection:
        return [*connection.execute(query).scalars()]


def last_sold(engine: sa.Engine, now: datetime) -> datetime | None:
    """When the last delivery came that a buyer caused; None where none did in a year."""
    query = sa.select(_OF.received_at).where(
        ~_IS_APART, _OF.received_at > now - timedelta(days=366)
    )
    with engine.connect() as connection:
        return connection.execute(query.order_by(_OF.received_at.desc()).limit(1)).scalar()


def roll_up(connection: sa.Connection, now: datetime) -> bool:
    """One step, within a transaction of which there is one at a time; whether there is more."""
    border = start_of(now - LIVE)
    counted = progress.until(connection, _COUNTED)
    if counted is None:
        progress.note(connection, _SETTLED, now)
    if counted is None or counted < border:
        more = _add(connection, counted or datetime.min.replace(tzinfo=UTC), border)
    else:
        more = False
    return more or _renew(connection, border, now)


def _add(connection: sa.Connection, counted: datetime, border: datetime) -> bool:
    """The hours that follow, from the next in which anything came."""
    later = _OF.received_at >= counted
    oldest = sa.select(_OF.received_at).where(later).order_by(_OF.received_at).limit(1)
    came = connection.execute(oldest).scalar()
    first = min(border, start_of(came)) if came else border
    end = min(border, first + _STEP)
    _write(connection, (_OF.received_at >= first) & (_OF.received_at < end))
    progress.note(connection, _COUNTED, end)
    return end < border


def _renew(connection: sa.Connection, border: datetime, now: datetime) -> bool:
    """The hours in which something was settled since the last look, or waits otherwise than the
    table says."""
    since = progress.until(connection, _SETTLED) or now
    end = min(now, since + _SETTLED_STEP)
    old = _OF.received_at < border
    settled = sa.select(_START).where(
        old, _OF.settled_at.is_not(None), _OF.settled_at >= since - _LATE, _OF.settled_at <= end
    )
    changed = {*connection.execute(settled.distinct()).scalars()}
    changed |= _waiting_otherwise(connection, old)
    for start in sorted(changed):
        connection.execute(sa.delete(hourly).where(hourly.c.hour == start))
        _write(connection, (_OF.received_at >= start) & (_OF.received_at < start + HOUR))
    progress.note(connection, _SETTLED, end)
    return end < now


def _waiting_otherwise(connection: sa.Connection, old: sa.ColumnElement[bool]) -> set[datetime]:
    """Hours of which the table has another number that wait than there are: what was settled may
    be opened again, which notes no time."""
    waits = sa.select(_START, sa.func.count()).where(old, _OF.state == State.WAITING)
    waits = waits.group_by(_START)
    table = sa.select(hourly.c.hour, hourly.c.number).where(hourly.c.state == State.WAITING)
    now, known = ({row[0]: row[1] for row in connection.execute(q)} for q in (waits, table))
    return {start for start in now.keys() | known.keys() if now.get(start) != known.get(start)}


def _write(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    rows = [
        {"hour": start, "state": state, "number": number}
        for (start, state), number in _count(connection, which).items()
    ]
    if rows:
        put = insert(hourly)
        number = {"number": put.excluded.number}
        connection.execute(put.on_conflict_do_update(None, ["hour", "state"], set_=number), rows)


def _count(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> Counter[tuple[datetime, str]]:
    """By hour and state; those apart once more."""
    counted = sa.select(_START.label("start"), _OF.state, _IS_APART.label("apart"),
                        sa.func.count().label("number"))  # fmt: skip
    found: Counter[tuple[datetime, str]] = Counter()
    for row in connection.execute(counted.where(which).group_by(sa.text("1, 2, 3"))):
        found[row.start.astimezone(UTC), row.state] += row.number
        if row.apart:
            found[row.start.astimezone(UTC), APART] += row.number
    return found


def _live_since(connection: sa.Connection, now: datetime) -> datetime:
    """From when on the table does not say it. While the roll-up is far behind, what lies between is
    left out rather than counted by every page."""
    border = start_of(now - LIVE)
    counted = progress.until(connection, _COUNTED)
    most = border - _BEHIND
    return max(most, min(counted or most, border))


def _in_order(found: Mapping[tuple[int, str], int], starts: Sequence[datetime]) -> Iterator[Hour]:
    """By the place of its start; what is before the first has none."""
    for place in sorted({place for place, _ in found if place >= 0}):
        states = {s: found[place, s] for s in State if found.get((place, s))}
        yield Hour(starts[place], states, found.get((place, APART), 0))
