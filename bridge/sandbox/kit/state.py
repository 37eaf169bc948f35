"""What stands in the sandbox account of Kit: subscribers, and what they may have."""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bridge.model import tag_key
from bridge.sandbox.faults import Conditions

MANY_FIELDS = 10  # with more of them in one request, their values are written afterwards (202)

Row = dict[str, Any]


@dataclass
class KitOddities(Conditions):
    """What the documentation leaves open, or says in two ways.

    `lag` is for how many reads a write stays unseen by lists and filters, `lag_tags` whether the
    list of one subscriber's tags is such a read. `unknown_fields` are refused with 422 (`refuse`)
    or passed over with a `warnings` array (`warn`). `upsert_fields`: whether `POST /subscribers`
    writes the fields of somebody who is there already. `absent_tag` is the status for taking off a
    tag that is not on. `page` is the most rows that a list gives at once.
    """

    lag: int = 0
    lag_tags: bool = True
    unknown_fields: str = "refuse"
    upsert_fields: bool = True
    absent_tag: int = 404
    page: int = 1000


@dataclass
class KitContent:
    """Rows by their ids, oldest first. `taggings` are the tags of each subscriber with their time,
    `values` her custom fields by key; `entries` are (subscriber, sequence) in order, also again
    where a sequence may be repeated."""

    subscribers: dict[int, Row] = field(default_factory=dict)
    by_email: dict[str, int] = field(default_factory=dict)
    tags: dict[int, Row] = field(default_factory=dict)
    fields: dict[int, Row] = field(default_factory=dict)
    sequences: dict[int, Row] = field(default_factory=dict)
    taggings: dict[int, dict[int, str]] = field(default_factory=dict)
    values: dict[int, dict[str, str]] = field(default_factory=dict)
    entries: list[tuple[int, int]] = field(default_factory=list)

    def find(self, email: str) -> Row | None:
        """The subscriber with this address, in whatever case it is written."""
        return self.subscribers.get(self.by_email.get(email.strip().casefold(), 0))

    def tag_named(self, name: str) -> Row | None:
        return _named(self.tags, "name", name)

    def field_named(self, name: str) -> Row | None:
        """By its label or its key."""
        return _named(self.fields, "label", name) or _named(self.fields, "key", name)

    def sequence_named(self, name: str) -> Row | None:
        return _named(self.sequences, "name", name)

    def shown(self, row: Row) -> Row:
        """As the API tells it: every field that the account has, empty ones as null."""
        values = self.values[row["id"]]
        return row | {
            "fields": {each["key"]: values.get(each["key"]) for each in self.fields.values()}
        }


class KitAccount:
    """The account. `content` is what is there, `listed()` what a list or a filter shows of it.

    `fired` counts how often (e-mail, tag name) went from absent to present, which is when Kit
    starts the automations behind a tag.
    """

    def __init__(self, oddities: KitOddities) -> None:
        self.content = KitContent()
        self.fired: Counter[tuple[str, str]] = Counter()
        self._oddities = oddities
        self._ids = count(101)
        self._before = self.content
        self._reads_left = 0

    def listed(self) -> KitContent:
        """The next read's view: what was there before the last writes, until it was read often
        enough."""
        if self._reads_left == 0:
            return self.content
        self._reads_left -= 1
        return self._before

    def changing(self) -> KitContent:
        """What is there, about to be written."""
        if self._oddities.lag:
            if self._reads_left == 0:
                self._before = deepcopy(self.content)
            self._reads_left = self._oddities.lag
        return self.content

    def create(self, email: str, first_name: str | None = None, state: str = "active") -> Row:
        content = self.changing()
        number, address = next(self._ids), email.strip()
        row: Row = {"id": number, "first_name": first_name, "email_address": address}
        row |= {"state": state, "created_at": now()}
        content.subscribers[number] = row
        content.by_email[address.casefold()] = number
        content.taggings[number], content.values[number] = {}, {}
        return row

    def delete(self, row: Row) -> None:
        content = self.changing()
        del content.subscribers[row["id"]], content.by_email[row["email_address"].casefold()]
        del content.taggings[row["id"]], content.values[row["id"]]
        content.entries = [entry for entry in content.entries if entry[0] != row["id"]]

    def readdress(self, row: Row, email: str) -> None:
        content = self.changing()
        del content.by_email[row["email_address"].casefold()]
        row["email_address"] = email.strip()
        content.by_email[email.strip().casefold()] = row["id"]

    def write(self, row: Row, told: Mapping[str, Any], values: Mapping[str, str]) -> None:
        """What is left out keeps its value; an empty field is cleared."""
        content = self.changing()
        if "first_name" in told:
            row["first_name"] = told["first_name"]
        kept = content.values[row["id"]]
        kept |= values
        content.values[row["id"]] = {key: value for key, value in kept.items() if value}

    def add_tag(self, name: str) -> tuple[Row, bool]:
        """The tag of this name in whatever case, and whether it is new."""
        if known := self.content.tag_named(name):
            return known, False
        return self._add(self.changing().tags, name=name.strip(), created_at=now()), True

    def add_field(self, label: str) -> Row:
        key = "_".join("".join(c if c.isalnum() else " " for c in label.lower()).split())
        return self._add(self.changing().fields, key=key, label=label)

    def add_sequence(self, name: str) -> Row:
        return self._add(
            self.changing().sequences, name=name, hold=False, repeat=False, created_at=now()
        )

    def drop(self, table: dict[int, Row], row: Row) -> None:
        """Subscribers lose it."""
        self.changing()
        del table[row["id"]]
        for tags in self.content.taggings.values():
            tags.pop(row["id"], None)
        for values in self.content.values.values():
            values.pop(row.get("key", ""), None)

    def tag(self, subscriber: Row, tag: Row) -> tuple[str, bool]:
        """Since when she has it, and whether that is new; only a new one starts automations."""
        tags = self.changing().taggings[subscriber["id"]]
        if tag["id"] in tags:
            return tags[tag["id"]], False
        self.fired[subscriber["email_address"].casefold(), tag["name"]] += 1
        tags[tag["id"]] = now()
        return tags[tag["id"]], True

    def untag(self, subscriber: Row, tag: Row) -> bool:
        """Whether it was on."""
        return self.changing().taggings[subscriber["id"]].pop(tag["id"], None) is not None

    def enter(self, subscriber: Row, sequence: Row) -> bool:
        """Whether she was not in it before. One that may be repeated begins anew all the same."""
        entry = (subscriber["id"], sequence["id"])
        new = entry not in self.content.entries
        if new or sequence["repeat"]:
            self.changing().entries.append(entry)
        return new

    def _add(self, table: dict[int, Row], **columns: Any) -> Row:
        number = next(self._ids)
        table[number] = {"id": number, **columns}
        return table[number]


def now() -> str:
    """As the vendor writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _named(table: Mapping[int, Row], column: str, name: str) -> Row | None:
    wanted = tag_key(name)
    return next((row for row in table.values() if tag_key(row[column]) == wanted), None)
