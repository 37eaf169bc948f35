"""The publications of rules.yaml as rules, read from the store once in each process."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bridge.rules import Rules
from bridge.store import rulebooks
from bridge.store.accounts.ownership import names_at

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
            rules = _called_now(self._parse(book.text, book.name), names_at(connection, number))
            # The version as it was published: the text alone does not tell its git commit.
            self._known[number] = replace(rules, version=book.version)
        return self._known[number]


def _called_now(rules: Rules, names: Mapping[str, str]) -> Rules:
    """The same rules for the same accounts, which are called otherwise by now."""
    if not names:
        return rules

    def now(to: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(each, each) for each in to)

    offers = (replace(o, membership=replace(o.membership, to=now(o.membership.to)))
              for o in rules.offers)  # fmt: skip
    return replace(
        rules,
        destinations=tuple(replace(d, name=names.get(d.name, d.name)) for d in rules.destinations),
        rules=tuple(replace(rule, to=now(rule.to)) for rule in rules.rules),
        offers=tuple(offers),
    )
