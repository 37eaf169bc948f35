"""One contact in ActiveCampaign: its id, and what is known of it; written by `contact/sync`, or by
its id where that is remembered, so that one whose address somebody corrected there stays hers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bridge.destinations.activecampaign.client import (
    REFUSED,
    of_contact,
    sentence,
)
from bridge.destinations.activecampaign.fields import ContactFields
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.steps import raise_for_account
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

DELETED_JUST_NOW = "The contact was deleted in ActiveCampaign just now."
_DELETED = "deleted+"  # what the account puts before the address of a deleted contact


class AccountContact:
    """What one plan learns about its contact.

    `id` is None while there is none; `seen` says that the account itself named the id during
    this plan. `carried` maps tag ids to contactTag ids, `standings` list ids to statuses; each is
    None before a look.
    """

    def __init__(
        self, connection: Connection, contact: Contact, memory: Memory, fields: ContactFields
    ) -> None:
        self._connection = connection
        self._contact = contact
        self._fields = fields
        self.memory = memory
        self.email = contact.email.strip()
        self.id = memory.get("contact")
        self.seen = False
        self.created = False
        self.carried: dict[str, str] | None = None
        self.standings: dict[str, str] | None = None
        self._nameless = False
        self._local_part = self.email.partition("@")[0]
        self._private = (contact.email, self._local_part, *fields.private)

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self._connection.call(self.memory, method, path, private=self._private, **more)

    def write(self) -> None:
        """Have the contact there with this profile; no call when it is, as far as remembered."""
        if self.id is None or self._fields.are_news():
            self.sync()

    def sync(self) -> None:
        """Create or update it: a remembered one by its id (`PUT /contacts/{id}`, without the
        address), else by `POST /contact/sync`: 201 when created, 200 when it was there.

        Fields left out keep their value there. A remembered contact that will not be written stays
        as it is, for nothing else depends on that. Raises CrmRefused for a hopeless address.
        """
        answer = self._written()
        if answer is None:
            self._write_alone(str(self.id))
            return
        self.created = answer.status == 201
        row = answer.part("contact")
        number = str(row.get("id") or self.id or "")
        if not number:
            raise CrmUnavailable("ActiveCampaign answered POST /contact/sync without the id.")
        if "firstName" not in self._fields.named:
            self.read_name({"firstName": "", **row} if self.created else row)
        self._write_alone(number)
        self.carried = {} if self.created else None
        self.standings = {} if self.created else None
        self.know_as(number)
        self._fields.keep_as_sent()

    def read_name(self, row: Mapping[str, Any]) -> None:
        """Whether the contact, as the account shows it, has no first name."""
        if "firstName" in row:
            self._nameless = not str(row["firstName"] or "").strip()

    def give_name(self) -> None:
        """Memberium makes no log-in for a contact without a first name. Whose cart told none is
        called by the address's local part, until one is told; a name that is there stays."""
        if self._nameless and self.id is not None:
            self._write_alone(self.id)

    def is_other(self, answer: CrmAnswer) -> bool:
        """Whether the account, asked by a remembered id, wrote to somebody else.

        `POST /contactTags` answers with the contact it wrote to (seen in recorded traffic), and
        `POST /contactAutomations` does so by its published example.
        """
        rows = [row for row in answer.rows("contacts") if row.get("email")]
        return not self.seen and bool(rows) and not any(self.is_mine(row) for row in rows)

    def is_mine(self, row: Mapping[str, Any]) -> bool:
        """Parameters it does not know make the account list everybody: always compare. The
        remembered one is hers under whatever address, until it is deleted."""
        if str(row.get("id")) == self.id:
            return not str(row.get("email")).startswith(_DELETED)
        return bool(row.get("id")) and self._has_address(row)

    def is_there(self) -> bool:
        """Whether the remembered id still serves; it is forgotten where it does not."""
        row = self._shown()
        if row is None:
            self.forget()
            return False
        self.seen = True
        self.read_name(row)
        return True

    def confirm(self) -> None:
        """Have it there after an id did not serve: the remembered one is not given up for that."""
        if self.id is None or not self.is_there():
            self.sync()

    def forget(self) -> None:
        """The remembered id did not serve."""
        self.id, self.carried, self.standings, self.seen = None, None, None, False
        self._fields.forget()
        self.memory.jot("contact", None)

    def know_as(self, number: str) -> None:
        """The account says that this is its id."""
        self.id, self.seen = number, True
        remembered = self.memory.get("contact")
        if number != remembered:
            if remembered:
                self._fields.forget()  # they were sent to another one
            self.memory.jot("contact", number)

    def rename(self) -> bool:
        """Give the remembered contact this address; False where another one has it already, or it
        is gone there."""
        row = self._shown() if self.id is not None else None
        if row is None:
            return False
        if self._has_address(row):
            return True
        answer = self._put(str(self.id), {"email": self.email})
        if not answer.good and not answer.is_there_already and answer.status != 404:
            raise self._refusal(answer)
        return answer.good

    def _shown(self) -> Mapping[str, Any] | None:
        """The remembered one as the account shows it; None where it is gone."""
        answer = self.call("GET", f"/contacts/{self.id}", accept=(404,))
        row = answer.part("contact")
        return row if answer.good and self.is_mine(row) else None

    def _has_address(self, row: Mapping[str, Any]) -> bool:
        return Contact(str(row.get("email"))).key == self._contact.key

    def _written(self) -> CrmAnswer | None:
        """The good answer; None where a remembered contact will not be written."""
        answer = self._attempt(self._post)
        for _ in range(2):  # with ids that are found afresh, then without what is not taken
            if self._is_doubtful(answer) and self._fields.renew(answer):
                answer = self._attempt(self._post)
        if isinstance(answer, CrmAnswer) and answer.good:
            return answer
        if self.id is None:
            raise self._refusal(answer)
        return None

    def _post(self) -> CrmAnswer:
        if self.id is not None:
            answer = self._put(self.id, self._fields.body())
            if self._is_hers_still(answer):
                return answer
            self.forget()
        body = {"contact": {"email": self.email, **self._fields.body()}}
        accept = REFUSED if self._fields.sent else (400, 422)
        return self.call("POST", "/contact/sync", body=body, accept=accept)

    def _put(self, number: str, what: Mapping[str, object]) -> CrmAnswer:
        return self.call("PUT", f"/contacts/{number}", body={"contact": what}, accept=REFUSED)

    def _is_hers_still(self, answer: CrmAnswer) -> bool:
        """404 may also be about a custom field. The id of a deleted contact still answers, by an
        address of the account's own."""
        if answer.status == 404:
            return bool(self._fields.sent) and self.is_there()
        return self.is_mine(answer.part("contact") or {"id": self.id})

    def _write_alone(self, number: str) -> None:
        """Each by a call of its own: the first name where she has none, and the fields of which one
        or another was not taken."""
        if self._nameless:
            self._nameless = False
            self._attempt(partial(self._put, number, {"firstName": self._local_part}))
        for name, value in self._fields.doubted():
            answer = self._attempt(partial(self._put, number, {"fieldValues": [value]}))
            self._fields.tried(name, answer)

    def _attempt(self, call: Callable[[], CrmAnswer]) -> CrmAnswer | CrmRefused:
        """What came of it, a refusal of this call alone too."""
        try:
            return call()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused

    def _is_doubtful(self, answer: CrmAnswer | CrmRefused) -> bool:
        """Whether the custom fields may be why it failed, or were passed over."""
        if isinstance(answer, CrmAnswer) and answer.good:
            return self._fields.are_passed_over(answer)
        codes = answer.codes if isinstance(answer, CrmAnswer) else set()
        return bool(self._fields.sent) and not {"duplicate", "email_invalid"} & codes

    def _refusal(self, answer: CrmAnswer | CrmRefused) -> CrmRefused | CrmUnavailable:
        if isinstance(answer, CrmRefused):
            return CrmRefused(of_contact(answer))
        if "duplicate" in answer.codes:  # somebody created it between their look and their write
            return CrmUnavailable("Somebody else created this contact in ActiveCampaign just now.")
        if "email_invalid" in answer.codes:
            did, what_next = (
                "does not take the buyer's e-mail address",
                (" Correct it in ThriveCart and tag the contact by hand."),
            )
            return CrmRefused(sentence(did, answer, what_next))
        return CrmRefused(sentence("does not take this contact", answer))
