"""What an adapter remembers, kept in Postgres: written at once, shared by all workers."""

from collections.abc import Mapping

from sqlalchemy import Engine, Table, Text, cast, select, update
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Call
from bridge.store.tables import contacts, destinations


class StoredMemory:
    """A `crms.Memory` over the jsonb column `memory` of one row.

    Reads come from a copy in this process; what another process added is seen when a name is
    not in the copy. Calls are collected in `calls` for whoever records the delivery.
    """

    def __init__(
        self, engine: Engine, table: Table, column: str, value: object, known: Mapping[str, str]
    ) -> None:
        self._engine = engine
        self._table = table
        self._mine = table.c[column] == value
        self._known = dict(known)
        self.calls: list[Call] = []

    def get(self, name: str) -> str | None:
        if name not in self._known:
            query = select(self._table.c.memory[name].astext).where(self._mine)
            with self._engine.connect() as connection:
                found = connection.execute(query).scalar()
            if found is None:
                return None
            self._known[name] = found
        return self._known[name]

    def put(self, name: str, value: str | None) -> None:
        if self._known.get(name) == value and value is not None:
            return
        memory = self._table.c.memory
        if value is None:
            self._known.pop(name, None)
            change = memory.op("-")(cast(name, Text))
        else:
            self._known[name] = value
            change = memory.op("||")(cast({name: value}, JSONB))
        with self._engine.connect() as connection:
            connection.execute(update(self._table).where(self._mine).values(memory=change))

    def note(self, call: Call) -> None:
        self.calls.append(call)


def contact_memory(engine: Engine, contact_id: int, known: Mapping[str, str]) -> StoredMemory:
    """Where ids of one contact are kept; `known` is its row's column as just read."""
    return StoredMemory(engine, contacts, "id", contact_id, known)


def account_memory(engine: Engine, destination: str) -> StoredMemory:
    """Where ids of a whole account are kept, tag ids above all."""
    return StoredMemory(engine, destinations, "name", destination, {})
