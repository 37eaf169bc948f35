"""What ActiveCampaign is told of a buyer besides tags: name, phone and custom fields, all in the
call that writes the contact; and whether that is news."""

from collections.abc import Collection, Iterable

from bridge.destinations.activecampaign.client import of_one, sentence
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import raise_for_account
from bridge.model import Contact, Done, FieldValue, Refusal, Sort
from bridge.model.errors import CrmRefused


class ContactFields:
    """What a plan's fields are to hold. An empty one is never sent, so that it blanks nothing.

    `named` are ActiveCampaign's own fields, `values` those of custom fields by their ids, `private`
    all of them as they were wished; `sent` are the ids of those that the last call held. Of what
    was sent, `profile` in the contact's memory keeps a short hash a field: enough to see a change,
    too little to read.

    That the calls which write a contact take `fieldValues` is published. What they answer to the id
    of a field that is gone is not: they may refuse the contact, or pass the value over in what they
    answer.
    """

    def __init__(
        self, contact: Contact, table: NameTable, wished: Iterable[FieldValue], memory: Memory
    ) -> None:
        named = {
            "firstName": contact.first_name.strip(),
            "lastName": contact.last_name.strip(),
            "phone": contact.phone.strip(),
        }
        self.named = {name: value for name, value in named.items() if value}
        self.values: dict[str, str] = {}
        self.sent: Collection[str] = ()
        self._wished = {each.field: each.value for each in wished}
        self.private = (*self.named.values(), *self._wished.values())
        self._table = table
        self._memory = memory
        self._profile = SentProfile(memory)
        self._ids: dict[str, str] = {}
        self._doubted: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._news: set[str] = set()

    def seek(self) -> None:
        """Find the ids. A field that the account lacks is refused."""
        try:
            self._take(self._table.find(self._wished, self._memory))
        except CrmRefused as refused:
            self._refuse(self._wished, refused)

    def body(self) -> dict[str, object]:
        """As `POST /contact/sync` takes it, of the custom fields only what is news."""
        self.sent = self._fresh()
        rows = [{"field": number, "value": self.values[number]} for number in self.sent]
        return {**self.named, "fieldValues": rows} if rows else {**self.named}

    def are_news(self) -> bool:
        """Whether a field differs from what was last sent; one left out does not."""
        return bool(self._profile.news(self._said()))

    def keep_as_sent(self) -> None:
        self._news |= {*self._fresh()}
        self._profile.keep(self._said())

    def forget(self) -> None:
        """Whoever it was sent to is not this contact."""
        self._profile.forget()

    def are_passed_over(self, answer: CrmAnswer) -> bool:
        """Whether a good answer tells of the contact's values, and not of all that were sent."""
        return bool(self._lacking(answer))

    def renew(self, answer: CrmAnswer | CrmRefused) -> bool:
        """Look the ids up once more; whether the contact has to be written again.

        Ids that did not change were not to blame: in a good answer they are trusted, in a bad one
        the values are, and the rest of the contact is written without them. A single one is given
        up, of several each is tried alone.
        """
        tried = {name: number for name, number in self._ids.items() if number in self.sent}
        if isinstance(answer, CrmRefused):
            self._doubt(tried, answer)
            return True
        doubted = self._lacking(answer) if answer.good else [*tried]
        before = {name: self._ids.pop(name) for name in doubted}
        for number in before.values():
            self.values.pop(number, None)
        found = self._found_afresh(before)
        self._take(found)
        if answer.good:
            return any(before[name] != number for name, number in found.ids.items())
        if found.ids == before:
            self._doubt(before, answer)
        return True

    def doubted(self) -> list[tuple[str, dict[str, str]]]:
        """By name what to try alone, as it is written."""
        rows = [
            (name, {"field": number, "value": self._wished[name]})
            for name, number in self._doubted.items()
        ]
        self._take(FoundNames(ids=self._doubted))
        self._doubted = {}
        return rows

    def tried(self, name: str, answer: CrmAnswer | CrmRefused) -> None:
        """What came of one that was tried alone."""
        if isinstance(answer, CrmRefused):
            self._refuse([name], answer)
        elif answer.good:
            self._news.add(self._ids[name])
        else:
            did = f"did not take the value of the field '{name}'"
            self._give_up(name, sentence(did, answer, " Set it by hand."))

    def done(self) -> list[Done]:
        return [
            Done(name, "set" if is_new else "already so", is_new, sort=Sort.FIELD)
            for name, is_new in ((name, id_ in self._news) for name, id_ in self._ids.items())
        ]

    def refused(self) -> list[Refusal]:
        return [Refusal(name, why, sort=Sort.FIELD) for name, why in self._refused.items()]

    def _lacking(self, answer: CrmAnswer) -> list[str]:
        told = {str(row.get("field")) for row in answer.rows("fieldValues")}
        lacking = {*self.sent} - told if told else ()
        return [name for name, number in self._ids.items() if number in lacking]

    def _take(self, found: FoundNames) -> None:
        self._ids |= found.ids
        self._refused |= found.refused
        self.values |= {number: self._wished[name] for name, number in found.ids.items()}

    def _found_afresh(self, before: dict[str, str]) -> FoundNames:
        try:
            return self._table.find(before, self._memory, afresh=True)
        except CrmRefused as refused:
            raise_for_account(refused)
            return FoundNames(ids={**before})

    def _doubt(self, ids: dict[str, str], answer: CrmAnswer | CrmRefused) -> None:
        if len(ids) == 1:
            self.tried(next(iter(ids)), answer)
            return
        for name, number in ids.items():
            self._doubted[name] = self._ids.pop(name)
            self.values.pop(number, None)

    def _refuse(self, names: Iterable[str], refused: CrmRefused) -> None:
        """Raises it again where it concerns the whole account."""
        raise_for_account(refused)
        for name in names:
            self._give_up(name, of_one(Sort.FIELD, name, refused))

    def _give_up(self, name: str, why: str) -> None:
        self._refused[name] = why
        self.values.pop(self._ids.pop(name, ""), None)

    def _fresh(self) -> list[str]:
        """The ids of the custom fields whose value differs from what was last sent."""
        news = self._profile.news(self._said())
        return [number for number in self.values if _custom(number) in news]

    def _said(self) -> dict[str, str]:
        return {**self.named, **{_custom(number): text for number, text in self.values.items()}}


def _custom(number: str) -> str:
    return f"field {number}"
