"""What stands in the stand-in's Keap account: contacts, tags, custom fields, campaigns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bridge.sandbox.faults import Conditions

# Everything of a contact that is a list, and is replaced as a whole.
ARRAYS = ("email_addresses", "phone_numbers", "custom_fields")

KeapRow = dict[str, Any]
Items = Iterable[Mapping[str, Any]]


@dataclass
class KeapContact:
    """`arrays` are its lists as the API tells them; `tags` are ids, in the order they came.

    `opt_in_reason` is the last that somebody gave; without one nobody may be sent marketing mail.
    """

    id: str
    names: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, list[KeapRow]] = field(default_factory=lambda: {each: [] for each in ARRAYS})
    tags: list[str] = field(default_factory=list)
    opt_in_reason: str = ""

    @property
    def email(self) -> str:
        """That of the slot EMAIL1."""
        slots = {row.get("field"): row["email"] for row in self.arrays["email_addresses"]}
        return str(slots.get("EMAIL1", ""))

    @property
    def emails(self) -> set[str]:
        return {row["email"].casefold() for row in self.arrays["email_addresses"]}


class KeapState:
    """The account's content.

    `entered` are (contact id, sequence id), as they came; `active` those who are in the sequence
    still. `fired` counts how often (e-mail, tag name) went from absent to present.
    """

    def __init__(self) -> None:
        self._ids = count(1)
        self.contacts: dict[str, KeapContact] = {}
        self.tags: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.campaigns: dict[str, str] = {}
        self.sequences: dict[str, tuple[str, str]] = {}  # id -> campaign's id, name
        self.entered: list[tuple[str, str]] = []
        self.active: set[tuple[str, str]] = set()
        self.fired: Counter[tuple[str, str]] = Counter()
        self.unsubscribed: set[str] = set()  # addresses, without case
        self._by_email: defaultdict[str, list[str]] = defaultdict(list)

    def new_id(self) -> str:
        return str(next(self._ids))

    def of(self, email: str) -> list[KeapContact]:
        """Everybody with this address in any slot, whatever its case, oldest first."""
        return [self.contacts[each] for each in self._by_email[email.strip().casefold()]]

    def find(self, email: str) -> KeapContact | None:
        """Whoever has it as EMAIL1: the oldest where there are several."""
        wanted = email.strip().casefold()
        return next((each for each in self.of(email) if each.email.casefold() == wanted), None)

    def create(self, email: str, **names: str) -> KeapContact:
        """Also where another one has the address: duplicates are allowed."""
        contact = KeapContact(self.new_id(), {**names})
        self.contacts[contact.id] = contact
        self.write(contact, "email_addresses", [{"email": email, "field": "EMAIL1"}])
        return contact

    def write(self, contact: KeapContact, array: str, items: Items) -> None:
        """Replace the whole list."""
        if array == "email_addresses":
            for email in contact.emails:
                self._by_email[email].remove(contact.id)
        contact.arrays[array] = [dict(item) for item in items]
        if array == "email_addresses":
            for email in contact.emails:
                self._by_email[email].append(contact.id)
                self._by_email[email].sort(key=int)

    def merge(self, contact: KeapContact, array: str, items: Items, key: str) -> None:
        """Replace those that have the same `key`, and keep the others."""
        by_key = {row[key]: row for row in contact.arrays[array]}
        by_key |= {str(item[key]): {**item} for item in items}
        self.write(contact, array, by_key.values())

    def delete(self, contact: KeapContact) -> None:
        self.write(contact, "email_addresses", [])
        del self.contacts[contact.id]

    def add_tag(self, name: str) -> str | None:
        """The new tag's id, or None where there is one of this name."""
        return None if self.id_of(self.tags, name) else self._add(self.tags, name)

    def add_field(self, label: str) -> str:
        return self._add(self.fields, label)

    def add_campaign(self, name: str, sequences: Iterable[str] = ("Sequence",)) -> str:
        """A campaign that is published has its sequences, each of a name of its own."""
        campaign = self._add(self.campaigns, name)
        self.sequences |= {self.new_id(): (campaign, each) for each in sequences}
        return campaign

    def id_of(self, named: Mapping[str, str], name: str) -> str | None:
        """Names are compared without case."""
        wanted = name.strip().casefold()
        return next((each for each, its in named.items() if its.casefold() == wanted), None)

    def apply_tag(self, contact: KeapContact, tag: str) -> bool:
        """Whether it is new; only a new one starts what waits for it."""
        if tag in contact.tags:
            return False
        contact.tags.append(tag)
        self.fired[contact.email.casefold(), self.tags[tag]] += 1
        return True

    def remove_tag(self, contact: KeapContact, tag: str) -> bool:
        """Whether it was there."""
        if tag in contact.tags:
            contact.tags.remove(tag)
            return True
        return False

    def drop_tag(self, tag: str) -> None:
        del self.tags[tag]
        for contact in self.contacts.values():
            self.remove_tag(contact, tag)

    def enter(self, contact: KeapContact, sequence: str, *, stays: bool) -> bool:
        """Whether it went in; one that is in it still does not, and one that `stays` is."""
        pair = contact.id, sequence
        if pair in self.active:
            return False
        self.entered.append(pair)
        if stays:
            self.active.add(pair)
        return True

    def _add(self, named: dict[str, str], name: str) -> str:
        number = self.new_id()
        named[number] = name
        return number


@dataclass
class KeapOddities(Conditions):
    """What Keap's pages leave open, so that each way can be tried.

    `tenant`: the account's own number.
    `header`: the one that the key is taken from, `X-Keap-API-Key`, `Authorization`, or `both`.
    `matches_any_slot`: create-or-update finds a contact by any of its addresses, else by the first.
    `upsert_replaces`: v1's create-or-update replaces lists, as v2 does, instead of adding to them.
    `tells_tags`: its answer has `tag_ids`.
    `tag_word`, `already_word`: what the tag call says of a tag that is put on, or was there.
    `tags_as_rows`: it says so in a list of keys and values, as its older description has it.
    `missing_inside`: unknown contacts and tags are told inside a 200, else by 404.
    `absent_tag`, `present_tag`: the status where a tag to be removed is not there, or one to be
    added is. `refuse_taken`: an address that another contact has is refused with 409.
    `shows_tags`: v2 shows the `tag_ids` of a contact.
    `passes_over_fields`: a value for a field that is none is passed over, else refused with 400.
    `stays_in_sequence`: who entered a sequence is in it for long.
    """

    tenant: str = "ab123"
    header: str = "X-Keap-API-Key"
    matches_any_slot: bool = False
    upsert_replaces: bool = False
    tells_tags: bool = True
    tag_word: str = "SUCCESS"
    already_word: str = "SUCCESS"
    tags_as_rows: bool = False
    missing_inside: bool = False
    absent_tag: int = 204
    present_tag: int = 200
    refuse_taken: bool = False
    shows_tags: bool = True
    passes_over_fields: bool = False
    stays_in_sequence: bool = False
