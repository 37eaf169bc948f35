"""What Kit is told of a buyer besides tags: first name, last name and custom fields, all in the
call that writes the subscriber; and whether that is news."""

import re
from collections.abc import Collection, Iterable, Mapping

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.kit.client import sentence
from bridge.destinations.kit.directory import KitFieldDirectory
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import raise_for_account, refusal_of_one
from bridge.destinations.verdicts import VendorNames
from bridge.model import Contact, Done, FieldValue, Refusal, Sort
from bridge.model.errors import CrmRefused

_FIRST_NAME = "first_name"


class KitProfile:
    """What a plan's contact is to hold. An empty value is never sent, so that it blanks nothing.

    `values` are the custom fields' by their keys, the last name among them where the account has a
    field for it; `private` is all of it as it was wished.

    What becomes of an unknown key is told in two ways: the subscriber is refused with 422 (prose of
    the reference, OpenAPI file of 2026-05), or the key is passed over and named in `warnings`
    (later schema). Not verified; either is taken. Whether `POST /subscribers` writes the fields of
    somebody who is there already is implied, not stated: not verified; the answer tells.
    """

    def __init__(
        self,
        contact: Contact,
        table: KitFieldDirectory,
        wished: Iterable[FieldValue],
        memory: Memory,
        crm: VendorNames,
    ) -> None:
        self._first_name, self._last_name = contact.first_name.strip(), contact.last_name.strip()
        self._wished = {each.field: each.value for each in wished}
        self.private = (self._first_name, self._last_name, contact.phone, *self._wished.values())
        self.values: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._doubted: dict[str, str] = {}
        self._news: set[str] = set()
        self._table = table
        self._memory = memory
        self._sent = SentProfile(memory)
        self._crm = crm

    def seek_fields(self) -> None:
        """Find the keys. A field that the account lacks is refused."""
        self._find(self._wished)

    def seek_last_name(self) -> None:
        """Find the field for it; where the account has none, the last name is left out."""
        if self._last_name and (key := self._table.last_name(self._memory)):
            self.values.setdefault(key, self._last_name)

    def body(self) -> dict[str, object]:
        """As the calls that write a subscriber take it, of the custom fields only what is news."""
        first = {_FIRST_NAME: self._first_name} if self._first_name else {}
        fresh = self._fresh()
        return {**first, "fields": fresh} if fresh else {**first}

    def are_news(self) -> bool:
        return bool(self._sent.news(self._said()))

    def keep_as_sent(self) -> None:
        self._news |= {*self._fresh()}
        self._sent.keep(self._said())

    def forget(self) -> None:
        """Whoever it was sent to is not this subscriber."""
        self._sent.forget()

    def unwritten(self, row: Mapping[str, object]) -> dict[str, str]:
        """The values that the subscriber, as a good answer shows her, does not hold."""
        held = row.get("fields")
        shown = held if isinstance(held, dict) else {}
        return {key: value for key, value in self._fresh().items() if shown.get(key) != value}

    def are_warned_of(self, answer: CrmAnswer) -> bool:
        return bool(self._warned(answer))

    def renew(self, answer: CrmAnswer | CrmRefused) -> bool:
        """Look the keys up once more; whether the subscriber has to be written again.

        Keys that did not change were not to blame: in a good answer they are refused, in a bad one
        the values are, and the rest is written without them. A single one is given up, of several
        each is tried alone.
        """
        if isinstance(answer, CrmRefused):
            self._doubt(self._fresh(), answer)
            return True
        blamed = self._warned(answer) if answer.good else [*self._fresh()]
        changed, gone = self._look_up_again(blamed)
        if answer.good and not changed:
            for key in [key for key in blamed if key in self.values]:
                self.tried(key, answer)
        elif not changed and not gone:
            self._doubt(self._fresh(), answer)
        return changed or not answer.good

    def doubted(self) -> list[tuple[str, str]]:
        """Keys and values that are to be tried alone."""
        rows, self._doubted = [*self._doubted.items()], {}
        self.values |= rows
        return rows

    def tried(self, key: str, answer: CrmAnswer | CrmRefused) -> None:
        """What came of one that was tried alone."""
        if isinstance(answer, CrmAnswer) and answer.good and not self.are_warned_of(answer):
            self._news.add(key)
            return
        self.values.pop(key, None)
        names = [name for name, its in self._keys.items() if its == key]
        if not names:
            self._table.forget_last_name()
        for name in names:
            del self._keys[name]
            self._refused[name] = self._reason(name, answer)

    def done(self) -> list[Done]:
        return [
            Done(name, "set" if is_new else "already so", is_new, sort=Sort.FIELD)
            for name, is_new in ((name, key in self._news) for name, key in self._keys.items())
        ]

    def refused(self) -> list[Refusal]:
        return [Refusal(name, why, sort=Sort.FIELD) for name, why in self._refused.items()]

    def _find(self, names: Iterable[str], *, afresh: bool = False) -> None:
        wanted = [*names]
        try:
            found = self._table.find(wanted, self._memory, afresh=afresh) if wanted else None
        except CrmRefused as refused:
            raise_for_account(refused)
            self._refused |= {name: self._reason(name, refused) for name in wanted}
            self._keys = {name: key for name, key in self._keys.items() if name not in wanted}
            return
        if found is not None:
            kept = {name: key for name, key in self._keys.items() if name not in wanted}
            self._keys = kept | found.ids
            self._refused |= found.refused
            self.values |= {key: self._wished[name] for name, key in found.ids.items()}

    def _look_up_again(self, keys: Collection[str]) -> tuple[bool, bool]:
        """Whether fields with these keys have another one now, and whether some are gone."""
        before = {name: key for name, key in self._keys.items() if key in keys}
        self._find(before, afresh=True)
        for key in {*before.values()} - {*self._keys.values()}:
            self.values.pop(key, None)
        changed = any(self._keys.get(name, key) != key for name, key in before.items())
        return changed, bool(before.keys() - self._keys.keys())

    def _reason(self, name: str, answer: CrmAnswer | CrmRefused) -> str:
        if isinstance(answer, CrmRefused):
            return refusal_of_one(self._crm, Sort.FIELD, name, answer)
        did = f"did not take the value of the field '{name}'"
        return sentence(self._crm, did, answer, " Set it by hand.")

    def _warned(self, answer: CrmAnswer) -> list[str]:
        """The keys of ours that a good answer names in its warnings."""
        found = answer.body.get("warnings")
        texts = [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
        words = {word for text in texts for word in re.findall(r"[\w-]+", text)}
        return [key for key in self.values if key in words]

    def _doubt(self, values: Mapping[str, str], answer: CrmAnswer | CrmRefused) -> None:
        for key, value in values.items():
            if len(values) == 1:
                self.tried(key, answer)
            else:
                self._doubted[key] = value
                self.values.pop(key, None)

    def _fresh(self) -> dict[str, str]:
        """The custom fields whose value differs from what was last sent."""
        news = self._sent.news(self._said())
        return {key: value for key, value in self.values.items() if _custom(key) in news}

    def _said(self) -> dict[str, str]:
        named = {_FIRST_NAME: self._first_name} if self._first_name else {}
        return {**named, **{_custom(key): value for key, value in self.values.items()}}


def _custom(key: str) -> str:
    return f"field {key}"
