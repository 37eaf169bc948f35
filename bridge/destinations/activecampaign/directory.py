"""ActiveCampaign's lists, custom fields and automations by name: their ids, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bridge.destinations.activecampaign.paging import every_row
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.model import Sort, tag_key

# Where each sort is listed, and what its name is called there. A field answers to its title and to
# its name in templates (`%LAST_ORDER%`).
_PLACES = {
    Sort.LIST: ("lists", ("name",)),
    Sort.FIELD: ("fields", ("title", "perstag")),
    Sort.AUTOMATION: ("automations", ("name",)),
}


@dataclass
class Found:
    """`ids` by the name that was asked for; `refused` says why for those that cannot be used."""

    ids: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class NameTable:
    """Name -> id of one sort, kept in the account's memory as `list:<name without case>`."""

    def __init__(self, sort: Sort, connection: Connection, memory: Memory) -> None:
        self._sort = sort
        self._place, self._spellings = _PLACES[sort]
        self._connection = connection
        self._memory = memory

    def find(self, names: Iterable[str], notes: Memory, *, afresh: bool = False) -> Found:
        """No call for what is remembered, one listing for all the rest together.

        `afresh` is for ids that did not serve: what is remembered counts for nothing.
        """
        found, unknown = Found(), []
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
        rows, found = self._rows(notes), Found()
        for name in dict.fromkeys(names):
            self._settle(name, rows, found)
        lacking = [name for name in found.refused if not self._ids(name, rows)]
        return [(name, self._nearest(name, rows)) for name in lacking]

    def _settle(self, name: str, rows: Sequence[Mapping[str, Any]], found: Found) -> None:
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
            found.refused[name] = does_not_exist(self._sort, name, self._nearest(name, rows))

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
        return nearest(name, (str(row.get(self._spellings[0]) or "") for row in rows))

    def _rows(self, notes: Memory) -> Sequence[Mapping[str, Any]]:
        path = f"/{self._place}"
        return list(
            every_row(
                lambda page: self._connection.call(notes, "GET", path, query=page), self._place
            )
        )

    def _kept_as(self, name: str) -> str:
        return f"{self._sort}:{tag_key(name)}"


def does_not_exist(sort: Sort, name: str, near: str | None) -> str:
    hint = f" Nearest there: '{near}'." if near else ""
    what_next = f"Create the {sort} or correct rules.yaml, then retry."
    return f"The {sort} '{name}' does not exist in ActiveCampaign.{hint} {what_next}"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that is spelt most like it and is another, if any is near."""
    by_key = {tag_key(known): known for known in names if known}
    by_key.pop(tag_key(name), None)  # the list may be older than its end
    near = get_close_matches(tag_key(name), by_key, n=1)
    return by_key[near[0]] if near else None
