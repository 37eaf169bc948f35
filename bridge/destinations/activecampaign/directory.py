"""What ActiveCampaign has, by name: the ids of its tags, lists, custom fields and automations."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from typing import Any

from bridge.destinations.activecampaign.client import every_row, sentence
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key

# Where each sort is listed, and what its name is called there. A field answers to its title and to
# its name in templates (`%LAST_ORDER%`).
_PLACES = {
    Sort.TAG: ("tags", ("tag",)),
    Sort.LIST: ("lists", ("name",)),
    Sort.FIELD: ("fields", ("title", "perstag")),
    Sort.AUTOMATION: ("automations", ("name",)),
}
_NAMES_KEPT = 300.0  # seconds that the list of tags serves, above all for finding the nearest one
_ABSENCE_KEPT = 60.0  # seconds that a tag to remove counts as missing without another look

Rows = Sequence[Mapping[str, Any]]


@dataclass
class FoundNames:
    """`ids` by the name that was asked for; `refused` says why for those that cannot be used."""

    ids: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class NameTable:
    """Name -> id of one sort, kept in the account's memory as `list:<name without case>`."""

    def __init__(self, sort: Sort, connection: Connection, memory: Memory) -> None:
        self.sort = sort
        self._place, self._spellings = _PLACES[sort]
        self._connection = connection
        self._memory = memory

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
        lacking = [name for name in found.refused if not self._ids(name, rows)]
        return [(name, self._nearest(name, rows)) for name in lacking]

    def _settle(self, name: str, rows: Rows, found: FoundNames) -> None:
        numbers = self._ids(name, rows)
        only = numbers[0] if len(numbers) == 1 else None
        if only != self._remembered(name):
            self._remember(name, only)
        if only is not None:
            found.ids[name] = only
        elif numbers:
            several = f"ActiveCampaign has {len(numbers)} {self._place} named '{name}'."
            found.refused[name] = f"{several} Rename all but one there."
        else:
            found.refused[name] = self._does_not_exist(name, rows)

    def _ids(self, name: str, rows: Rows) -> list[str]:
        """Of every row so named; a title counts before another field's name in templates."""
        for spelling in self._spellings:
            wanted = tag_key(name)
            if spelling == "perstag":
                wanted = wanted.strip("%")
            mine = [row for row in rows if tag_key(str(row.get(spelling) or "")) == wanted]
            if mine:
                return [str(row["id"]) for row in mine]
        return []

    def _does_not_exist(self, name: str, rows: Rows) -> str:
        near = self._nearest(name, rows)
        hint = f" Nearest there: '{near}'." if near else ""
        what_next = f"Create the {self.sort} or correct rules.yaml."
        return f"The {self.sort} '{name}' does not exist in ActiveCampaign.{hint} {what_next}"

    def _nearest(self, name: str, rows: Rows) -> str | None:
        """The name that is spelt most like it and is another, if any is near."""
        names = (str(row.get(self._spellings[0]) or "") for row in rows)
        by_key = {tag_key(known): known for known in names if known}
        by_key.pop(tag_key(name), None)  # the list may be older than its end
        near = get_close_matches(tag_key(name), by_key, n=1)
        return by_key[near[0]] if near else None

    def _listed(self, notes: Memory) -> Rows:
        return [*self._rows({}, notes)]

    def _rows(self, query: Mapping[str, str], notes: Memory) -> Iterator[Mapping[str, Any]]:
        """The rows of every page."""
        path, call = f"/{self._place}", self._connection.call
        return every_row(
            lambda page: call(notes, "GET", path, query={**query, **page}), self._place
        )

    def _remembered(self, name: str) -> str | None:
        return self._memory.get(f"{self.sort}:{tag_key(name)}")

    def _remember(self, name: str, number: str | None) -> None:
        self._memory.put(f"{self.sort}:{tag_key(name)}", number)


class TagTable(NameTable):
    """Tags are many, and are asked for one by one; the list of all serves for a while."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(Sort.TAG, connection, memory)
        self._clock = clock
        self._list: tuple[float, Rows] = -1.0, ()  # until when it serves
        self._absent: dict[str, float] = {}

    def usable(self, name: str, notes: Memory, *, create: bool) -> str:
        """The id of a tag to be added. Raises TargetRefused when there is none."""
        number = self._remembered(name) or self._seek(name, notes)
        if number is None and create:
            number = self._create(name, notes)
        if number is None:
            raise TargetRefused(self._does_not_exist(name, self._listed(notes)))
        return number

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
        """Ask for exactly this name. Some accounts ignore the filter, so every row is compared; and
        a name that may be kept in another spelling there is sought among all."""
        key = tag_key(name)
        rows = self._rows({"filters[search][eq]": name.strip()}, notes)
        number = next((str(row["id"]) for row in rows if tag_key(row["tag"]) == key), None)
        if number is None and (escape(name) != name or not name.isascii()):
            number = next(iter(self._ids(name, self._listed(notes))), None)
        if number is None:
            self._absent[key] = self._clock() + _ABSENCE_KEPT
        else:
            self._remember(name, number)
        return number

    def _create(self, name: str, notes: Memory) -> str | None:
        """Its id. 422 also means that it was made meanwhile, told in the database's words."""
        body = {"tag": {"tag": name.strip(), "tagType": "contact", "description": ""}}
        answer = self._connection.call(
            notes, "POST", "/tags", body=body, accept=(400, 422), about=tag_key(name)
        )
        if answer.good and answer.part("tag").get("id"):
            number = str(answer.part("tag")["id"])
            self._remember(name, number)
            return number
        found = self._seek(name, notes)
        if found is None:
            raise TargetRefused(sentence(f"did not create the tag '{name}'", answer))
        return found

    def _listed(self, notes: Memory) -> Rows:
        if self._list[0] < self._clock():
            rows = [*self._rows({}, notes)]
            self._list = self._clock() + _NAMES_KEPT, rows
        return self._list[1]

    def _rows(self, query: Mapping[str, str], notes: Memory) -> Iterator[Mapping[str, Any]]:
        """Of contacts' tags; the list mixes them with templates' tags."""
        rows = super()._rows(query, notes)
        mine = (row for row in rows if row.get("tagType", "contact") == "contact")
        return (row for row in mine if row.get("tag"))
