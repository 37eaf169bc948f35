"""What stands in the sandbox account: contacts, what they may have, and who has what of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import count
from unicodedata import normalize

from bridge.model import Sort
from bridge.sandbox.faults import Conditions

PROFILE = ("firstName", "lastName", "phone")
# A contactList's `status`.
STANDINGS = {"0": "not confirmed", "1": "subscribed", "2": "opted out", "3": "bounced"}

Row = dict[str, str]


def now() -> str:
    """As the vendor writes it, with an offset."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Rows:
    """Rows of one kind by their id, each as the API tells it: every value is text.

    `key` is the column by which rows are asked for, in whatever case it is written; `usual` are the
    values of the others.
    """

    def __init__(self, ids: Iterator[int], key: str, **usual: str) -> None:
        self.key = key
        self._ids = ids
        self._usual = usual
        self._rows: dict[str, Row] = {}
        self._by_key: defaultdict[str, dict[str, Row]] = defaultdict(dict)

    def __iter__(self) -> Iterator[Row]:
        return iter([*self._rows.values()])

    def get(self, number: object) -> Row | None:
        return self._rows.get(str(number))

    def of(self, key: str, **others: str) -> list[Row]:
        """The rows with this key and these other values, oldest first."""
        found = [*self._by_key.get(key.casefold(), {}).values()]
        return [row for row in found if others.items() <= row.items()]

    def add(self, **values: str) -> Row:
        row = self._usual | values | {"id": str(next(self._ids))}
        self._rows[row["id"]] = self._by_key[row[self.key].casefold()][row["id"]] = row
        return row

    def drop(self, row: Row) -> None:
        del self._rows[row["id"]]
        del self._by_key[row[self.key].casefold()][row["id"]]

    def rename(self, row: Row, key: str) -> None:
        del self._by_key[row[self.key].casefold()][row["id"]]
        row[self.key] = key
        self._by_key[key.casefold()][row["id"]] = row


class Account:
    """The account's content.

    `named` are tags, lists, fields and automations; `held` says who has which: contactTags and so
    on, with the numbers of both. `fired` counts how often (e-mail, tag name) went from absent to
    present, which is when ActiveCampaign starts the automations behind a tag; `once` are the
    numbers of the automations that nobody enters twice.
    """

    def __init__(self) -> None:
        ids = count(1)
        self.contacts = Rows(ids, "email", **dict.fromkeys(PROFILE, ""), deleted="0")
        self.named = {
            Sort.TAG: Rows(ids, "tag", tagType="contact", description="", subscriber_count="0"),
            Sort.LIST: Rows(ids, "name"),
            Sort.FIELD: Rows(ids, "title", type="text"),
            Sort.AUTOMATION: Rows(ids, "name", status="1"),
        }
        self.held = {
            Sort.TAG: Rows(ids, "contact"),
            Sort.LIST: Rows(ids, "contact", sourceid="0"),
            Sort.FIELD: Rows(ids, "contact"),
            Sort.AUTOMATION: Rows(ids, "contact", status="1"),
        }
        self.fired: Counter[tuple[str, str]] = Counter()
        self.once: set[str] = set()

    def find(self, email: str) -> Row | None:
        """The contact with this address, in whatever case it is written."""
        return next(iter(self.contacts.of(email.strip())), None)

    def create(self, email: str, profile: Mapping[str, str]) -> Row:
        return self.contacts.add(email=email, cdate=now(), udate=now(), **profile)

    def delete(self, contact: Row) -> None:
        """As the vendor does: the address becomes `deleted+…`, the id still answers. That nothing
        it had stays is a guess: what the vendor keeps is not published."""
        for table in self.held.values():
            for row in table.of(contact["id"]):
                table.drop(row)
        domain = contact["email"].partition("@")[2]
        self.contacts.rename(contact, f"deleted+{contact['id']}@{domain}")
        contact["deleted"] = "1"

    def add_tag(self, name: str, kind: str = "contact", description: str = "") -> Row | None:
        """The new tag, or None when the account has one of this name and type already."""
        if self.named[Sort.TAG].of(name, tagType=kind):
            return None
        return self.named[Sort.TAG].add(tag=name, tagType=kind, description=description)

    def add(self, sort: Sort, name: str) -> Row:
        """A list, field or automation; names need not be unique. A field's `perstag` is its name
        in templates, without the percent signs."""
        table = self.named[sort]
        more = {
            Sort.LIST: {"stringid": name.lower().replace(" ", "-")},
            Sort.FIELD: {"perstag": name.upper().replace(" ", "_")},
        }
        return table.add(**{table.key: name}, **more.get(sort, {}))

    def drop(self, sort: Sort, row: Row) -> None:
        """Contacts lose it; that they entered an automation stays."""
        self.named[sort].drop(row)
        for held in self.held[sort]:
            if held[sort] == row["id"] and sort is not Sort.AUTOMATION:
                self.held[sort].drop(held)

    def tag(self, contact: Row, tag: Row) -> tuple[Row, bool]:
        """The row that says so, and whether it is new; only a new one starts automations."""
        held = self.held[Sort.TAG].of(contact["id"], tag=tag["id"])
        if held:
            return held[0], False
        self.fired[contact["email"].casefold(), tag["tag"]] += 1
        return self.held[Sort.TAG].add(contact=contact["id"], tag=tag["id"], cdate=now()), True

    def untag(self, number: object) -> bool:
        """Whether there was such a contactTag to take away."""
        row = self.held[Sort.TAG].get(number)
        if row is not None:
            self.held[Sort.TAG].drop(row)
        return row is not None

    def put_on(self, contact: Row, list_: Row, status: str, source: str = "0") -> Row:
        """The row that says so; there is one for each contact and list."""
        table, ids = self.held[Sort.LIST], {"contact": contact["id"], "list": list_["id"]}
        row = next(iter(table.of(contact["id"], list=list_["id"])), None) or table.add(**ids)
        row |= {"status": status, "sourceid": source, "udate": now()}
        return row

    def set_value(self, contact: Row, field: Row, value: str) -> None:
        """An empty value clears."""
        table = self.held[Sort.FIELD]
        for row in table.of(contact["id"], field=field["id"]):
            table.drop(row)
        if value:
            table.add(contact=contact["id"], field=field["id"], value=value)

    def enrol(self, contact: Row, automation: Row) -> Row | None:
        """None when the contact may not enter."""
        table, ids = self.held[Sort.AUTOMATION], {"automation": automation["id"]}
        closed = automation["id"] in self.once and table.of(contact["id"], **ids)
        if closed or automation["status"] != "1":
            return None
        ids |= {"contact": contact["id"], "seriesid": automation["id"]}
        return table.add(**ids, adddate=now())


@dataclass
class Oddities(Conditions):
    """What is seen in some real accounts. `ignore_include` leaves `include=` unheard,
    `ignore_filters` does so with `filters[…]` and `search`. `tell_tags` is how it spells tags in
    its answers: with `entities` (`&amp;`), `nfd` (é as e and an accent), with both, or as they are.
    """

    ignore_include: bool = False
    ignore_filters: bool = False
    tell_tags: str = ""

    def spelled(self, tag: Row) -> Row:
        name = escape(tag["tag"]) if "entities" in self.tell_tags else tag["tag"]
        return tag | {"tag": normalize("NFD", name) if "nfd" in self.tell_tags else name}
