"""One contact in ActiveCampaign: its id, and which tags it carries, as far as is known."""

from collections.abc import Iterator, Mapping
from typing import Any

from bridge.crms import Memory
from bridge.crms._activecampaign_profile import Profile
from bridge.crms._answers import Answer
from bridge.crms._http import Connection
from bridge.crms._verdicts import with_their_words
from bridge.errors import CrmRefused, CrmUnavailable
from bridge.model import Contact

# The list of a contact's tags names no total, and clients disagree on whether it is paged: a
# page that could be a full one (20 is the API's default, 100 its most) is followed by a look
# at the next.
FULL_PAGE = 20


class AccountContact:
    """What one plan learns about its contact.

    `id` is None while there is none; `seen` says that the account itself named the id during
    this plan. `carried` maps tag ids to contactTag ids, None before a look.
    """

    def __init__(self, connection: Connection, contact: Contact, memory: Memory) -> None:
        self._connection = connection
        self._contact = contact
        self._memory = memory
        self.id = memory.get("contact")
        self.seen = False
        self.created = False
        self.carried: dict[str, str] | None = None
        self._profile = Profile(contact, memory)
        self._private = (contact.email, *self._profile.fields.values())

    def write(self) -> None:
        """Have the contact there with this profile; no call when it is, as far as remembered."""
        if self.id is None or self._profile.changed():
            self.sync()

    def sync(self) -> None:
        """Create or update it, by `POST /contact/sync`: 201 when created, 200 when it was there.

        Fields left out keep their value there. Raises CrmRefused for a hopeless address.
        """
        fields = {"email": self._contact.email.strip(), **self._profile.fields}
        answer = self._call("POST", "/contact/sync", body={"contact": fields}, accept=(400, 422))
        if not answer.good:
            raise self._refused(answer)
        number = str(answer.part("contact").get("id") or "")
        if not number:
            raise CrmUnavailable("ActiveCampaign answered POST /contact/sync without the id.")
        self.created = answer.status == 201
        self.carried = {} if self.created else None
        self._known_as(number)
        self._profile.sent()

    def look(self) -> None:
        """See which tags it carries; sets `id` to None when there is no such contact.

        One call where `include` is honoured, two where the account ignores it. After a sync the
        id is certain, and the list by id serves either kind in one call.
        """
        if self.carried is not None:
            return
        if self.seen and self.id:
            self.carried = self._list(self.id)
            return
        query = {"email": self._contact.email.strip(), "include": "contactTags"}
        answer = self._call("GET", "/contacts", query=query)
        mine = [row for row in answer.rows("contacts") if self._is_mine(row)]
        if not mine:
            self._look_by_id(others=len(answer.rows("contacts")))
            return
        self._known_as(str(mine[0]["id"]))
        if isinstance(answer.body.get("contactTags"), list):
            rows = [row for row in answer.rows("contactTags") if _of(row, mine[0]["id"])]
            self.carried = {str(row["tag"]): str(row["id"]) for row in rows}
        else:
            self.carried = self._list(str(mine[0]["id"]))

    def other_than(self, answer: Answer) -> bool:
        """Whether the account, asked by a remembered id, wrote to somebody with another address.

        `POST /contactTags` answers with the contact it wrote to (seen in recorded traffic).
        """
        rows = [row for row in answer.rows("contacts") if row.get("email")]
        return not self.seen and bool(rows) and not any(self._is_mine(row) for row in rows)

    def forget(self) -> None:
        """The remembered id did not serve."""
        self.id, self.carried, self.seen = None, None, False
        self._profile.forget()
        self._memory.jot("contact", None)

    def _known_as(self, number: str) -> None:
        self.id, self.seen = number, True
        remembered = self._memory.get("contact")
        if number != remembered:
            if remembered:
                self._profile.forget()  # it was sent to another one
            self._memory.jot("contact", number)

    def _look_by_id(self, others: int) -> None:
        """The search by address may lag behind a creation; a remembered id does not.

        With several others listed the search did not hear the address, and proves nothing.
        """
        if self.id is None:
            if others > 1:
                raise CrmUnavailable("ActiveCampaign listed other contacts than the one asked for.")
            return
        answer = self._call("GET", f"/contacts/{self.id}", accept=(404,))
        if answer.good and self._is_mine(answer.part("contact")):
            self.seen = True
            self.carried = self._list(self.id)
        else:
            self.forget()

    def _list(self, number: str) -> dict[str, str]:
        return {str(row["tag"]): str(row["id"]) for row in self._listed(number)}

    def _listed(self, number: str) -> Iterator[Mapping[str, Any]]:
        path, seen = f"/contacts/{number}/contactTags", set[str]()
        while True:
            query = {"limit": "100", "offset": str(len(seen))} if seen else {"limit": "100"}
            answer = self._call("GET", path, query=query, accept=(404,))
            if not answer.good:
                self.forget()
                raise CrmUnavailable("The contact was deleted in ActiveCampaign just now.")
            rows = [row for row in answer.rows("contactTags") if _of(row, number)]
            new = [row for row in rows if str(row["id"]) not in seen]
            yield from new
            seen |= {str(row["id"]) for row in new}
            if not new or len(rows) % FULL_PAGE:
                return

    def _call(self, method: str, path: str, **more: Any) -> Answer:
        return self._connection.call(self._memory, method, path, private=self._private, **more)

    def _is_mine(self, row: Mapping[str, Any]) -> bool:
        """Parameters it does not know make the account list everybody: always compare."""
        return bool(row.get("id")) and Contact(str(row.get("email"))).key == self._contact.key

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


def _of(row: Mapping[str, Any], number: object) -> bool:
    """Whether a contactTag belongs to this contact; ids come as text and as numbers."""
    whole = bool(row.get("id")) and bool(row.get("tag"))
    return whole and str(row.get("contact", number)) == str(number)
