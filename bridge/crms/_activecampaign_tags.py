"""ActiveCampaign's tags by name: their ids, the missing ones, and the nearest name there is."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bridge.crms import Memory
from bridge.crms._activecampaign_names import does_not_exist, nearest
from bridge.crms._activecampaign_paging import every_row
from bridge.crms._http import Connection
from bridge.crms._verdicts import TargetRefused, with_their_words
from bridge.model import Sort, tag_key

NAMES_KEPT = 300.0  # seconds that the list of names serves for finding the nearest one
ABSENCE_KEPT = 60.0  # seconds that a tag to remove counts as missing without another look


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
        self._names: tuple[float, list[str]] | None = None
        self._absent: dict[str, float] = {}

    def usable(self, name: str, notes: Memory, *, create: bool) -> str:
        """The id of a tag to be added. Raises TargetRefused when there is none."""
        number = self._remembered(name) or self._find(name, notes)
        if number is None and create:
            number = self._create(name, notes)
        if number is None:
            raise TargetRefused(self._missing(name, notes))
        return number

    def removable(self, name: str, notes: Memory) -> str | None:
        """The id of a tag to be removed; None when no contact can carry it."""
        number = self._remembered(name)
        if number or self._absent.get(tag_key(name), 0.0) > self._clock():
            return number
        return self._find(name, notes)

    def forget(self, name: str) -> None:
        """The remembered id did not serve."""
        self._memory.put(f"tag:{tag_key(name)}", None)

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """The names the account lacks, with the nearest it has; the others' ids are renewed."""
        rows = list(self._rows({}, notes))
        self._list_for_nearest(rows)
        ids = {tag_key(row["tag"]): str(row["id"]) for row in rows}
        missing = []
        for name in dict.fromkeys(names):
            number = ids.get(tag_key(name))
            if self._remembered(name) != number:
                self._memory.put(f"tag:{tag_key(name)}", number)
            if number is None:
                missing.append((name, self._nearest(name, notes)))
        return missing

    def _remembered(self, name: str) -> str | None:
        return self._memory.get(f"tag:{tag_key(name)}")

    def _find(self, name: str, notes: Memory) -> str | None:
        """Ask for exactly this name. Some accounts ignore the filter, so every row is compared."""
        for row in self._rows({"filters[search][eq]": name.strip()}, notes):
            if tag_key(row["tag"]) == tag_key(name):
                self._memory.put(f"tag:{tag_key(name)}", str(row["id"]))
                return str(row["id"])
        self._absent[tag_key(name)] = self._clock() + ABSENCE_KEPT
        return None

    def _create(self, name: str, notes: Memory) -> str | None:
        """Its id. 422 also means that it was made meanwhile, told in the database's words."""
        body = {"tag": {"tag": name.strip(), "tagType": "contact", "description": ""}}
        answer = self._connection.call(notes, "POST", "/tags", body=body, accept=(400, 422))
        if answer.good and answer.part("tag").get("id"):
            number = str(answer.part("tag")["id"])
            self._memory.put(f"tag:{tag_key(name)}", number)
            return number
        found = self._find(name, notes)
        if found is None:
            sentence = f"ActiveCampaign did not create the tag '{name}' ({answer.status})."
            raise TargetRefused(with_their_words(sentence, "ActiveCampaign", answer))
        return found

    def _rows(self, query: Mapping[str, str], notes: Memory) -> Iterator[Mapping[str, Any]]:
        """The contact tags of every page; the list mixes them with templates' tags."""
        rows = every_row(
            lambda page: self._connection.call(notes, "GET", "/tags", query={**query, **page}),
            "tags",
        )
        mine = (row for row in rows if row.get("tagType", "contact") == "contact")
        return (row for row in mine if row.get("tag"))

    def _missing(self, name: str, notes: Memory) -> str:
        return does_not_exist(Sort.TAG, name, self._nearest(name, notes))

    def _nearest(self, name: str, notes: Memory) -> str | None:
        if self._names is None or self._names[0] < self._clock():
            self._names = self._list_for_nearest(self._rows({}, notes))
        return nearest(name, self._names[1])

    def _list_for_nearest(self, rows: Iterable[Mapping[str, Any]]) -> tuple[float, list[str]]:
        self._names = self._clock() + NAMES_KEPT, [str(row["tag"]) for row in rows]
        return self._names
