"""What ActiveCampaign has, by name: the ids of its tags, lists, custom fields and automations."""

import time
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from bridge.destinations.activecampaign.client import every_row, sentence
from bridge.destinations.base import Memory
from bridge.destinations.directory import NameDirectory, NamedRow, TagDirectory, ids_of
from bridge.destinations.http import Connection
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key

CRM = "ActiveCampaign"
# Where each sort is listed, and what its name is called there.
_PLACES = {
    Sort.LIST: ("lists", "name"),
    Sort.FIELD: ("fields", "title"),
    Sort.AUTOMATION: ("automations", "name"),
}
_TAGS = "tags"


class NameTable(NameDirectory):
    """Lists, custom fields or automations. A field answers to its title and to its name in
    templates (`%LAST_ORDER%`)."""

    def __init__(self, sort: Sort, connection: Connection, memory: Memory) -> None:
        super().__init__(sort, CRM, memory)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        place, spelling = _PLACES[self.sort]
        for row in _rows(self._connection, place, {}, notes):
            template = str(row.get("perstag") or "")
            also = (template, f"%{template}%") if template else ()
            yield NamedRow(str(row["id"]), str(row.get(spelling) or ""), also)


class TagTable(TagDirectory):
    """Tags, which are asked for one by one."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(CRM, memory, clock)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        return self._tags({}, notes)

    def _look_up(self, name: str, notes: Memory) -> str | None:
        """Ask for exactly this name. Some accounts ignore the filter, so every row is compared; and
        a name that may be kept in another spelling there is sought among all."""
        rows = self._tags({"filters[search][eq]": name.strip()}, notes)
        number = next((row.id for row in rows if tag_key(row.name) == tag_key(name)), None)
        if number is None and (escape(name) != name or not name.isascii()):
            number = next(iter(ids_of(name, self._listed(notes))), None)
        return number

    def _make(self, name: str, notes: Memory) -> str:
        """422 also means that it was made meanwhile, told in the database's words."""
        body = {"tag": {"tag": name.strip(), "tagType": "contact", "description": ""}}
        answer = self._connection.call(
            notes, "POST", "/tags", body=body, accept=(400, 422), about=tag_key(name)
        )
        if answer.good and answer.part("tag").get("id"):
            return str(answer.part("tag")["id"])
        found = self._seek(name, notes)
        if found is None:
            raise TargetRefused(sentence(f"did not create the tag '{name}'", answer))
        return found

    def _tags(self, query: Mapping[str, str], notes: Memory) -> Iterator[NamedRow]:
        """Of contacts' tags; the list mixes them with templates' tags."""
        for row in _rows(self._connection, _TAGS, query, notes):
            if row.get("tag") and row.get("tagType", "contact") == "contact":
                yield NamedRow(str(row["id"]), str(row["tag"]))


def _rows(
    connection: Connection, place: str, query: Mapping[str, str], notes: Memory
) -> Iterator[Mapping[str, Any]]:
    """The rows of every page."""
    path, call = f"/{place}", connection.call
    return every_row(
        lambda page: call(notes, "GET", path, query={**query, **page}, due=place), place
    )
