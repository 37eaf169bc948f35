"""One contact in Ontraport: its id, and what is known of it; written by `saveorupdate` with its
address, or by its id where that is remembered, so that one whose address somebody corrected there
stays hers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.ontraport.client import CONTACTS, REFUSED, is_gone, of_contact, sentence
from bridge.destinations.ontraport.fields import OntraportFields
from bridge.destinations.ontraport.recent import OntraportRecentTags
from bridge.destinations.steps import raise_for_account
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

_SAVE = "/Contacts/saveorupdate"
_BETWEEN = "*/*"  # stands around each id in `contact_cat`


class OntraportContact:
    """What one plan learns about its contact.

    `id` is None while there is none; `carried` are the tags' ids as a read told them, None before
    one; `recent` are those told just now, which such a read may not show yet.
    """

    def __init__(
        self, connection: Connection, contact: Contact, memory: Memory, fields: OntraportFields
    ) -> None:
        self._connection = connection
        self._fields = fields
        self.named = connection.named
        self.memory = memory
        self.email = contact.email.strip()
        self.id = memory.get("contact")
        self.created = False
        self.carried: frozenset[str] | None = None
        self.recent = OntraportRecentTags(memory)
        self._private = (contact.email, self.email.partition("@")[0], *fields.private)
        self._is_seen = False

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self._connection.call(self.memory, method, path, private=self._private, **more)

    def find(self) -> None:
        """Have `id` and `carried` as they are there, and write nothing."""
        self._look_by_id()
        if self.id is None:
            number = self._number_of_address()
            if number is not None:
                self._know_as(number)
                self._look_by_id()

    def write(self) -> None:
        """Have the contact there with this profile. One that is remembered is looked at where
        nothing is to be written: a tag call about a contact that is gone may be answered as any.

        Raises CrmRefused for a hopeless address.
        """
        news = self._fields.news() if self.id is not None else {}
        if news:
            self._update(news)
        else:
            self._look_by_id()
        if self.id is None:
            self._save()

    def is_there(self) -> bool:
        """Whether the id still serves; asked once more."""
        self._is_seen = False
        self._look_by_id()
        return self.id is not None

    def rename(self) -> bool:
        """Give the remembered contact this address; False where another one has it already, or it
        is gone there.

        By id: `saveorupdate` with the new address would make or write another one. What is answered
        where another has the address is not documented, so it is asked first.
        """
        if self.id is None:
            return False
        holder = self._number_of_address()
        if holder is not None:
            return holder == self.id
        answer = self._put({"email": self.email})
        if not answer.good and not is_gone(answer):
            raise self._refusal(answer)
        return answer.good

    def _look_by_id(self) -> None:
        if self.id is None or self._is_seen:
            return
        query = {"objectID": str(CONTACTS), "id": self.id}
        answer = self.call("GET", "/object", query=query, accept=REFUSED, due="data")
        row = answer.part("data")
        if not answer.good and not is_gone(answer):
            raise CrmRefused(sentence(self.named, "did not show this contact", answer))
        if not answer.good or str(row.get("id")) != self.id:
            self._forget()
            return
        self._is_seen = True
        self.carried = frozenset(filter(None, str(row.get("contact_cat") or "").split(_BETWEEN)))

    def _number_of_address(self) -> str | None:
        """Of the contact with this address; with none, `data` is empty or the status is 404 (or
        400, as one plugin says); an address that can be none is a 404 by the documentation."""
        query = {"objectID": str(CONTACTS), "email": self.email}
        answer = self.call("GET", "/object/getByEmail", query=query, accept=(400, 404), due="data")
        number = answer.part("data").get("id") if answer.good else None
        return str(number) if number else None

    def _update(self, news: Mapping[str, str]) -> None:
        answer = self._attempt(partial(self._put, news))
        if isinstance(answer, CrmAnswer) and answer.good:
            self._is_seen = True
            self._fields.keep(news)
        elif isinstance(answer, CrmAnswer) and is_gone(answer):
            self._forget()
        else:
            self._look_by_id()
            self._write_alone(news, answer)

    def _write_alone(self, news: Mapping[str, str], answer: CrmAnswer | CrmRefused) -> None:
        """Name and phone together, then each field, of which one or another was not taken. A
        contact whose name will not be written stays as it is: nothing else depends on that."""
        profile, fields = self._fields.split(news)
        if self.id is None or not fields:
            return
        if len(news) == 1:
            self._fields.give_up(next(iter(fields)), answer)
            return
        if profile:
            told = self._attempt(partial(self._put, profile))
            if isinstance(told, CrmAnswer) and told.good:
                self._fields.keep(profile)
        for key, value in fields.items():
            self._write_field(key, value)

    def _save(self) -> None:
        """By address. What the account does not take of the fields is written without them first,
        and then each alone."""
        everything = dict(self._fields.said)
        profile, fields = self._fields.split(everything)
        answer, sent = self._attempt(partial(self._post, everything)), everything
        if fields and not (isinstance(answer, CrmAnswer) and answer.good):
            answer, sent = self._attempt(partial(self._post, profile)), profile
        if not isinstance(answer, CrmAnswer) or not answer.good:
            raise self._refusal(answer)
        self._read_saved(answer)
        self._fields.keep(sent)
        for key in fields if sent is profile else ():
            self._write_field(key, fields[key])

    def _write_field(self, key: str, value: str) -> None:
        told = self._attempt(partial(self._put, {key: value}))
        if isinstance(told, CrmAnswer) and told.good:
            self._fields.keep({key: value})
        else:
            self._fields.give_up(key, told)

    def _read_saved(self, answer: CrmAnswer) -> None:
        """Of one that is new `data` is the contact, else what was written is in `data.attrs`."""
        data = answer.part("data")
        attrs = data.get("attrs")
        number = str((attrs if isinstance(attrs, dict) else data).get("id") or "")
        if not number:
            raise CrmUnavailable(f"{self.named.crm} answered POST {_SAVE} without the id.")
        tags = filter(None, str(data.get("contact_cat") or "").split(_BETWEEN))
        self.created = not isinstance(attrs, dict) and not any(tags)
        self.carried = frozenset() if self.created else None
        self._is_seen = True
        self._know_as(number)

    def _know_as(self, number: str) -> None:
        """Written down for good: reads about a contact that we know nothing of are believed."""
        self.id = number
        remembered = self.memory.get("contact")
        if number != remembered:
            if remembered:
                self._fields.forget()
            self.memory.put("contact", number)

    def _forget(self) -> None:
        """The remembered id did not serve."""
        self.id, self.carried, self._is_seen = None, None, False
        self._fields.forget()
        self.recent.forget()
        self.memory.put("contact", None)

    def _post(self, what: Mapping[str, str]) -> CrmAnswer:
        body = {"email": self.email, **what}
        return self.call("POST", _SAVE, body=body, accept=REFUSED)

    def _put(self, what: Mapping[str, str]) -> CrmAnswer:
        body = {"objectID": CONTACTS, "id": self.id, **what}
        return self.call("PUT", "/objects", body=body, accept=REFUSED)

    def _attempt(self, call: Callable[[], CrmAnswer]) -> CrmAnswer | CrmRefused:
        """What came of it, a refusal of this call alone too."""
        try:
            return call()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused

    def _refusal(self, answer: CrmAnswer | CrmRefused) -> CrmRefused:
        if isinstance(answer, CrmRefused):
            return CrmRefused(of_contact(self.named, answer))
        if answer.status == 422:  # documented for addresses alone
            did = "does not take the buyer's e-mail address"
            what_next = " Correct it in ThriveCart and tag the contact by hand."
            return CrmRefused(sentence(self.named, did, answer, what_next))
        return CrmRefused(sentence(self.named, "does not take this contact", answer))
