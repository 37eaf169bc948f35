"""What stands in the sandbox account: contacts, tags, fields and automations, and who has which."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from bridge.sandbox.faults import Conditions

PROFILE = ("firstname", "lastname", "office_phone")
BETWEEN = "*/*"  # stands around the ids in a field that holds several
OF_CONTACTS = "0"  # the object type of contacts; tags of other types are listed beside theirs

Row = dict[str, Any]


@dataclass
class TagChange:
    """One that is still being processed: it shows once so many `reads` have passed it by."""

    tag: str
    added: bool
    reads: int


class OntraportState:
    """The account's content, by ids, each row as the API tells it.

    `held` are each contact's tags as they are in the end, `shown` as a read tells them so far;
    `fired` counts how often (contact's id, tag's id) went from absent to present, `entered` are
    (contact's id, automation's id) in order.
    """

    def __init__(self) -> None:
        self._ids = count(1)
        self.contacts: dict[str, Row] = {}
        self.tags: dict[str, Row] = {}
        self.fields: dict[str, Row] = {}
        self.automations: dict[str, Row] = {}
        self.held: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.shown: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.fired: Counter[tuple[str, str]] = Counter()
        self.entered: list[tuple[str, str]] = []
        self._under_way: defaultdict[str, list[TagChange]] = defaultdict(list)

    def find(self, email: str) -> Row | None:
        """The first contact with this address, in whatever case it is written."""
        wanted = email.strip().casefold()
        mine = (row for row in self.contacts.values() if row["email"].casefold() == wanted)
        return next(mine, None)

    def create(self, email: str, told: Mapping[str, Any]) -> Row:
        """Whether its marketing mails go out is what an account's settings say; here they do."""
        number = str(next(self._ids))
        blank = dict.fromkeys(PROFILE, "")
        row = {"id": number, "owner": "1", **blank, "email": email, "bulk_mail": "1"}
        self.contacts[number] = row
        self.write(row, told)
        return row

    def write(self, row: Row, told: Mapping[str, Any]) -> Row:
        """What of it was written; keys that it does not know are passed over, as documented."""
        known = {*PROFILE, "email", "bulk_mail", *self.fields}
        written = {key: str(value) for key, value in told.items() if key in known}
        row |= written
        return written

    def delete(self, row: Row) -> None:
        del self.contacts[row["id"]]
        for kept in (self.held, self.shown, self._under_way):
            kept.pop(row["id"], None)

    def add_tag(self, name: str, object_type: str = OF_CONTACTS) -> Row:
        number = str(next(self._ids))
        row = {"tag_id": number, "tag_name": name, "object_type_id": object_type}
        self.tags[number] = row
        return row

    def add_field(self, alias: str, kind: str = "text", options: Iterable[str] = ()) -> str:
        """Its key, such as `f1007`."""
        key = f"f{1000 + next(self._ids)}"
        named = {str(number): label for number, label in enumerate(options, 1)}
        self.fields[key] = _field(alias, kind) | ({"options": named} if named else {})
        return key

    def add_automation(self, name: str) -> Row:
        number = str(next(self._ids))
        row = {"id": number, "name": name, "object_type_id": OF_CONTACTS, "pause": "0"}
        self.automations[number] = row | {"deleted": "false"}
        return row

    def meta(self) -> Mapping[str, Row]:
        own = {
            "firstname": _field("First Name", "text"),
            "lastname": _field("Last Name", "text"),
            "email": _field("Email", "email"),
            "office_phone": _field("Office Phone", "phone"),
            "bulk_mail": _field("Bulk Email Status", "drop"),
            "contact_cat": _field("Tags", "list"),
        }
        return {**own, **self.fields}

    def change_tag(self, contact: str, tag: str, *, added: bool, reads: int) -> None:
        """What is so already is passed over; else it shows after so many reads."""
        held = self.held[contact]
        if added and tag not in held:
            held[tag] = None
            self.fired[contact, tag] += 1
        elif not added:
            held.pop(tag, None)
        self._under_way[contact].append(TagChange(tag, added, reads))

    def read_tags(self, contact: str) -> str:
        """As `contact_cat` tells them to this one read."""
        shown, waiting = self.shown[contact], self._under_way[contact]
        while waiting and waiting[0].reads <= 0:
            change = waiting.pop(0)
            if change.added:
                shown[change.tag] = None
            else:
                shown.pop(change.tag, None)
        for change in waiting:
            change.reads -= 1
        return BETWEEN + "".join(f"{tag}{BETWEEN}" for tag in shown)

    def settle(self, contact: str) -> None:
        """Everything that was asked for is processed."""
        self._under_way.pop(contact, None)
        self.shown[contact] = dict(self.held[contact])

    def names_of(self, contact: str) -> Iterator[str]:
        return (self.tags[tag]["tag_name"] for tag in self.held[contact] if tag in self.tags)


def _field(alias: str, kind: str) -> Row:
    flags = {"required": "0", "unique": "0", "editable": "1", "deletable": "1"}
    return {"alias": alias, "type": kind, **flags}


@dataclass
class OntraportOddities(Conditions):
    """What is not documented, or odd. A tag call is answered before it is done: the next
    `tag_reads` reads of the contact do not show it. `nobody` is the status of getByEmail where
    there is no such contact: 200 with empty data, 404 or 400. `unknown_ids`: whether a tag call
    about a contact or a tag that is none is `ignored` or `refused`. `plain_errors`: whether a
    refusal is plain text, or JSON as documented.
    """

    tag_reads: int = 0
    nobody: int = 200
    unknown_ids: str = "ignored"
    plain_errors: bool = True
