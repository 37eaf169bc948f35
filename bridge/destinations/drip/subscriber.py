"""One person in Drip: found, written, renamed.

She is written by `POST /subscribers`, which answers with all that she has. By an address that
nobody has it makes somebody; by her id alone it cannot, for there is no address to make her from
(what it answers to an id that nobody has is not published: 404 or 422 are awaited).

Who gets no mails any more is not found at her own path (seen in a client in production), while
writes reach her: her id is tried by a write that says nothing, and one who is not remembered is
looked for among those, by what she carries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.drip.client import REFUSED, every_row, of_contact, refusal
from bridge.destinations.http import Connection
from bridge.model import Contact, tag_key
from bridge.model.errors import CrmUnavailable

ACTIVE, UNSUBSCRIBED = "active", "unsubscribed"
_SUBSCRIBERS = "/subscribers"
_AT_ID, _AT_ADDRESS = f"{_SUBSCRIBERS}/{{id}}", f"{_SUBSCRIBERS}/{{email}}"
_JUST_MADE = timedelta(minutes=10)  # clocks differ

Tell = Callable[[], Mapping[str, object]]


class DripSubscriber:
    """What one plan learns about its person.

    `id` is None while there is none; `seen` says that the account itself told of her during this
    plan, and with it `email`, `status` and `carried` (tags as the account spells them, by key).
    `private` is masked in messages.
    """

    def __init__(
        self, connection: Connection, contact: Contact, memory: Memory, private: Iterable[str] = ()
    ) -> None:
        self._connection = connection
        self._contact = contact
        self.memory = memory
        self.crm = connection.named
        self.id = memory.get("contact")
        self.seen = False
        self.created = False
        self.email = contact.email.strip()
        self.status = ""
        self.carried: dict[str, str] = {}
        private = (self.email, self.email.partition("@")[0], *private)
        # One that stands within another is masked after it.
        self._private = tuple(sorted(private, key=len, reverse=True))

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self._connection.call(self.memory, method, path, private=self._private, **more)

    def carries(self, tag: str) -> bool:
        return tag_key(tag) in self.carried

    def upsert(self, tell: Tell = dict, **more: Any) -> None:
        """Write what `tell` says of her; make her where she is not there. It is asked again where
        she turns out to be another than was remembered. Raises CallRefused, and CrmRefused for a
        hopeless address."""
        if self.id is not None:
            if self.amend(tell(), **more):
                return
            self.forget()
        told = tell()
        answer = self._post({"email": self._contact.email.strip(), **told}, **more)
        if "email_error" in answer.codes:
            raise of_contact(self.crm, refusal(self.crm, answer), is_address=True)
        if not answer.good:
            raise refusal(self.crm, answer)
        self._learn(answer)
        self.created = self._is_new(answer, told)

    def amend(self, told: Mapping[str, object], **more: Any) -> bool:
        """Write this of who has the remembered id; False where nobody has. Raises CallRefused."""
        answer = self._post({"id": self.id, **told}, **more)
        if answer.good:
            self._learn(answer)
            return True
        if answer.status == 404 or not (self.seen or self._is_there()):
            return False
        raise refusal(self.crm, answer)

    def be_there(self) -> None:
        """Have her there, and seen."""
        if not self.seen:
            self.upsert()

    def find(self, tags: Sequence[str] = (), *, writing: bool = True) -> bool:
        """Whether she is there, without making her. One who gets no mails and is not remembered is
        found by the `tags` that she may carry; so is one who is, where nothing may be written."""
        if self.seen or (self.id is not None and self._is_there(writing=writing)):
            return True
        if self.id is not None and writing:
            self.forget()
        if self.id is not None and self._find_without_mails(tags):
            return True
        email = self._contact.email.strip()
        return self._show(email) or (self.id is None and self._find_without_mails(tags))

    def untag(self, tag: str) -> bool:
        """Take off one tag, by its path; False where she, or the tag on her, is not found."""
        who, shown = (self.id, _AT_ID) if self.id else (self.email, _AT_ADDRESS)
        path = f"{_SUBSCRIBERS}/{_quoted(who)}/tags/{_quoted(tag)}"
        shown = f"{shown}/tags/{_quoted(tag)}"
        return self.call("DELETE", path, shown=shown, accept=(404,)).good

    def rename(self) -> bool:
        """Give the remembered one this address; False where another has it, or she is gone.

        By her id alone: an old address that nobody has would make somebody. Who gets no mails is
        not found at the new address: then the refusal says that it is taken, with a reason or with
        none (both seen in clients in production).
        """
        if self.id is None or not self._is_there():
            return False
        if Contact(self.email).key == self._contact.key:
            return True
        new, number = self._contact.email.strip(), self.id
        if self._shown(new) is not None:
            return False
        answer = self._post({"id": number, "new_email": new})
        if answer.good:
            self._learn(answer)
            return Contact(self.email).key == self._contact.key
        if "email_error" in answer.codes:
            raise of_contact(self.crm, refusal(self.crm, answer), is_address=True)
        return False

    def forget(self) -> None:
        """Nobody has the remembered id."""
        if self.id is not None:
            self.memory.jot("contact", None)
            self.memory.jot("profile", None)
        self.id, self.seen, self.carried = None, False, {}

    def path(self, more: str) -> dict[str, str]:
        """Below her id, for a call."""
        return {"path": f"{_SUBSCRIBERS}/{_quoted(self.id)}/{more}", "shown": f"{_AT_ID}/{more}"}

    def _post(self, told: Mapping[str, object], **more: Any) -> CrmAnswer:
        body = {"subscribers": [told]}
        return self.call("POST", _SUBSCRIBERS, body=body, accept=REFUSED, **more)

    def _is_there(self, *, writing: bool = True) -> bool:
        """By the remembered id."""
        if self._show(str(self.id)):
            return True
        answer = self._post({"id": self.id}) if writing else None
        if answer is None or not answer.good:
            return False
        self._learn(answer)
        return True

    def _show(self, who: str) -> bool:
        row = self._shown(who)
        if row is not None:
            self._learn_row(row)
        return row is not None

    def _shown(self, who: str) -> Mapping[str, Any] | None:
        """Who has this id or address; a row of anybody else counts for nothing."""
        shown = _AT_ID if who == self.id else _AT_ADDRESS
        path = f"{_SUBSCRIBERS}/{_quoted(who)}"
        answer = self.call("GET", path, shown=shown, accept=(404,), due="subscribers")
        told = {who, Contact(who).key}
        for row in answer.rows("subscribers"):
            if told & {str(row.get("id")), Contact(str(row.get("email"))).key}:
                return row
        return None

    def _find_without_mails(self, tags: Sequence[str]) -> bool:
        """Among those who get no mails and carry any of these tags (no tag holds a comma)."""
        query = {"status": UNSUBSCRIBED, "tags": ",".join(tags), "per_page": "1000"}
        if not query["tags"]:
            return False
        rows = every_row(
            lambda page: self.call("GET", _SUBSCRIBERS, query={**query, **page}, due="subscribers"),
            "subscribers",
        )
        for row in rows:
            address = Contact(str(row.get("email"))).key
            if str(row.get("id")) == self.id or (not self.id and address == self._contact.key):
                self._learn_row(row)
                return True
        return False

    def _learn(self, answer: CrmAnswer) -> None:
        row = next(iter(answer.rows("subscribers")), None)
        if row is None or not row.get("id"):
            text = f"{self.crm.crm} answered POST {_SUBSCRIBERS} without the contact."
            raise CrmUnavailable(text)
        self._learn_row(row)
        if not isinstance(row.get("tags"), list):
            self._show(str(self.id))

    def _learn_row(self, row: Mapping[str, Any]) -> None:
        if self.id not in (None, str(row["id"])):
            self.forget()  # what was sent, was sent to another one
        self.id, self.seen = str(row["id"]), True
        self.email = str(row.get("email") or self.email)
        self.status = str(row.get("status") or ACTIVE)
        tags = row.get("tags")
        self.carried = {tag_key(str(tag)): str(tag) for tag in tags or ()}
        if self.memory.get("contact") != self.id:
            self.memory.jot("contact", self.id)

    def _is_new(self, answer: CrmAnswer, told: Mapping[str, object]) -> bool:
        """Drip answers the same whether it made her. She was, if she carries nothing but what was
        told, and is no older than this."""
        given = told.get("tags")
        mine = {tag_key(str(tag)) for tag in given} if isinstance(given, list) else set()
        row = answer.rows("subscribers")[0]
        try:
            made = datetime.fromisoformat(str(row.get("created_at")))
        except ValueError:
            return self.carried.keys() <= mine
        made = made if made.tzinfo else made.replace(tzinfo=UTC)
        return self.carried.keys() <= mine and datetime.now(UTC) - made < _JUST_MADE


def _quoted(part: object) -> str:
    return quote(str(part), safe="")
