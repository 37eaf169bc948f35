"""What stands in the sandbox account: contacts, tags, and who carries which tag.

Lists, fields and automations stand in `Account.besides`.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from bridge.sandbox.activecampaign.besides import Besides, now

PROFILE = ("firstName", "lastName", "phone")


@dataclass
class SandboxContact:
    """One contact; `profile` holds firstName, lastName and phone."""

    id: int
    email: str
    profile: dict[str, str]
    created: str
    updated: str
    deleted: bool = False


@dataclass(frozen=True)
class SandboxTag:
    """One tag. `type` is `contact` or `template`; a name is unique within its type."""

    id: int
    name: str
    type: str = "contact"
    description: str = ""


@dataclass(frozen=True)
class SandboxContactTag:
    """That one contact carries one tag; its id is what a removal needs."""

    id: int
    contact: int
    tag: int
    created: str


class Account:
    """The account's content. Whoever uses it holds `lock` meanwhile.

    `fired` counts how often (e-mail, tag name) went from absent to present, which is when
    ActiveCampaign starts the automations behind a tag.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.contacts: dict[int, SandboxContact] = {}
        self.tags: dict[int, SandboxTag] = {}
        self.contact_tags: dict[int, SandboxContactTag] = {}
        self.fired: Counter[tuple[str, str]] = Counter()
        self._ids = count(1)
        self.besides = Besides(self._ids)
        self._by_email: dict[str, int] = {}
        self._carried: dict[int, dict[int, int]] = {}  # contact id -> tag id -> contactTag id

    def find(self, email: str) -> SandboxContact | None:
        """The contact with this address, in whatever case it is written."""
        return self.contacts.get(self._by_email.get(email.strip().casefold(), 0))

    def create(self, email: str, profile: Mapping[str, str]) -> SandboxContact:
        at = now()
        full = {name: profile.get(name, "") for name in PROFILE}
        contact = SandboxContact(next(self._ids), email, full, at, at)
        self.contacts[contact.id] = contact
        self._by_email[email.casefold()] = contact.id
        self._carried[contact.id] = {}
        return contact

    def update(self, contact: SandboxContact, profile: Mapping[str, str]) -> None:
        """Change what is named; what is left out keeps its value."""
        contact.profile.update(profile)
        contact.updated = now()

    def rename(self, contact: SandboxContact, email: str) -> None:
        del self._by_email[contact.email.casefold()]
        contact.email = email
        self._by_email[email.casefold()] = contact.id

    def delete(self, contact: SandboxContact) -> None:
        """As the vendor does: the address becomes `deleted+…`, the id still answers."""
        for contact_tag in list(self._carried[contact.id].values()):
            self.untag(contact_tag)
        self.besides.forget(contact.id)
        self.rename(contact, f"deleted+{contact.id}@{contact.email.partition('@')[2]}")
        contact.deleted = True

    def add_tag(self, name: str, kind: str = "contact", description: str = "") -> SandboxTag | None:
        """The new tag, or None when the account has one of this name and type already."""
        if self.tag_named(name, kind):
            return None
        tag = SandboxTag(next(self._ids), name, kind, description)
        self.tags[tag.id] = tag
        return tag

    def drop_tag(self, tag: SandboxTag) -> None:
        for row in [row for row in self.contact_tags.values() if row.tag == tag.id]:
            self.untag(row.id)
        del self.tags[tag.id]

    def tag_named(self, name: str, kind: str = "contact") -> SandboxTag | None:
        wanted = (name.casefold(), kind)
        return next((t for t in self.tags.values() if (t.name.casefold(), t.type) == wanted), None)

    def tag(self, contact: SandboxContact, tag: SandboxTag) -> tuple[SandboxContactTag, bool]:
        """The row that says so, and whether it is new; only a new one starts automations."""
        held = self._carried[contact.id].get(tag.id)
        if held is not None:
            return self.contact_tags[held], False
        row = SandboxContactTag(next(self._ids), contact.id, tag.id, now())
        self.contact_tags[row.id] = row
        self._carried[contact.id][tag.id] = row.id
        self.fired[contact.email.casefold(), tag.name] += 1
        return row, True

    def untag(self, contact_tag: int) -> bool:
        """Whether there was such a row to take away."""
        row = self.contact_tags.pop(contact_tag, None)
        if row is not None:
            del self._carried[row.contact][row.tag]
        return row is not None

    def contact_tags_of(self, contacts: Iterable[int]) -> Iterator[SandboxContactTag]:
        for contact in contacts:
            for row in self._carried.get(contact, {}).values():
                yield self.contact_tags[row]

    def tags_of(self, contact: SandboxContact) -> set[str]:
        return {self.tags[row.tag].name for row in self.contact_tags_of([contact.id])}
