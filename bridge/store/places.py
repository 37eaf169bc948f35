"""Places: contacts at a destination's account, their leases, and which of them are due.

A lock that dies with its process does not stop a request that is under way. So a worker holds a
place by a lease in its row, which it renews before a call that might outlast it; whoever takes over
waits for its end, when the last request can no longer land. It also lives behind a connection
pooler.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from bridge.store.households import ADDRESS
from bridge.store.schema.tables import destinations, household_keys, places

CONTACT = "contact"  # under which an adapter remembers the contact's id
_BATCH = 500


@dataclass(frozen=True)
class Place:
    """`due` and `done` as they were when it was read; `lease` is the holder's own mark."""

    id: int
    destination: str
    address: str
    memory: Mapping[str, str]
    due: int
    done: int
    lease: str
    wake_at: datetime | None
    attempts: int
    reason: str
    wakes: bool = False  # whether `wake_at` had come

    @property
    def is_due(self) -> bool:
        return self.due != self.done or self.wakes

    @property
    def contact(self) -> str:
        """The destination's id of its contact; "" where none is known."""
        return self.memory.get(CONTACT, "")


def revised(memory: Any) -> sa.ColumnElement[Any]:
    """The jsonb column `memory` without the names `forgotten` and with what is `kept`."""
    without = memory.op("-")(sa.bindparam("forgotten", type_=ARRAY(sa.Text)))
    return without.op("||")(sa.bindparam("kept", type_=JSONB))  # type: ignore[no-any-return] # an operator


# Read once in a statement: compared with a time that may change, no index could be used.
_NOW = sa.select(sa.func.clock_timestamp()).scalar_subquery()
_WAKES = (places.c.wake_at.is_not(None)) & (places.c.wake_at <= _NOW)
_SHOWN = [places.c[name] for name in Place.__dataclass_fields__ if name != "wakes"]
_MINE = (places.c.id == sa.bindparam("place_id")) & (places.c.lease == sa.bindparam("mine"))
_IN = _NOW + sa.bindparam("seconds", type_=sa.Interval)
_TAKE = (
    sa.update(places)
    .where(
        places.c.id == sa.bindparam("place_id"),
        sa.or_(places.c.lease_until.is_(None), places.c.lease_until < _NOW),
    )
    .values(lease=sa.bindparam("token"), lease_until=_IN)
    .returning(*_SHOWN, _WAKES)
)
_RELEASE = (
    sa.update(places)
    .where(_MINE)
    .values(
        lease="",
        lease_until=None,
        done=sa.bindparam("done_"),
        wake_at=sa.bindparam("wake_at_"),
        attempts=sa.bindparam("attempts_"),
        reason=sa.bindparam("reason_"),
        memory=revised(places.c.memory),
    )
    .returning(places.c.id)
)
_MAKE = insert(places).on_conflict_do_nothing().returning(places.c.address, places.c.id)
_MARK = (
    sa.update(places).where(places.c.id == sa.bindparam("place_id")).values(due=places.c.due + 1)
)
_DUE = sa.or_(places.c.due != places.c.done, _WAKES)


def ids_of(
    connection: sa.Connection, destination: str, addresses: Collection[str]
) -> dict[str, int]:
    """The places of these addresses, made where they are missing."""
    return made_at(connection, destination, addresses)[0]


def made_at(
    connection: sa.Connection, destination: str, addresses: Collection[str]
) -> tuple[dict[str, int], bool]:
    """Likewise; and whether all of them were missing."""
    if not addresses:
        return {}, False
    rows = [{"destination": destination, "address": each} for each in sorted(addresses)]
    made = {row.address: row.id for row in connection.execute(_MAKE, rows)}
    if len(made) == len(rows):
        return made, True
    query = sa.select(places.c.address, places.c.id).where(
        places.c.destination == destination, places.c.address.in_(addresses)
    )
    return {row.address: row.id for row in connection.execute(query)}, False


def find(connection: sa.Connection, destination: str, address: str) -> Place | None:
    query = sa.select(*_SHOWN, _WAKES).where(
        places.c.destination == destination, places.c.address == address
    )
    row = connection.execute(query).first()
    return Place(*row) if row else None


def mark_due(connection: sa.Connection, place_ids: Iterable[int]) -> None:
    """Their facts changed: whoever looks at one now looks once more."""
    rows = [{"place_id": each} for each in sorted(place_ids)]
    if rows:
        connection.execute(_MARK, rows)


def keep_away(connection: sa.Connection, place_id: int, seconds: float, reason: str) -> None:
    """Nobody looks at it for so long, as if somebody held it; it was tried once more."""
    until = _NOW + sa.bindparam("seconds", timedelta(seconds=seconds), type_=sa.Interval)
    values = {"lease": "", "lease_until": until, "reason": reason}
    more = sa.update(places).where(places.c.id == place_id).values(attempts=places.c.attempts + 1)
    connection.execute(more.values(**values))


def attempts_at(connection: sa.Connection, place_id: int) -> int:
    query = sa.select(places.c.attempts).where(places.c.id == place_id)
    return int(connection.execute(query).scalar() or 0)


def take_lease(engine: sa.Engine, place_id: int, seconds: float, token: str) -> Place | None:
    """The place, held for so long; None while somebody else holds it."""
    named = {"place_id": place_id, "token": token, "seconds": timedelta(seconds=seconds)}
    with engine.connect() as connection:
        row = connection.execute(_TAKE, named).first()
    return Place(*row) if row else None


def release(
    connection: sa.Connection,
    place: Place,
    *,
    done: int,
    wake_at: datetime | None,
    attempts: int = 0,
    reason: str = "",
    kept: Mapping[str, str | None] | None = None,
) -> bool:
    """Let go of the place; False when it was no longer held: then nothing is written.

    `done` is the number that was read before the facts were. `kept` is for its memory.
    """
    jotted = kept or {}
    named = {
        "place_id": place.id, "mine": place.lease, "done_": done, "wake_at_": wake_at,
        "attempts_": attempts, "reason_": reason,
        "kept": {name: value for name, value in jotted.items() if value is not None},
        "forgotten": [name for name, value in jotted.items() if value is None],
    }  # fmt: skip
    return connection.execute(_RELEASE, named).first() is not None


def is_due(connection: sa.Connection, place_id: int) -> bool:
    query = sa.select(_DUE).where(places.c.id == place_id)
    return bool(connection.execute(query).scalar())


def due_places(engine: sa.Engine, limit: int, destination: str | None = None) -> list[int]:
    """Places that are due and held by nobody, oldest first, at accounts that are not paused and
    answer; of one destination, where it is named."""
    resting = destinations.c.paused_since.is_not(None) | destinations.c.silent_since.is_not(None)
    query = (
        sa.select(places.c.id)
        .where(_DUE, sa.or_(places.c.lease_until.is_(None), places.c.lease_until < _NOW))
        .where(places.c.destination.not_in(sa.select(destinations.c.name).where(resting)))
        .order_by(places.c.wake_at.asc().nulls_first(), places.c.id)
        .limit(limit)
    )
    if destination is not None:
        query = query.where(places.c.destination == destination)
    with engine.connect() as connection:
        return list(connection.execute(query).scalars())


def in_household(household_id: Any) -> sa.Select[Any]:
    """The id and destination of each place of a household, which may be a column, too."""
    address = sa.func.substr(household_keys.c.key, len(ADDRESS) + 1)
    mine = household_keys.c.key.startswith(ADDRESS) & (
        household_keys.c.household_id == household_id
    )
    query = sa.select(places.c.id, places.c.destination)
    return query.join(household_keys, places.c.address == address).where(mine)


def that_wake(engine: sa.Engine) -> Iterator[tuple[str, datetime | None]]:
    """Addresses that something is to come for, the next one first, each with a time before which
    nothing comes for it. That is None, and it is told first, for what is tried again after a
    failure: it wakes for that, not for what is to come."""
    yield from ((address, None) for _, _, address in _in_order(engine, places.c.attempts > 0))
    for wake_at, _, address in _in_order(engine, places.c.attempts == 0):
        yield address, wake_at


def _in_order(
    engine: sa.Engine, which: sa.ColumnElement[bool]
) -> Iterator[tuple[datetime, int, str]]:
    """Batch by batch, so that whoever has seen enough reads no more of them."""
    columns = (places.c.wake_at, places.c.id)
    query = sa.select(*columns, places.c.address).where(places.c.wake_at.is_not(None), which)
    query = query.order_by(*columns).limit(_BATCH)
    more = query
    while True:
        with engine.connect() as connection:
            batch = connection.execute(more).all()
        yield from ((row.wake_at, row.id, row.address) for row in batch)
        if len(batch) < _BATCH:
            return
        more = query.where(sa.tuple_(*columns) > (batch[-1].wake_at, batch[-1].id))


def give_address(connection: sa.Connection, place_id: int, address: str) -> None:
    """The place has that address from now on, and the place that had it has this one's."""
    row = connection.execute(
        sa.select(places.c.destination, places.c.address).where(places.c.id == place_id)
    ).one()
    theirs = (places.c.destination == row.destination) & (places.c.address == address)
    mine = places.c.id == place_id
    for which, new in ((mine, f"\n{place_id}"), (theirs, row.address), (mine, address)):
        connection.execute(sa.update(places).where(which).values(address=new))
