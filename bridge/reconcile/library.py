"""The publications of rules.yaml as rules, read from the store as they are needed.

Which one is the newest is asked each time: it may be published while processes run. Those that were
used last are kept, so that a process that lives for months does not keep all that were published.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bridge.rules import Rules
from bridge.store import rulebooks
from bridge.store.accounts.ownership import names_at

_MOST = 32  # publications kept as rules: more than the lives of one household follow

Parse = Callable[[str, str], Rules]


class NoRules(Exception):
    """Nothing was ever published: `python worker.py` publishes rules.yaml when it starts."""


class Library:
    """`parse` makes rules of a text and the file's name; see bridge.rules.file.parse."""

    def __init__(self, parse: Parse, most: int = _MOST) -> None:
        self._parse = parse
        self._most = most
        self._known: OrderedDict[int, Rules] = OrderedDict()

    def newest(self, connection: Connection) -> tuple[int, Rules]:
        """The number of the newest publication, and its rules. Raises NoRules."""
        newest = rulebooks.newest(connection)
        if newest is None:
            raise NoRules
        return newest.number, self.rules(connection, newest.number)

    def rules(self, connection: Connection, number: int) -> Rules:
        # Threads may meet here: each step is one of the dictionary's own.
        rules = self._known.pop(number, None) or self._read(connection, number)
        self._known[number] = rules
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return rules

    def _read(self, connection: Connection, number: int) -> Rules:
        book = rulebooks.read(connection, number)
        rules = _called_now(self._parse(book.text, book.name), names_at(connection, number))
        # The version as it was published: the text alone does not tell its git commit.
        return replace(rules, version=book.version)


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
