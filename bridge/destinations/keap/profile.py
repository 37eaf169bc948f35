"""What Keap is told of a buyer besides tags: name, phone and custom fields; what of it is news, and
how it is merged into the lists that are there."""

from collections.abc import Iterable, Mapping
from typing import Any

from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames, NameDirectory
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import OfOne, raise_for_account
from bridge.model import Contact, Done, FieldValue, Refusal, Sort
from bridge.model.errors import CrmRefused

# The longest texts that are taken, by the published schema.
LONGEST_EMAIL, _LONGEST_NAME, _LONGEST_PHONE, _LONGEST_TEXT = 75, 40, 40, 65_535
EMAIL, PHONE = "EMAIL1", "PHONE1"  # the slots that are ours to write
# What a phone number may be told back with; any other key refuses the whole call.
_OF_PHONES = ("extension", "number", "type", "field")
_NAMES = ("given_name", "family_name")

Row = Mapping[str, Any]


class KeapProfile:
    """What a plan's contact is to hold. An empty value is never sent, so that it blanks nothing.

    `said` are names and phone by Keap's names for them, `private` all values as they were wished.
    """

    def __init__(self, contact: Contact, memory: Memory) -> None:
        told = {
            "given_name": contact.first_name.strip()[:_LONGEST_NAME].strip(),
            "family_name": contact.last_name.strip()[:_LONGEST_NAME].strip(),
            "phone_numbers": contact.phone.strip()[:_LONGEST_PHONE].strip(),
        }
        self.said = {name: value for name, value in told.items() if value}
        whole = (contact.first_name, contact.last_name, contact.phone)
        self.private = (*self.said.values(), *(each.strip() for each in whole if each.strip()))
        self._sent = SentProfile(memory)

    @property
    def is_nameless(self) -> bool:
        return "given_name" not in self.said

    def news(self) -> dict[str, str]:
        return self._sent.news(self.said)

    def whole(self) -> dict[str, object]:
        """As it is told of a contact that nothing is known of."""
        body: dict[str, object] = {name: self.said[name] for name in _NAMES if name in self.said}
        if phone := self.said.get("phone_numbers"):
            body["phone_numbers"] = [{"field": PHONE, "number": phone}]
        return body

    def changes(self, row: Row) -> dict[str, object]:
        """What is news, merged into what the contact shows: every item of a list that is not named
        is removed, so all others go along. A number that stands in any slot stays there."""
        news = self.news()
        body: dict[str, object] = {
            name: news[name] for name in _NAMES if name in news and news[name] != row.get(name)
        }
        phone, phones = news.get("phone_numbers"), items_of(row, "phone_numbers")
        if phone and _digits(phone) not in {_digits(str(each.get("number"))) for each in phones}:
            others = [each for each in phones if each.get("field") != PHONE]
            kept = [{key: each[key] for key in _OF_PHONES if each.get(key)} for each in others]
            body["phone_numbers"] = [{"field": PHONE, "number": phone}, *kept]
        return body

    def keep(self) -> None:
        self._sent.keep(self.said)


class KeapFields:
    """The custom fields that a plan sets, by their ids."""

    def __init__(
        self, wished: Iterable[FieldValue], names: NameDirectory, memory: Memory, of_one: OfOne
    ) -> None:
        self._wished = {each.field: each.value[:_LONGEST_TEXT] for each in wished}
        self.private = tuple(self._wished.values())
        self.ids: dict[str, str] = {}
        self._names = names
        self._memory = memory
        self._of_one = of_one
        self._sent = SentProfile(memory)
        self._news: set[str] = set()
        self._refused: dict[str, str] = {}

    def seek(self) -> None:
        """Find the ids. A field that the account lacks is refused."""
        self._take(self._found(self._wished, afresh=False))

    def news(self) -> list[str]:
        """The names of those that differ from what was last sent."""
        marks = self._marks(self.ids)
        fresh = self._sent.news(marks)
        return [name for name, number in self.ids.items() if _mark(number) in fresh]

    def merged(self, names: Iterable[str], row: Row) -> list[dict[str, object]]:
        """The whole list: these as they are wished, and all others as they are."""
        ours = {self.ids[name]: self._wished[name] for name in names}
        rest = [
            {"id": str(each["id"]), "content": each["content"]}
            for each in items_of(row, "custom_fields")
            if str(each.get("id")) not in ours and each.get("content") not in (None, "", [])
        ]
        return [*rest, *({"id": number, "content": value} for number, value in ours.items())]

    def are_passed_over(self, names: Iterable[str], row: Row) -> bool:
        """Whether the contact, as she is shown after it, lacks one that was written. What Keap
        answers to a field that is none is not published."""
        if not isinstance(row.get("custom_fields"), list):
            return False
        shown = {str(each.get("id")) for each in items_of(row, "custom_fields")}
        return any(self._wished[name] and self.ids[name] not in shown for name in names)

    def sent(self, names: Iterable[str]) -> None:
        """These were taken."""
        mine = {name: self.ids[name] for name in names}
        self._sent.keep(self._marks(mine))
        self._news |= {*mine}

    def renew(self, names: Iterable[str]) -> bool:
        """Look their ids up once more; whether any is another now."""
        before = {name: self.ids.pop(name) for name in names}
        self._take(self._found(before, afresh=True))
        return any(self.ids.get(name) != number for name, number in before.items())

    def refuse(self, name: str, refused: CrmRefused) -> None:
        """Raises it again where it concerns the whole account."""
        raise_for_account(refused)
        self._refused[name] = self._of_one(Sort.FIELD, name, refused)
        self.ids.pop(name, None)

    def done(self) -> list[Done]:
        words = {True: "set", False: "already so"}
        news = {name: name in self._news for name in self.ids}
        return [Done(name, words[new], new, sort=Sort.FIELD) for name, new in news.items()]

    def refused(self) -> list[Refusal]:
        return [Refusal(name, why, sort=Sort.FIELD) for name, why in self._refused.items()]

    def _found(self, names: Iterable[str], *, afresh: bool) -> FoundNames:
        """A user who may not see the fields has none of them; the rest goes on."""
        wanted = [*names]
        try:
            return self._names.find(wanted, self._memory, afresh=afresh)
        except CrmRefused as refused:
            raise_for_account(refused)
            why = {name: self._of_one(Sort.FIELD, name, refused) for name in wanted}
            return FoundNames(refused=why)

    def _take(self, found: FoundNames) -> None:
        self.ids |= found.ids
        self._refused |= found.refused

    def _marks(self, ids: Mapping[str, str]) -> dict[str, str]:
        return {_mark(number): self._wished[name] for name, number in ids.items()}


def items_of(row: Row, array: str) -> list[Row]:
    items = row.get(array)
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _mark(number: str) -> str:
    return f"field {number}"


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdecimal())
