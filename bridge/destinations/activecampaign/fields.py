"""One contact's custom fields in ActiveCampaign, written in the call that writes the contact."""

from collections.abc import Collection, Iterable

from bridge.destinations.activecampaign.directory import Found, NameTable
from bridge.destinations.activecampaign.refusals import of_one, raise_for_account
from bridge.destinations.answers import Answer
from bridge.destinations.base import Memory
from bridge.destinations.verdicts import with_their_words
from bridge.model import Done, FieldValue, Refusal, Sort
from bridge.model.errors import CrmRefused


class Filling:
    """What the plan's fields are to hold; `values` by the field's id, `texts` as they were wished,
    `sent` the ids of those that the last call held.

    That the calls which write a contact take `fieldValues` is published. What they answer to the id
    of a field that is gone is not: they may refuse the contact, or pass the value over in what they
    answer.
    """

    def __init__(self, table: NameTable, wished: Iterable[FieldValue]) -> None:
        self._table = table
        self._wished = {each.field: each.value for each in wished}
        self.texts = tuple(self._wished.values())
        self.values: dict[str, str] = {}
        self.sent: Collection[str] = ()
        self._ids: dict[str, str] = {}
        self._doubted: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._news: set[str] = set()

    def seek(self, memory: Memory) -> None:
        """Find the ids. A field that the account lacks is refused."""
        try:
            self._take(self._table.find(self._wished, memory))
        except CrmRefused as refused:
            self._refuse(self._wished, refused)

    def passed_over(self, answer: Answer) -> bool:
        """Whether a good answer tells of the contact's values, and not of all that were sent."""
        return bool(self._lacking(answer))

    def renew(self, answer: Answer | CrmRefused, memory: Memory) -> bool:
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
        found = self._found_afresh(before, memory)
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
        self._take(Found(ids=self._doubted))
        self._doubted = {}
        return rows

    def tried(self, name: str, answer: Answer | CrmRefused) -> None:
        """What came of one that was tried alone."""
        if isinstance(answer, CrmRefused):
            self._refuse([name], answer)
        elif answer.good:
            self._news.add(self._ids[name])
        else:
            self._give_up(name, answer)

    def written(self, news: Iterable[str]) -> None:
        """The contact was written, and the values of these ids were others before."""
        self._news |= {*news}

    def done(self) -> list[Done]:
        return [
            Done(name, "set", sort=Sort.FIELD)
            if number in self._news
            else Done(name, "already so", False, sort=Sort.FIELD)
            for name, number in self._ids.items()
        ]

    def refused(self) -> list[Refusal]:
        return [Refusal(name, why, sort=Sort.FIELD) for name, why in self._refused.items()]

    def _lacking(self, answer: Answer) -> list[str]:
        told = {str(row.get("field")) for row in answer.rows("fieldValues")}
        lacking = {*self.sent} - told if told else ()
        return [name for name, number in self._ids.items() if number in lacking]

    def _take(self, found: Found) -> None:
        self._ids |= found.ids
        self._refused |= found.refused
        self.values |= {number: self._wished[name] for name, number in found.ids.items()}

    def _found_afresh(self, before: dict[str, str], memory: Memory) -> Found:
        try:
            return self._table.find(before, memory, afresh=True)
        except CrmRefused as refused:
            raise_for_account(refused)
            return Found(ids={**before})

    def _doubt(self, ids: dict[str, str], answer: Answer | CrmRefused) -> None:
        if len(ids) == 1:
            self.tried(next(iter(ids)), answer)
            return
        for name, number in ids.items():
            self._doubted[name] = self._ids.pop(name)
            self.values.pop(number, None)

    def _give_up(self, name: str, answer: Answer) -> None:
        sentence = f"ActiveCampaign did not take the value of the field '{name}'"
        sentence = f"{sentence} ({answer.status}). Set it by hand."
        self._refused[name] = with_their_words(sentence, "ActiveCampaign", answer)
        self._drop(name)

    def _refuse(self, names: Iterable[str], refused: CrmRefused) -> None:
        """Raises it again where it concerns the whole account."""
        raise_for_account(refused)
        for name in names:
            self._refused[name] = of_one(Sort.FIELD, name, refused)
            self._drop(name)

    def _drop(self, name: str) -> None:
        self.values.pop(self._ids.pop(name, ""), None)
