"""What a Kit account has, by name: its tags, custom fields and sequences.

There is no search by name: the whole list is asked for. `POST /tags` would answer with the tag that
has the name, too, but it would make a new one of a mistyped name.
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.base import Memory
from bridge.destinations.directory import NameDirectory, NamedRow, TagDirectory
from bridge.destinations.http import Connection
from bridge.destinations.kit.client import every_row, sentence
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key

_LAST_NAME = "last_name"
_ABSENCE_KEPT = 300.0  # seconds for which an account without that field is not asked again


class KitTagDirectory(TagDirectory):
    """Name -> id of a tag."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(connection.named.crm, memory, clock)
        self._connection = connection

    def learn(self, name: str, number: str) -> None:
        """A subscriber's tags tell that this is its id."""
        if number != self._remembered(name):
            self._remember(name, number)

    def _ask(self, notes: Memory) -> Iterable[NamedRow]:
        return _rows(self._connection, notes, "/tags", "tags")

    def _make(self, name: str, notes: Memory) -> str:
        """Whatever the name's case, a tag that is there already answers with its id."""
        answer = self._connection.call(
            notes, "POST", "/tags", body={"name": name.strip()}, accept=(400, 422),
            about=tag_key(name),
        )  # fmt: skip
        number = str(answer.part("tag").get("id") or "")
        if not answer.good or not number:
            named = self._connection.named
            raise TargetRefused(sentence(named, f"did not create the tag '{name}'", answer))
        return number


class KitFieldDirectory(NameDirectory):
    """Name -> key of a custom field, which answers to its label (`Last name`) and to its key
    (`last_name`). Values are written by key."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(Sort.FIELD, connection.named.crm, memory)
        self._connection = connection
        self._clock = clock
        self._absent_until = -1.0

    def last_name(self, notes: Memory) -> str | None:
        """The key of the field for last names, where the account has one: Kit itself knows first
        names only."""
        known = self._remembered(_LAST_NAME)
        if known or self._clock() < self._absent_until:
            return known
        known = self.find([_LAST_NAME], notes).ids.get(_LAST_NAME)
        self._absent_until = -1.0 if known else self._clock() + _ABSENCE_KEPT
        return known

    def forget_last_name(self) -> None:
        """It was not taken."""
        self._remember(_LAST_NAME, None)
        self._absent_until = self._clock() + _ABSENCE_KEPT

    def _ask(self, notes: Memory) -> Iterable[NamedRow]:
        call = self._connection.call
        rows = every_row(
            lambda page: call(notes, "GET", "/custom_fields", query=page, due="custom_fields"),
            "custom_fields",
        )
        return [
            NamedRow(str(row["key"]), str(row.get("label") or row["key"]), (str(row["key"]),))
            for row in rows
            if row.get("key")
        ]


class KitSequenceDirectory(NameDirectory):
    """Name -> id of a sequence."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        super().__init__(Sort.AUTOMATION, connection.named.crm, memory)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterable[NamedRow]:
        return _rows(self._connection, notes, "/sequences", "sequences")


def _rows(connection: Connection, notes: Memory, path: str, name: str) -> list[NamedRow]:
    rows = every_row(lambda page: connection.call(notes, "GET", path, query=page, due=name), name)
    return [NamedRow(str(row["id"]), str(row.get("name") or "")) for row in rows]
