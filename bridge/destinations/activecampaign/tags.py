"""ActiveCampaign's tags by name: their ids, the missing ones, and the nearest name there is."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from bridge.destinations.activecampaign.directory import does_not_exist, nearest
from bridge.destinations.activecampaign.paging import every_row
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.verdicts import TargetRefused, with_their_words
from bridge.model import Sort, tag_key

NAMES_KEPT = 300.0  # seconds that the list of names serves, above all for finding the nearest one
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
        self._listed: tuple[float, dict[str, tuple[str, str]]] | None = None  # until, by key
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
        return nearest(name, (spelling for _, spelling in self._list(notes).values()))

    def _list(self, notes: Memory) -> dict[str, tuple[str, str]]:
        """The id and the account's own spelling of every tag, by key."""
        if self._listed is None or self._listed[0] < self._clock():
            rows = {tag_key(row["tag"]): row for row in self._rows({}, notes)}
            names = {key: (str(row["id"]), str(row["tag"])) for key, row in rows.items()}
            self._listed = self._clock() + NAMES_KEPT, names
        return self._listed[1]
