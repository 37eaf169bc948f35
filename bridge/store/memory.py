"""What adapters remember, kept in Postgres and shared by all workers: of an account, of a place."""

import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, Interval, Table, bindparam, func, select, update

from bridge.model import Call
from bridge.model.errors import CrmUnavailable
from bridge.store.places import Place, revised
from bridge.store.schema.tables import destinations, places

_FRESH_SECONDS = 60.0
_RENEW = (
    update(places)
    .where(places.c.id == bindparam("place_id"), places.c.lease == bindparam("mine"))
    .values(lease_until=func.clock_timestamp() + bindparam("seconds", type_=Interval))
    .returning(places.c.id)
)


class Column:
    """The jsonb column `memory` of one row."""

    def __init__(self, engine: Engine, table: Table, column: str, value: object) -> None:
        self._engine = engine
        self._table = table
        self._mine = table.c[column] == value

    def read(self, name: str) -> str | None:
        query = select(self._table.c.memory[name].astext).where(self._mine)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def write(self, name: str, value: str | None) -> None:
        fresh = revised(self._table.c.memory)
        change = {"kept": {}, "forgotten": [name]} if value is None else {"kept": {name: value}}
        with self._engine.connect() as connection:
            statement = update(self._table).where(self._mine).values(memory=fresh)
            connection.execute(statement, {"forgotten": []} | change)


class AccountMemory:
    """A whole account's, tag ids above all. What other processes wrote is seen at the latest
    after `_FRESH_SECONDS`, at once when a name is not known here. Calls about no contact are
    written nowhere."""

    def __init__(
        self, engine: Engine, destination: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._column = Column(engine, destinations, "name", destination)
        self._known: dict[str, tuple[str, float]] = {}
        self._clock = clock

    def get(self, name: str) -> str | None:
        fresh = self._fresh(name)
        if fresh is not None:
            return fresh
        found = self._column.read(name)
        self._keep(name, found)
        return found

    def put(self, name: str, value: str | None) -> None:
        if value is not None and value == self._fresh(name):
            return
        self._keep(name, value)
        self._column.write(name, value)

    jot = put

    def note(self, call: Call) -> None:
        """No delivery caused it."""

    def before_call(self) -> None:
        """No contact is held for it."""

    def _fresh(self, name: str) -> str | None:
        value, until = self._known.get(name, ("", 0.0))
        return value if self._clock() < until else None

    def _keep(self, name: str, value: str | None) -> None:
        if value is None:
            self._known.pop(name, None)
        else:
            self._known[name] = (value, self._clock() + _FRESH_SECONDS)


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
        self._column = Column(engine, places, "id", place.id)
        self._known: dict[str, str | None] = dict(place.memory)
        self.jotted: dict[str, str | None] = {}
        self.calls: list[Call] = []

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._known[name] = value
        self.jotted.pop(name, None)  # it is older
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


def renew(engine: Engine, place: Place, seconds: float) -> bool:
    """Whether the place is held still; from now on for so long."""
    named = {"place_id": place.id, "mine": place.lease, "seconds": timedelta(seconds=seconds)}
    with engine.connect() as connection:
        return connection.execute(_RENEW, named).first() is not None
