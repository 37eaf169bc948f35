"""What an account has, by name: the ids of its tags, lists, custom fields and automations.

An adapter says how its account lists them; what is found is remembered in the account's memory as
`list:<name without case>`, so that it is asked once for all contacts.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bridge.destinations.base import Memory
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key
from bridge.model.text import plural

_NAMES_KEPT = 300.0  # seconds that the list of tags serves, above all for finding the nearest one
_ABSENCE_KEPT = 60.0  # seconds that a tag to remove counts as missing without another look


@dataclass(frozen=True)
class NamedRow:
    """One thing of the account; it answers to its `name`, and to those in `also` where nothing is
    named so."""

    id: str
    name: str
    also: tuple[str, ...] = ()


@dataclass
class FoundNames:
    """`ids` by the name that was asked for; `refused` says why for those that cannot be used."""

    ids: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class NameDirectory(ABC):
    """Name -> id of one sort. `crm` is how messages name the account."""

    def __init__(self, sort: Sort, crm: str, memory: Memory) -> None:
        self.sort = sort
        self._crm = crm
        self._memory = memory

    @abstractmethod
    def _ask(self, notes: Memory) -> Iterable[NamedRow]:
        """Everything of this sort, of as many pages as there are. Raises as `Connection.call`."""

    def find(self, names: Iterable[str], notes: Memory, *, afresh: bool = False) -> FoundNames:
        """No call for what is remembered, one listing for all the rest together.

        `afresh` is for ids that did not serve: what is remembered counts for nothing.
        """
        found, unknown = FoundNames(), []
        for name in dict.fromkeys(names):
            number = None if afresh else self._remembered(name)
            if number is None:
                unknown.append(name)
            else:
                found.ids[name] = number
        rows = self._listed(notes) if unknown else ()
        for name in unknown:
            self._settle(name, rows, found)
        return found

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """The names the account lacks, with the nearest it has; the others' ids are renewed."""
        rows, found = self._listed(notes), FoundNames()
        for name in dict.fromkeys(names):
            self._settle(name, rows, found)
        lacking = [name for name in found.refused if not ids_of(name, rows)]
        return [(name, nearest(name, rows)) for name in lacking]

    def _settle(self, name: str, rows: Sequence[NamedRow], found: FoundNames) -> None:
        numbers = ids_of(name, rows)
        only = numbers[0] if len(numbers) == 1 else None
        if only != self._remembered(name):
            self._remember(name, only)
        if only is not None:
            found.ids[name] = only
        elif numbers:
            several = f"{self._crm} has {len(numbers)} {plural(self.sort, 2)} named '{name}'."
            found.refused[name] = f"{several} Rename all but one there."
        else:
            found.refused[name] = self._does_not_exist(name, rows)

    def _does_not_exist(self, name: str, rows: Sequence[NamedRow]) -> str:
        near = nearest(name, rows)
        hint = f" Nearest there: '{near}'." if near else ""
        what_next = f"Create the {self.sort} or correct rules.yaml."
        return f"The {self.sort} '{name}' does not exist in {self._crm}.{hint} {what_next}"

    def _listed(self, notes: Memory) -> Sequence[NamedRow]:
        return [*self._ask(notes)]

    def _remembered(self, name: str) -> str | None:
        return self._memory.get(f"{self.sort}:{tag_key(name)}")

    def _remember(self, name: str, number: str | None) -> None:
        self._memory.put(f"{self.sort}:{tag_key(name)}", number)


class TagDirectory(NameDirectory):
    """Tags are many, and are asked for one by one; the list of all serves for a while."""

    def __init__(
        self, crm: str, memory: Memory, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(Sort.TAG, crm, memory)
        self._clock = clock
        self._list: tuple[float, Sequence[NamedRow]] = -1.0, ()  # until when it serves
        self._absent: dict[str, float] = {}

    @abstractmethod
    def _make(self, name: str, notes: Memory) -> str:
        """Make the tag and give its id, also where it was made meanwhile. Raises TargetRefused."""

    def usable(self, name: str, notes: Memory, *, create: bool) -> str:
        """The id of a tag to be added. Raises TargetRefused when there is none."""
        number = self._remembered(name) or self._seek(name, notes)
        if number is None and create:
            number = self._make(name, notes)
            self._remember(name, number)
        if number is None:
            raise TargetRefused(self._does_not_exist(name, self._listed(notes)))
        return number

    def make(self, name: str, notes: Memory) -> None:
        """Whatever is remembered, the account is asked first. Raises TargetRefused."""
        self.forget(name)
        self.usable(name, notes, create=True)
        self._list = -1.0, ()
        self._absent.pop(tag_key(name), None)

    def removable(self, name: str, notes: Memory) -> str | None:
        """The id of a tag to be removed; None when no contact can carry it."""
        number = self._remembered(name)
        if number or self._absent.get(tag_key(name), 0.0) > self._clock():
            return number
        return self._seek(name, notes)

    def forget(self, name: str) -> None:
        """The remembered id did not serve."""
        self._list = -1.0, ()
        self._remember(name, None)

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        self._list = -1.0, ()
        return super().missing(names, notes)

    def _seek(self, name: str, notes: Memory) -> str | None:
        """Its id, remembered from now on; None where the account has none of that name."""
        number = self._look_up(name, notes)
        if number is None:
            self._absent[tag_key(name)] = self._clock() + _ABSENCE_KEPT
        else:
            self._remember(name, number)
        return number

    def _look_up(self, name: str, notes: Memory) -> str | None:
        """An account that can be asked for one name alone is asked so by its own adapter."""
        return next(iter(ids_of(name, self._listed(notes))), None)

    def _listed(self, notes: Memory) -> Sequence[NamedRow]:
        if self._list[0] < self._clock():
            rows = super()._listed(notes)
            self._list = self._clock() + _NAMES_KEPT, rows
        return self._list[1]


def ids_of(name: str, rows: Iterable[NamedRow]) -> list[str]:
    """Of every row so named."""
    wanted, every = tag_key(name), [*rows]
    mine = [row.id for row in every if tag_key(row.name) == wanted]
    return mine or [row.id for row in every if wanted in map(tag_key, row.also)]


def nearest(name: str, rows: Iterable[NamedRow]) -> str | None:
    """The name that is spelt most like it and is another, if any is near."""
    by_key = {tag_key(row.name): row.name for row in rows if row.name}
    by_key.pop(tag_key(name), None)  # the list may be older than its end
    near = get_close_matches(tag_key(name), by_key, n=1)
    return by_key[near[0]] if near else None
