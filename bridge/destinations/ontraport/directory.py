"""What Ontraport has, by name: the ids of its tags and automations, and its fields.

What it answers to the id of a tag that is gone is not documented: it may say that the tag is being
processed, and do nothing. So what is remembered is believed for an hour and then listed anew.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.destinations.base import Memory
from bridge.destinations.directory import NameDirectory, NamedRow, TagDirectory
from bridge.destinations.http import Connection
from bridge.destinations.ontraport.client import CONTACTS, REFUSED, every_row, sentence
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key

BELIEVED = 3600.0  # seconds
_OF_CONTACTS = str(CONTACTS)
_PLACES = {Sort.TAG: ("/Tags", "tag_id", "tag_name"),
           Sort.AUTOMATION: ("/CampaignBuilderItems", "id", "name")}  # fmt: skip


class OntraportDirectory(NameDirectory):
    """Each id is remembered with the second in which it was found."""

    clock: Callable[[], float] = staticmethod(time.time)

    def _remembered(self, name: str) -> str | None:
        number, _, since = (super()._remembered(name) or "").rpartition(" ")
        is_young = since.isdecimal() and 0 <= self.clock() - int(since) < BELIEVED
        return number if number and is_young else None

    def _remember(self, name: str, number: str | None) -> None:
        super()._remember(name, number and f"{number} {int(self.clock())}")


class OntraportTagTable(OntraportDirectory, TagDirectory):
    """Tags of contacts; other types of objects have tags, too."""

    def __init__(self, crm: str, connection: Connection, memory: Memory) -> None:
        TagDirectory.__init__(self, crm, memory)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        return _rows(self._connection, Sort.TAG, notes)

    def _make(self, name: str, notes: Memory) -> str:
        """By a call that makes a tag and gives its id; tagging by name would make it, too, and
        every mistyped one with it.

        That call makes a second tag of that name, for all that is documented: so the list is asked
        once more before it, for one that was made meanwhile.
        """
        self._list = -1.0, ()
        return self._look_up(name, notes) or self._made(name, notes)

    def _made(self, name: str, notes: Memory) -> str:
        body = {"tag_name": name.strip(), "object_type_id": CONTACTS}
        answer = self._connection.call(
            notes, "POST", "/Tags", body=body, accept=REFUSED, repeat=False, about=tag_key(name)
        )
        self._list = -1.0, ()
        number = str(answer.part("data").get("tag_id") or "") if answer.good else ""
        if not number:
            did = f"did not create the tag '{name}'"
            raise TargetRefused(sentence(self._connection.named, did, answer))
        return number


class OntraportAutomationTable(OntraportDirectory):
    """Automations, which its API calls campaigns."""

    def __init__(self, crm: str, connection: Connection, memory: Memory) -> None:
        super().__init__(Sort.AUTOMATION, crm, memory)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        return _rows(self._connection, Sort.AUTOMATION, notes)


@dataclass(frozen=True)
class OntraportFieldKind:
    """A field as `meta` tells it: its key (`f1234`), its type, and the ids of its choices by their
    labels. It is remembered as text in place of an id."""

    key: str
    type: str
    choices: Mapping[str, str] = field(default_factory=dict)
    writable: bool = True

    def __str__(self) -> str:
        return json.dumps([self.key, self.type, {**self.choices}, self.writable])

    @classmethod
    def read(cls, written: str) -> "OntraportFieldKind":
        return cls(*json.loads(written))


class OntraportFieldTable(OntraportDirectory):
    """Fields of contacts by what they are called there, or by their key."""

    def __init__(self, crm: str, connection: Connection, memory: Memory) -> None:
        super().__init__(Sort.FIELD, crm, memory)
        self._connection = connection

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        query = {"objectID": _OF_CONTACTS, "format": "byId"}
        answer = self._connection.call(notes, "GET", "/objects/meta", query=query, due="data")
        types = (each for each in answer.part("data").values() if isinstance(each, dict))
        for told in types:
            for key, row in _objects(told.get("fields")):
                yield NamedRow(str(_kind(key, row)), str(row.get("alias") or key), (key,))


def _kind(key: str, row: Mapping[str, Any]) -> OntraportFieldKind:
    options = row.get("options")
    named = options.items() if isinstance(options, dict) else ()
    choices = {str(label): str(number) for number, label in named}
    editable = str(row.get("editable", "1")) != "0"
    return OntraportFieldKind(key, str(row.get("type")), choices, editable)


def _objects(told: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, row in told.items() if isinstance(told, dict) else ():
        if isinstance(row, dict):
            yield str(key), row


def _rows(connection: Connection, sort: Sort, notes: Memory) -> Iterator[NamedRow]:
    """Those of contacts that are not deleted."""
    path, number, name = _PLACES[sort]
    for row in every_row(
        lambda page: connection.call(notes, "GET", path, query=page, due="data"), number
    ):
        of_contacts = str(row.get("object_type_id", CONTACTS)) == _OF_CONTACTS
        if of_contacts and str(row.get("deleted", "false")) in ("false", "0") and row.get(name):
            yield NamedRow(str(row[number]), str(row[name]))
