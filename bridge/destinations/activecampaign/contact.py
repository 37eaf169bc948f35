"""One contact in ActiveCampaign: its id, and what is known of it; written by `contact/sync`, or by
its id where that is remembered, so that one whose address somebody corrected there stays hers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bridge.destinations.activecampaign.fields import Filling
from bridge.destinations.activecampaign.profile import Profile
from bridge.destinations.activecampaign.refusals import of_contact, raise_for_account
from bridge.destinations.answers import Answer
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.verdicts import with_their_words
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

_DELETED = "deleted+"  # what the account puts before the address of a deleted contact


class AccountContact:
    """What one plan learns about its contact.

    `id` is None while there is none; `seen` says that the account itself named the id during
    this plan. `carried` maps tag ids to contactTag ids, `standings` list ids to statuses; each is
    None before a look.
    """

    def __init__(
        self, connection: Connection, contact: Contact, memory: Memory, filling: Filling
    ) -> None:
        self._connection = connection
        self._contact = contact
        self._memory = memory
        self._filling = filling
        self.email = contact.email.strip()
        self.id = memory.get("contact")
        self.seen = False
        self.created = False
        self.carried: dict[str, str] | None = None
        self.standings: dict[str, str] | None = None
        self._nameless = False
        self._local_part = self.email.partition("@")[0]
        self._profile = Profile(contact, memory)
        self._profile.values = filling.values
        told = (*self._profile.fields.values(), *filling.texts)
        self._private = (contact.email, self._local_part, *told)

    def write(self) -> None:
        """Have the contact there with this profile; no call when it is, as far as remembered."""
        if self.id is None or self._profile.changed():
            self.sync()

    def sync(self) -> None:
        """Create or update it: a remembered one by its id (`PUT /contacts/{id}`, without the
        address), else by `POST /contact/sync`: 201 when created, 200 when it was there.

        Fields left out keep their value there. A remembered contact that will not be written stays
        as it is, for nothing else depends on that. Raises CrmRefused for a hopeless address.
        """
        answer = self._written()
        if answer is None:
            self._write_besides(str(self.id))
            return
        self.created = answer.status == 201
        row = answer.part("contact")
        number = str(row.get("id") or self.id or "")
        if not number:
            raise CrmUnavailable("ActiveCampaign answered POST /contact/sync without the id.")
        if "firstName" not in self._profile.fields:
            self.read_name({"firstName": "", **row} if self.created else row)
        self._write_besides(number)
        self.carried = {} if self.created else None
        self.standings = {} if self.created else None
        self.known_as(number)
        self._profile.sent()
        self._filling.written(self._profile.news)

    def read_name(self, row: Mapping[str, Any]) -> None:
        """Whether the contact, as the account shows it, has no first name."""
        if "firstName" in row:
            self._nameless = not str(row["firstName"] or "").strip()

    def give_name(self) -> None:
        """Memberium makes no log-in for a contact without a first name. Whose cart told none is
        called by the address's local part, until one is told; a name that is there stays."""
        if self._nameless and self.id is not None:
            self._write_besides(self.id)

    def other_than(self, answer: Answer) -> bool:
        """Whether the account, asked by a remembered id, wrote to somebody else.

        `POST /contactTags` answers with the contact it wrote to (seen in recorded traffic), and
        `POST /contactAutomations` does so by its published example.
        """
        rows = [row for row in answer.rows("contacts") if row.get("email")]
        return not self.seen and bool(rows) and not any(self.is_mine(row) for row in rows)

    def is_there(self) -> bool:
        """Whether the remembered id still serves; it is forgotten where it does not."""
        answer = self.call("GET", f"/contacts/{self.id}", accept=(404,))
        row = answer.part("contact")
        if not answer.good or not self.is_mine(row):
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
        self._profile.forget()
        self._memory.jot("contact", None)

    def known_as(self, number: str) -> None:
        """The account says that this is its id."""
        self.id, self.seen = number, True
        remembered = self._memory.get("contact")
        if number != remembered:
            if remembered:
                self._profile.forget()  # it was sent to another one
            self._memory.jot("contact", number)

    def call(self, method: str, path: str, **more: Any) -> Answer:
        return self._connection.call(self._memory, method, path, private=self._private, **more)

    def is_mine(self, row: Mapping[str, Any]) -> bool:
        """Parameters it does not know make the account list everybody: always compare. The
        remembered one is hers under whatever address, until it is deleted."""
        if str(row.get("id")) == self.id:
            return not str(row.get("email")).startswith(_DELETED)
        return bool(row.get("id")) and self._has_address(row)

    def rename(self) -> bool:
        """Give the remembered contact this address; False where another one has it already, or it
        is gone there."""
        if self.id is None:
            return False
        answer = self.call("GET", f"/contacts/{self.id}", accept=(404,))
        row = answer.part("contact")
        if not answer.good or not self.is_mine(row):
            return False
        if self._has_address(row):
            return True
        answer = self._put(self.id, {"email": self.email})
        if not answer.good and not answer.is_there_already and answer.status != 404:
            raise self._refused(answer)
        return answer.good

    def _has_address(self, row: Mapping[str, Any]) -> bool:
        return Contact(str(row.get("email"))).key == self._contact.key

    def _written(self) -> Answer | None:
        """The good answer; None where a remembered contact will not be written."""
        answer = self._attempt(self._post)
        for _ in range(2):  # with ids that are found afresh, then without what is not taken
            if self._doubtful(answer) and self._filling.renew(answer, self._memory):
                answer = self._attempt(self._post)
        if isinstance(answer, Answer) and answer.good:
            return answer
        if self.id is None:
            raise self._refused(answer)
        return None

    def _post(self) -> Answer:
        self._filling.sent = self._profile.fresh()
        if self.id is not None:
            answer = self._put(self.id, self._profile.body())
            if self._is_hers_still(answer):
                return answer
            self.forget()
            self._filling.sent = self._profile.fresh()
        body = {"contact": {"email": self.email, **self._profile.body()}}
        accept = (400, 404, 422) if self._filling.sent else (400, 422)
        return self.call("POST", "/contact/sync", body=body, accept=accept)

    def _put(self, number: str, what: Mapping[str, object]) -> Answer:
        accept = (400, 404, 422)
        return self.call("PUT", f"/contacts/{number}", body={"contact": what}, accept=accept)

    def _is_hers_still(self, answer: Answer) -> bool:
        """404 may also be about a custom field. The id of a deleted contact still answers, by an
        address of the account's own."""
        if answer.status == 404:
            return bool(self._filling.sent) and self.is_there()
        return self.is_mine(answer.part("contact") or {"id": self.id})

    def _write_besides(self, number: str) -> None:
        """Each by a call of its own: the first name where she has none, and the fields of which one
        or another was not taken."""
        if self._nameless:
            self._nameless = False
            self._attempt(partial(self._put, number, {"firstName": self._local_part}))
        for name, value in self._filling.doubted():
            answer = self._attempt(partial(self._put, number, {"fieldValues": [value]}))
            self._filling.tried(name, answer)

    def _attempt(self, call: Callable[[], Answer]) -> Answer | CrmRefused:
        """What came of it, a refusal of this call alone too."""
        try:
            return call()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused

    def _doubtful(self, answer: Answer | CrmRefused) -> bool:
        """Whether the custom fields may be why it failed, or were passed over."""
        if isinstance(answer, CrmRefused):
            return bool(self._filling.sent)
        if not answer.good:
            hopeless = {"duplicate", "email_invalid"} & answer.codes
            return bool(self._filling.sent) and not hopeless
        return self._filling.passed_over(answer)

    def _refused(self, answer: Answer | CrmRefused) -> CrmRefused | CrmUnavailable:
        if isinstance(answer, CrmRefused):
            return CrmRefused(of_contact(answer))
        if "duplicate" in answer.codes:  # somebody created it between their look and their write
            return CrmUnavailable("Somebody else created this contact in ActiveCampaign just now.")
        sentence = f"ActiveCampaign does not take this contact ({answer.status})."
        if "email_invalid" in answer.codes:
            sentence = (
                f"ActiveCampaign does not take the buyer's e-mail address ({answer.status})."
                " Correct it in ThriveCart and tag the contact by hand."
            )
        return CrmRefused(with_their_words(sentence, "ActiveCampaign", answer))
