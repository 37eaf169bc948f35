"""The publications of rules.yaml as rules, read from the store once in each process."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from bridge.rules import Rules
from bridge.store import rulebooks

Parse = Callable[[str, str], Rules]


class NoRules(Exception):
    """Nothing was ever published: `python worker.py` publishes rules.yaml when it starts."""


class Library:
    """`parse` makes rules of a text and the file's name; see bridge.rules.file.parse."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse
        self._known: dict[int, Rules] = {}

    def newest(self, connection: Connection) -> tuple[int, Rules]:
        """The number of the newest publication, and its rules. Raises NoRules."""
        newest = rulebooks.newest(connection)
        if newest is None:
            raise NoRules
        return newest.number, self.rules(connection, newest.number)

    def rules(self, connection: Connection, number: int) -> Rules:
        if number not in self._known:
            book = rulebooks.read(connection, number)
            # The version as it was published: the text alone does not tell its git commit.
            self._known[number] = replace(self._parse(book.text, book.name), version=book.version)
        return self._known[number]
