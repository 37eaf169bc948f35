"""What the sandbox account holds besides tags: lists, fields, automations, and who is in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar

UNCONFIRMED, SUBSCRIBED, OPTED_OUT, BOUNCED = "0", "1", "2", "3"


def now() -> str:
    """As the vendor writes it, with an offset."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class SandboxList:
    id: int
    name: str


@dataclass(frozen=True)
class SandboxField:
    """A custom field; `personal` is its name in templates, without the percent signs."""

    id: int
    title: str
    personal: str


@dataclass
class SandboxAutomation:
    """With `once` a contact that was in it cannot enter again."""

    id: int
    name: str
    active: bool = True
    once: bool = False


@dataclass
class SandboxMembership:
    """One contact's standing with one list: a contactList. `source` is the last `sourceid`."""

    id: int
    contact: int
    list: int
    status: str
    source: str = "0"
    updated: str = field(default_factory=now)


@dataclass(frozen=True)
class SandboxEnrolment:
    """That one contact entered one automation: a contactAutomation."""

    id: int
    contact: int
    automation: int
    entered: str = field(default_factory=now)


class Besides:
    """Whoever uses it holds the account's lock meanwhile. `values` by (contact, field)."""

    def __init__(self, ids: "count[int]") -> None:
        self.lists: dict[int, SandboxList] = {}
        self.fields: dict[int, SandboxField] = {}
        self.automations: dict[int, SandboxAutomation] = {}
        self.memberships: dict[tuple[int, int], SandboxMembership] = {}
        self.values: dict[tuple[int, int], str] = {}
        self.enrolments: list[SandboxEnrolment] = []
        self._ids = ids

    def add_list(self, name: str) -> SandboxList:
        new = SandboxList(next(self._ids), name)
        self.lists[new.id] = new
        return new

    def add_field(self, title: str, personal: str = "") -> SandboxField:
        usual = title.upper().replace(" ", "_")
        new = SandboxField(next(self._ids), title, personal or usual)
        self.fields[new.id] = new
        return new

    def add_automation(self, name: str, *, once: bool = False) -> SandboxAutomation:
        new = SandboxAutomation(next(self._ids), name, once=once)
        self.automations[new.id] = new
        return new

    def put_on(self, contact: int, list_: int, status: str, source: str = "0") -> SandboxMembership:
        """The row that says so; there is one for each contact and list."""
        held = self.memberships.get((contact, list_))
        number = held.id if held else next(self._ids)
        row = SandboxMembership(number, contact, list_, status, source)
        self.memberships[contact, list_] = row
        return row

    def write(self, contact: int, values: Mapping[int, str]) -> None:
        """An empty value clears; what is no field is passed over."""
        for number, value in values.items():
            self.values.pop((contact, number), None)
            if number in self.fields and value:
                self.values[contact, number] = value

    def enrol(self, contact: int, automation: int) -> SandboxEnrolment | None:
        """None when the contact may not enter."""
        wanted = self.automations.get(automation)
        was_in = any(
            (row.contact, row.automation) == (contact, automation) for row in self.enrolments
        )
        if wanted is None or not wanted.active or (wanted.once and was_in):
            return None
        self.enrolments.append(SandboxEnrolment(next(self._ids), contact, automation))
        return self.enrolments[-1]

    def memberships_of(self, contact: int) -> Iterator[SandboxMembership]:
        return (row for row in self.memberships.values() if row.contact == contact)

    def enrolments_of(self, contact: int) -> Iterator[SandboxEnrolment]:
        return (row for row in self.enrolments if row.contact == contact)

    def forget(self, contact: int) -> None:
        """Nothing of a deleted contact stays (a guess: what the vendor keeps is not published)."""
        for pair in [pair for pair in self.memberships if pair[0] == contact]:
            del self.memberships[pair]
        for pair in [pair for pair in self.values if pair[0] == contact]:
            del self.values[pair]
        self.enrolments = [row for row in self.enrolments if row.contact != contact]

    def hand_over(self, old: int, new: int) -> None:
        """What one contact had is another's, as after two were merged."""
        for row in [*self.memberships_of(old)]:
            self.put_on(new, row.list, row.status, row.source)
        self.write(
            new, {number: value for (who, number), value in self.values.items() if who == old}
        )
        for entered in [*self.enrolments_of(old)]:
            moved = SandboxEnrolment(entered.id, new, entered.automation, entered.entered)
            self.enrolments.append(moved)
        self.forget(old)


Named = TypeVar("Named", SandboxList, SandboxField, SandboxAutomation)


def named(rows: Mapping[int, Named], name: str) -> Named:
    """The row of this name; raises LookupError when there is none."""
    for row in rows.values():
        if (row.title if isinstance(row, SandboxField) else row.name) == name:
            return row
    raise LookupError(f"the sandbox account has no '{name}'")
