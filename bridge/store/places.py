"""Places: contacts at a destination's account, their leases, and which of them are due.

A lock that dies with its process does not stop a request that is under way. So a worker holds a
place by a lease in its row, which it renews before a call that might outlast it; whoever takes over
waits for its end, when the last request can no longer land. It also lives behind a connection
pooler.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Interval, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Call
from bridge.model.errors import CrmUnavailable
from bridge.store.memory import Column as MemoryColumn
from bridge.store.memory import revised
from bridge.store.schema.tables import destinations, places

CONTACT = "contact"  # under which an adapter remembers the contact's id


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


_NOW = func.clock_timestamp()
_WAKES = (places.c.wake_at.is_not(None)) & (places.c.wake_at <= _NOW)
_SHOWN = [
    places.c[name]
    for name in ("id", "destination", "address", "memory", "due", "done", "lease", "wake_at",
                 "attempts", "reason")
]  # fmt: skip
_MINE = (places.c.id == bindparam("place_id")) & (places.c.lease == bindparam("mine"))
_IN = _NOW + bindparam("seconds", type_=Interval)
_TAKE = (
    update(places)
    .where(
        places.c.id == bindparam("place_id"),
        or_(places.c.lease_until.is_(None), places.c.lease_until < _NOW),
    )
    .values(lease=bindparam("token"), lease_until=_IN)
    .returning(*_SHOWN, _WAKES)
)
_RENEW = update(places).where(_MINE).values(lease_until=_IN).returning(places.c.id)
_RELEASE = (
    update(places)
    .where(_MINE)
    .values(
        lease="",
        lease_until=None,
        done=bindparam("done_"),
        wake_at=bindparam("wake_at_"),
        attempts=bindparam("attempts_"),
        reason=bindparam("reason_"),
        memory=revised(places.c.memory),
    )
    .returning(places.c.id)
)
_MAKE = insert(places).on_conflict_do_nothing()
_MARK = update(places).where(places.c.id == bindparam("place_id")).values(due=places.c.due + 1)
_DUE = or_(places.c.due != places.c.done, _WAKES)


def ids_of(connection: Connection, destination: str, addresses: Collection[str]) -> dict[str, int]:
    """The places of these addresses, made where they are missing."""
    if not addresses:
        return {}
    rows = [{"destination": destination, "address": each} for each in sorted(addresses)]
    connection.execute(_MAKE, rows)
    query = select(places.c.address, places.c.id).where(
        places.c.destination == destination, places.c.address.in_(addresses)
    )
    return {row.address: row.id for row in connection.execute(query)}


def find(connection: Connection, destination: str, address: str) -> Place | None:
    query = select(*_SHOWN, _WAKES).where(
        places.c.destination == destination, places.c.address == address
    )
    row = connection.execute(query).first()
    return Place(*row) if row else None


def mark_due(connection: Connection, place_ids: Iterable[int]) -> None:
    """Their facts changed: whoever looks at one now looks once more."""
    rows = [{"place_id": each} for each in sorted(place_ids)]
    if rows:
        connection.execute(_MARK, rows)


def keep_away(connection: Connection, place_id: int, seconds: float, reason: str) -> None:
    """Nobody looks at it for so long, as if somebody held it; it was tried once more."""
    until = _NOW + bindparam("seconds", timedelta(seconds=seconds), type_=Interval)
    values = {"lease": "", "lease_until": until, "reason": reason}
    more = update(places).where(places.c.id == place_id).values(attempts=places.c.attempts + 1)
    connection.execute(more.values(**values))


def attempts_at(connection: Connection, place_id: int) -> int:
    query = select(places.c.attempts).where(places.c.id == place_id)
    return int(connection.execute(query).scalar() or 0)


def take_lease(engine: Engine, place_id: int, seconds: float, token: str) -> Place | None:
    """The place, held for so long; None while somebody else holds it."""
    named = {"place_id": place_id, "token": token, "seconds": timedelta(seconds=seconds)}
    with engine.connect() as connection:
        row = connection.execute(_TAKE, named).first()
    return Place(*row) if row else None


def renew(engine: Engine, place: Place, seconds: float) -> bool:
    """Whether the place is held still; from now on for so long."""
    named = {"place_id": place.id, "mine": place.lease, "seconds": timedelta(seconds=seconds)}
    with engine.connect() as connection:
        return connection.execute(_RENEW, named).first() is not None


def release(
    connection: Connection,
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


def is_due(connection: Connection, place_id: int) -> bool:
    query = select(_DUE).where(places.c.id == place_id)
    return bool(connection.execute(query).scalar())


def due_places(engine: Engine, limit: int, *, passed_over: Collection[str] = ()) -> list[int]:
    """Places that are due and held by nobody, oldest first, at accounts that are not paused;
    `passed_over` are further accounts."""
    paused = select(destinations.c.name).where(destinations.c.paused_since.is_not(None))
    query = (
        select(places.c.id)
        .where(_DUE, or_(places.c.lease_until.is_(None), places.c.lease_until < _NOW))
        .where(places.c.destination.not_in(paused), places.c.destination.not_in([*passed_over]))
        .order_by(places.c.wake_at.asc().nulls_first(), places.c.id)
        .limit(limit)
    )
    with engine.connect() as connection:
        return list(connection.execute(query).scalars())


def give_address(connection: Connection, place_id: int, address: str) -> None:
    """The place has that address from now on, and the place that had it has this one's."""
    row = connection.execute(
        select(places.c.destination, places.c.address).where(places.c.id == place_id)
    ).one()
    theirs = (places.c.destination == row.destination) & (places.c.address == address)
    mine = places.c.id == place_id
    for which, new in (
        (mine, f"\n{place_id}"),
        (theirs, row.address),
        (mine, address),
    ):
        connection.execute(update(places).where(which).values(address=new))


class PlaceMemory:
    """What an adapter remembers of one place, while its lease is held.

    `jotted` is for whoever lets go of the place to write; `calls` for whoever records them.
    """

    def __init__(self, engine: Engine, place: Place, lease: float, call: float) -> None:
        self._engine = engine
        self._place = place
        self._lease = lease
        self._call = call  # how long one may take, in seconds
        self._renew_at = time.monotonic() + lease - 2 * call
        self._column = MemoryColumn(engine, places, "id", place.id)
        self._known: dict[str, str | None] = dict(place.memory)
        self.jotted: dict[str, str | None] = {}
        self.calls: list[Call] = []

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._known[name] = value
        self._column.write(name, value)

    def jot(self, name: str, value: str | None) -> None:
        if self._known.get(name) != value:
            self._known[name] = self.jotted[name] = value

    def note(self, call: Call) -> None:
        self.calls.append(call)

    def before_call(self) -> None:
        """No call starts that may land after the lease's end. Raises CrmUnavailable when the place
        is no longer held."""
        if time.monotonic() < self._renew_at:
            return
        if not renew(self._engine, self._place, self._lease):
            raise CrmUnavailable("Another worker took this contact up meanwhile.", 1)
        self._renew_at = time.monotonic() + self._lease - 2 * self._call
