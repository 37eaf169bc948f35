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
    Sort.LIST: ("lists", ("name",)),
    Sort.FIELD: ("fields", ("title", "perstag")),
    Sort.AUTOMATION: ("automations", ("name",)),
}


NAMES_KEPT = 300.0  # seconds that the list of names serves, above all for finding the nearest one
ABSENCE_KEPT = 60.0  # seconds that a tag to remove counts as missing without another look


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
            number = None if afresh else self._memory.get(self._kept_as(name))
            if number is None:
                unknown.append(name)
            else:
                found.ids[name] = number
        rows = self._rows(notes) if unknown else ()
        for name in unknown:
            self._settle(name, rows, found)
        return found

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """The names the account lacks, with the nearest it has; the others' ids are renewed."""
        rows, found = self._rows(notes), FoundNames()
        for name in dict.fromkeys(names):
            self._settle(name, rows, found)
        lacking = [name for name in found.refused if not self._ids(name, rows)]
        return [(name, self._nearest(name, rows)) for name in lacking]

    def _settle(self, name: str, rows: Sequence[Mapping[str, Any]], found: FoundNames) -> None:
        numbers = self._ids(name, rows)
        only = numbers[0] if len(numbers) == 1 else None
        if only != self._memory.get(self._kept_as(name)):
            self._memory.put(self._kept_as(name), only)
        if only is not None:
            found.ids[name] = only
        elif numbers:
            several = f"ActiveCampaign has {len(numbers)} {self._place} named '{name}'."
            found.refused[name] = f"{several} Rename all but one there, then retry."
        else:
            found.refused[name] = _does_not_exist(self.sort, name, self._nearest(name, rows))

    def _ids(self, name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Of every row so named; a title counts before another field's name in templates."""
        for spelling in self._spellings:
            wanted = tag_key(name)
            if spelling == "perstag":
                wanted = wanted.strip("%")
            mine = [row for row in rows if tag_key(str(row.get(spelling) or "")) == wanted]
            if mine:
                return [str(row["id"]) for row in mine]
        return []

    def _nearest(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str | None:
        return _nearest(name, (str(row.get(self._spellings[0]) or "") for row in rows))

    def _rows(self, notes: Memory) -> Sequence[Mapping[str, Any]]:
        path = f"/{self._place}"
        return list(
            every_row(
                lambda page: self._connection.call(notes, "GET", path, query=page), self._place
            )
        )

    def _kept_as(self, name: str) -> str:
        return f"{self.sort}:{tag_key(name)}"


class TagTable:
    """Name -> id, kept in the account's memory as `tag:<name without case>`."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._memory = memory
        self._clock = clock
        self._listed: tuple[float, dict[str, tuple[str, str]]] | None = None  # until, by key
        self._absent: dict[str, float] = {}

    def usable(self, name: str, notes: Memory, *, create: bool) -> str:
        """The id of a tag to be added. Raises TargetRefused when there is none."""
        number = self._remembered(name) or self._find(name, notes)
        if number is None and create:
            number = self._create(name, notes)
        if number is None:
            near = self._nearest(name, notes)
            raise TargetRefused(_does_not_exist(Sort.TAG, name, near))
        return number

    def removable(self, name: str, notes: Memory) -> str | None:
        """The id of a tag to be removed; None when no contact can carry it."""
        number = self._remembered(name)
        if number or self._absent.get(tag_key(name), 0.0) > self._clock():
            return number
        return self._find(name, notes)

    def forget(self, name: str) -> None:
        """The remembered id did not serve."""
        self._listed = None
        self._memory.put(f"tag:{tag_key(name)}", None)

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """The names the account lacks, with the nearest it has; the others' ids are renewed."""
        self._listed = None
        listed = self._list(notes)
        missing = []
        for name in dict.fromkeys(names):
            number, _ = listed.get(tag_key(name), (None, ""))
            if self._remembered(name) != number:
                self._memory.put(f"tag:{tag_key(name)}", number)
            if number is None:
                missing.append((name, self._nearest(name, notes)))
        return missing

    def _remembered(self, name: str) -> str | None:
        return self._memory.get(f"tag:{tag_key(name)}")

    def _find(self, name: str, notes: Memory) -> str | None:
        """Ask for exactly this name. Some accounts ignore the filter, so every row is compared; and
        a name that may be kept in another spelling there is sought among all."""
        key = tag_key(name)
        rows = self._rows({"filters[search][eq]": name.strip()}, notes)
        number = next((str(row["id"]) for row in rows if tag_key(row["tag"]) == key), None)
        if number is None and (escape(name) != name or not name.isascii()):
            number, _ = self._list(notes).get(key, (None, ""))
        if number is None:
            self._absent[key] = self._clock() + ABSENCE_KEPT
        else:
            self._memory.put(f"tag:{key}", number)
        return number

    def _create(self, name: str, notes: Memory) -> str | None:
        """Its id. 422 also means that it was made meanwhile, told in the database's words."""
        body = {"tag": {"tag": name.strip(), "tagType": "contact", "description": ""}}
        answer = self._connection.call(
            notes, "POST", "/tags", body=body, accept=(400, 422), about=tag_key(name)
        )
        if answer.good and answer.part("tag").get("id"):
            number = str(answer.part("tag")["id"])
            self._memory.put(f"tag:{tag_key(name)}", number)
            return number
        found = self._find(name, notes)
        if found is None:
            raise TargetRefused(sentence(f"did not create the tag '{name}'", answer))
        return found

    def _rows(self, query: Mapping[str, str], notes: Memory) -> Iterator[Mapping[str, Any]]:
        """The contact tags of every page; the list mixes them with templates' tags."""
        rows = every_row(
            lambda page: self._connection.call(notes, "GET", "/tags", query={**query, **page}),
            "tags",
        )
        mine = (row for row in rows if row.get("tagType", "contact") == "contact")
        return (row for row in mine if row.get("tag"))

    def _nearest(self, name: str, notes: Memory) -> str | None:
        return _nearest(name, (spelling for _, spelling in self._list(notes).values()))

    def _list(self, notes: Memory) -> dict[str, tuple[str, str]]:
        """The id and the account's own spelling of every tag, by key."""
        if self._listed is None or self._listed[0] < self._clock():
            rows = {tag_key(row["tag"]): row for row in self._rows({}, notes)}
            names = {key: (str(row["id"]), str(row["tag"])) for key, row in rows.items()}
            self._listed = self._clock() + NAMES_KEPT, names
        return self._listed[1]


def _does_not_exist(sort: Sort, name: str, near: str | None) -> str:
    hint = f" Nearest there: '{near}'." if near else ""
    what_next = f"Create the {sort} or correct rules.yaml, then retry."
    return f"The {sort} '{name}' does not exist in ActiveCampaign.{hint} {what_next}"


def _nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that is spelt most like it and is another, if any is near."""
    by_key = {tag_key(known): known for known in names if known}
    by_key.pop(tag_key(name), None)  # the list may be older than its end
    near = get_close_matches(tag_key(name), by_key, n=1)
    return by_key[near[0]] if near else None
