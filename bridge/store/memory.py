"""What an adapter remembers, kept in Postgres and shared by all workers."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bridge.model import Call
from bridge.store.schema.tables import destinations


def revised(memory: Any) -> ColumnElement[Any]:
    """The jsonb column `memory` without the names `forgotten` and with what is `kept`."""
    without = memory.op("-")(bindparam("forgotten", type_=ARRAY(Text)))
    return without.op("||")(bindparam("kept", type_=JSONB))  # type: ignore[no-any-return] # an operator


_FRESH_SECONDS = 60.0


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
