"""One contact in ActiveCampaign: its id, and what is known of it; written by `contact/sync`, or by
its id where that is remembered, so that one whose address somebody corrected there stays hers."""

from collections.abc import Mapping
from typing import Any

from bridge.crms import Memory
from bridge.crms._activecampaign_fields import Filling
from bridge.crms._activecampaign_profile import Profile
from bridge.crms._answers import Answer
from bridge.crms._http import Connection
from bridge.crms._verdicts import with_their_words
from bridge.errors import CrmRefused, CrmUnavailable
from bridge.model import Contact

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
        self._profile = Profile(contact, memory)
        self._profile.values = filling.values
        self._private = (contact.email, *self._profile.fields.values(), *filling.texts)

    def write(self) -> None:
        """Have the contact there with this profile; no call when it is, as far as remembered."""
        if self.id is None or self._profile.changed():
            self.sync()

    def sync(self) -> None:
        """Create or update it: a remembered one by its id (`PUT /contacts/{id}`, without the
        address), else by `POST /contact/sync`: 201 when created, 200 when it was there.

        Fields left out keep their value there. Raises CrmRefused for a hopeless address.
        """
        answer = self._post()
        self.created = answer.status == 201
        for _ in range(2):  # with ids that are found afresh, then without what is not taken
            if self._doubtful(answer) and self._filling.renew(answer, self._memory):
                answer = self._post()
        if not answer.good:
            raise self._refused(answer)
        number = str(answer.part("contact").get("id") or "")
        if not number:
            raise CrmUnavailable("ActiveCampaign answered POST /contact/sync without the id.")
        self.carried = {} if self.created else None
        self.standings = {} if self.created else None
        self.known_as(number)
        self._profile.sent()
        self._filling.written(self._profile.news)

    def other_than(self, answer: Answer) -> bool:
        """Whether the account, asked by a remembered id, wrote to somebody with another address.

        `POST /contactTags` answers with the contact it wrote to (seen in recorded traffic), and
        `POST /contactAutomations` does so by its published example.
        """
        rows = [row for row in answer.rows("contacts") if row.get("email")]
        return not self.seen and bool(rows) and not any(self.is_mine(row) for row in rows)

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
        return bool(row.get("id")) and Contact(str(row.get("email"))).key == self._contact.key

    def rename(self) -> bool:
        """Give the remembered contact this address; False where another one has it already, or it
        is gone there."""
        if self.id is None:
            return False
        body = {"contact": {"email": self.email}}
        path, accept = f"/contacts/{self.id}", (400, 404, 422)
        return self.call("PUT", path, body=body, accept=accept).good

    def _post(self) -> Answer:
        self._filling.sent = self._profile.fresh()
        if self.id is not None:
            path, body = f"/contacts/{self.id}", {"contact": self._profile.body()}
            answer = self.call("PUT", path, body=body, accept=(400, 404, 422))
            if answer.status != 404 and self.is_mine(answer.part("contact") or {"id": self.id}):
                return answer
            self.forget()  # deleted there: its id still answers, by an address of the account's own
            self._filling.sent = self._profile.fresh()
        body = {"contact": {"email": self.email, **self._named(), **self._profile.body()}}
        accept = (400, 404, 422) if self._filling.sent else (400, 422)
        return self.call("POST", "/contact/sync", body=body, accept=accept)

    def _named(self) -> dict[str, str]:
        """Memberium makes no log-in for a contact without a first name. Who told none is called by
        the address's local part, until she tells one."""
        known = self._memory.get("contact") is not None
        return {} if known else {"firstName": self.email.partition("@")[0]}

    def _doubtful(self, answer: Answer) -> bool:
        """Whether the custom fields may be why it failed, or were passed over."""
        if not answer.good:
            hopeless = {"duplicate", "email_invalid"} & answer.codes
            return bool(self._filling.sent) and not hopeless
        return self._filling.passed_over(answer)

    def _refused(self, answer: Answer) -> CrmRefused | CrmUnavailable:
        if "duplicate" in answer.codes:  # somebody created it between their look and their write
            return CrmUnavailable("Somebody else created this contact in ActiveCampaign just now.")
        sentence = f"ActiveCampaign does not take this contact ({answer.status})."
        if "email_invalid" in answer.codes:
            sentence = (
                f"ActiveCampaign does not take the buyer's e-mail address ({answer.status})."
                " Correct it in ThriveCart and tag the contact by hand."
            )
        return CrmRefused(with_their_words(sentence, "ActiveCampaign", answer))
