"""One subscriber in Kit: its id, written by `POST /subscribers`, or by its id where that is
remembered, so that one whose address somebody corrected there stays hers.

Lists and filters may be five minutes behind, a look by id and the answer to a write are not
(https://developers.kit.com/api-reference/eventual-consistency): the id is taken from the answer and
kept at once, and an address is looked up only where no id is known. A state is never sent: Kit
takes one for new subscribers alone, and who unsubscribed (`cancelled`) stays so.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.kit.client import (
    LAG,
    REFUSED,
    is_about_address,
    is_taken,
    refused_contact,
)
from bridge.destinations.kit.fields import KitProfile
from bridge.destinations.kit.recent import KitRecentTags
from bridge.destinations.steps import raise_for_account
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

_ID, _CREATING = "contact", "creating"
_TRIES = 3  # as it is, with keys that are found afresh, and without what is not taken


class KitContact:
    """What one plan learns about its subscriber.

    `id` is None while there is none; `seen` says that the account itself named the id during this
    plan, `created` that it made her in it.
    """

    def __init__(
        self, connection: Connection, contact: Contact, memory: Memory, profile: KitProfile
    ) -> None:
        self.crm = connection.named
        self.memory = memory
        self.email = contact.email.strip()
        self.id = memory.get(_ID)
        self.seen = False
        self.created = False
        self.recent = KitRecentTags(memory)
        self._connection = connection
        self._contact = contact
        self._profile = profile
        self._is_due = False  # the plan gives: who is not there is made
        self._nobody = False  # the look by address found none
        self._gone: set[str] = set()  # ids that do not serve; a list may show them for minutes
        self._private = (contact.email, self.email.partition("@")[0], *profile.private)

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self._connection.call(self.memory, method, path, private=self._private, **more)

    def write(self) -> None:
        """Have her there with this profile; no call when she is, as far as remembered."""
        self._is_due = True
        if self.id is None:
            self.upsert()
        elif self._profile.are_news():
            self._update()

    def upsert(self) -> None:
        """Create or update her by her address: 201 when created, 200 when she was there, 202 when
        many fields are written afterwards. Raises CrmRefused for a hopeless address."""
        self.memory.put(_CREATING, datetime.now(UTC).isoformat(timespec="seconds"))
        answer = self._written(self._post)
        row = answer.part("subscriber") if isinstance(answer, CrmAnswer) else {}
        if not isinstance(answer, CrmAnswer) or not answer.good:
            self.memory.jot(_CREATING, None)
            raise refused_contact(self.crm, answer)
        if not row.get("id"):
            raise CrmUnavailable(f"{self.crm.crm} answered POST /subscribers without the id.")
        self.created = answer.status == 201
        self._know_as(str(row["id"]))
        self.memory.jot(_CREATING, None)
        if answer.status == 200 and self._profile.unwritten(row):
            self._put_profile(row)
        else:
            self._finish(row)

    def find(self) -> None:
        """Look her up by her address where no id is remembered; `id` stays None without her. Whom
        the plan gives something is written instead: that tells for certain who she is.

        Raises CrmUnavailable while the list may be too old to show her.
        """
        if self.id is not None or self._nobody:
            return
        if self._is_due:
            self.upsert()
            return
        mine = self._listed()
        if mine:
            self._know_as(mine[0])
        elif (left := self._unseen_for()) > 0:
            unseen = f"{self.crm.crm} may have this contact, and its lists do not show it yet."
            raise CrmUnavailable(unseen, left)
        self._nobody = not mine

    def is_there(self) -> bool:
        """Whether the remembered id still serves; it is forgotten where it does not."""
        return self._shown() is not None

    def confirm(self) -> None:
        """Have her there after an id did not serve: the remembered one is not given up for that."""
        if self.id is None or not self.is_there():
            self.upsert()

    def forget(self) -> None:
        """The remembered id did not serve."""
        self._gone |= {self.id} if self.id is not None else set()
        self.id, self.seen = None, False
        self._profile.forget()
        self.recent.forget()
        self.memory.jot(_ID, None)

    def rename(self) -> bool:
        """Give the remembered one this address; False where another has it, or she is gone."""
        row = self._shown() if self.id is not None else None
        if row is None:
            return False
        if self._has_address(row):
            return True
        if {*self._listed()} - {self.id}:  # who is not listed yet is told by the PUT
            return False
        first = row.get("first_name")
        told = {"email_address": self.email, **({"first_name": first} if first else {})}
        answer = self._put(told)
        if not answer.good and answer.status != 404 and not is_taken(answer):
            raise refused_contact(self.crm, answer)
        return answer.good

    def _update(self) -> None:
        """By her id, under the address that she has there: it is required in every PUT."""
        row = self._shown()
        if row is None:
            self.upsert()
        else:
            self._put_profile(row)

    def _put_profile(self, row: Mapping[str, Any]) -> None:
        """One that will not be written stays as she is, for nothing else depends on that."""
        address = str(row.get("email_address") or self.email)
        answer = self._written(
            lambda: self._put_there({"email_address": address, **self._profile.body()})
        )
        if isinstance(answer, CrmAnswer) and answer.good:
            self._finish(row)

    def _finish(self, row: Mapping[str, Any]) -> None:
        """The profile is written; each field that one or another was not taken of, alone."""
        self._profile.keep_as_sent()
        address = str(row.get("email_address") or self.email)
        for key, value in self._profile.doubted():
            told = {"email_address": address, "fields": {key: value}}
            self._profile.tried(key, self._attempt(partial(self._put_there, told)))
        self._profile.keep_as_sent()

    def _written(self, send: Callable[[], CrmAnswer]) -> CrmAnswer | CrmRefused:
        """What came of it in the end; written again while custom fields may be to blame."""
        answer = self._attempt(send)
        for _ in range(_TRIES - 1):
            if not self._is_doubtful(answer) or not self._profile.renew(answer):
                break
            answer = self._attempt(send)
        return answer

    def _is_doubtful(self, answer: CrmAnswer | CrmRefused) -> bool:
        """Whether the custom fields may be why it failed, or were passed over."""
        if isinstance(answer, CrmAnswer):
            if answer.good:
                return self._profile.are_warned_of(answer)
            if answer.status == 404 or is_about_address(answer):
                return False
        return "fields" in self._profile.body()

    def _post(self) -> CrmAnswer:
        body = {"email_address": self.email, **self._profile.body()}
        return self.call("POST", "/subscribers", body=body, accept=(400, 422))

    def _put(self, told: Mapping[str, object]) -> CrmAnswer:
        path = f"/subscribers/{self.id}"
        return self.call("PUT", path, body={**told}, accept=REFUSED, due="subscriber")

    def _put_there(self, told: Mapping[str, object]) -> CrmAnswer:
        """Raises CrmUnavailable where she is gone since she was seen."""
        answer = self._put(told)
        if answer.status == 404:
            self.forget()
            raise CrmUnavailable(f"The contact was deleted in {self.crm.crm} just now.")
        return answer

    def _shown(self) -> Mapping[str, Any] | None:
        """The remembered one as the account shows her just now; None where she is gone."""
        path = f"/subscribers/{self.id}"
        answer = self.call("GET", path, accept=(404,), due="subscriber")
        if not answer.good:
            self.forget()
            return None
        self.seen = True
        return answer.part("subscriber")

    def _listed(self) -> list[str]:
        """The ids of those who are listed with this address; it may be minutes behind."""
        query = {"email_address": self.email, "status": "all"}  # else only who is active
        answer = self.call("GET", "/subscribers", query=query, due="subscribers")
        rows = [row for row in answer.rows("subscribers") if row.get("id")]
        mine = [str(row["id"]) for row in rows if self._has_address(row)]
        return [number for number in mine if number not in self._gone]

    def _attempt(self, call: Callable[[], CrmAnswer]) -> CrmAnswer | CrmRefused:
        """What came of it, a refusal of this call alone too."""
        try:
            return call()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused

    def _know_as(self, number: str) -> None:
        """The account says that this is her id. Kept at once: a look by address may not show her
        for minutes."""
        self.id, self.seen = number, True
        remembered = self.memory.get(_ID)
        if number != remembered:
            if remembered:
                self._profile.forget()  # it was sent to another one
                self.recent.forget()
            self.memory.put(_ID, number)

    def _has_address(self, row: Mapping[str, Any]) -> bool:
        return Contact(str(row.get("email_address"))).key == self._contact.key

    def _unseen_for(self) -> float:
        """For how many seconds more a subscriber whose making was not answered may be unlisted."""
        try:
            since = datetime.fromisoformat(self.memory.get(_CREATING) or "")
        except ValueError:
            return 0.0
        return LAG - (datetime.now(UTC) - since).total_seconds()
