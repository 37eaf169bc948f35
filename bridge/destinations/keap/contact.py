"""One contact in Keap: its id, and what is known of it; found by its address, read by its id."""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.keap.client import REFUSED, KeapClient
from bridge.destinations.keap.profile import EMAIL, Row, items_of
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import raise_for_account
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

DELETED_JUST_NOW = "The contact was deleted in Keap just now."
# Of EmailAddress.email_opt_status, those to whom marketing mail goes.
_MARKETABLE = ("UNENGAGED_MARKETABLE", "SINGLE_OPT_IN", "DOUBLE_OPT_IN", "CONFIRMED")
_FIELDS = "id,given_name,family_name,email_addresses,phone_numbers,custom_fields,tag_ids"


class KeapRecord:
    """What one plan learns about its contact.

    `id` is None while there is none. `carried` are the ids of its tags and `row` is all that the
    account shows of it, each None before a look; `untold`: a look did not tell of tags. `private`
    is masked in what is said.
    """

    def __init__(
        self,
        client: KeapClient,
        contact: Contact,
        memory: Memory,
        opt_in_reason: str = "",
        private: tuple[str, ...] = (),
    ) -> None:
        self.client = client
        self.memory = memory
        self.email = contact.email.strip()
        self.id = memory.get("contact")
        self.created = False
        self.carried: set[str] | None = None
        self.untold = False
        self.row: Row | None = None
        self._key = contact.key
        self._reason = opt_in_reason
        self._nobody = False  # the search found none
        self.local_part = self.email.partition("@")[0]
        self._private = (contact.email, self.local_part, *private)

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self.client.call(self.memory, method, path, private=self._private, **more)

    def attempt(self, call: Callable[[], CrmAnswer]) -> CrmAnswer | CrmRefused:
        """What came of it, a refusal of this call alone too."""
        try:
            return call()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused

    def find(self) -> None:
        """Its id, without making one."""
        if self.id is None and not self._nobody:
            self._search()

    def see(self) -> None:
        """Learn its tags. Sets `id` to None when there is no such contact."""
        if self.id is not None and self.carried is None:
            self.is_there()
        self.find()

    def is_there(self) -> bool:
        """Whether the id still serves, looked up afresh; it is forgotten where it does not."""
        if self.id is not None and self.read() is not None:
            return True
        self.forget()
        return False

    def forget(self) -> None:
        """Whoever all was sent to is not this contact."""
        self.id, self.carried, self.row = None, None, None
        SentProfile(self.memory).forget()
        self.memory.jot("contact", None)

    def know_as(self, number: str) -> None:
        """The account says that this is its id."""
        self.id, self._nobody = number, False
        remembered = self.memory.get("contact")
        if number != remembered:
            if remembered:
                SentProfile(self.memory).forget()
            self.memory.jot("contact", number)

    def read(self) -> Row | None:
        """The contact by its id: hers under whatever address. None where it is gone."""
        path, query = f"/v2/contacts/{self.id}", {"fields": _FIELDS}
        answer = self.call("GET", path, query=query, accept=(404,), due="id")
        if not answer.good:
            return None
        self._learn(answer.body)
        return answer.body

    def patch(self, changes: Mapping[str, object]) -> CrmAnswer:
        """Only what the mask names is written; it is a key for each, not a list with commas."""
        query = {"update_mask": [*changes], "fields": _FIELDS}
        path = f"/v2/contacts/{self.id}"
        answer = self.call("PATCH", path, query=query, body=changes, accept=REFUSED, due="id")
        if answer.good:
            self._learn(answer.body)
        return answer

    def rename(self) -> bool:
        """Two contacts may have one address in Keap, so whoever else has the new one is looked for
        before; where there is one, nobody is renamed. What Keap itself answers is not published."""
        row = self.read() if self.id is not None else None
        if row is None:
            return False
        if self._has_address(row, first=True):
            return True
        if any(str(other["id"]) != self.id for other in self._holders()):
            return False
        answer = self.patch({"email_addresses": self._renamed(row)})
        if answer.good or answer.status in (404, 409):
            return answer.good
        raise CrmRefused(self.client.sentence("did not take the new e-mail address", answer))

    def _renamed(self, row: Row) -> list[dict[str, object]]:
        """The whole list, with this address in the first slot and in no other. It is opted in only
        where the one before it is: she may have unsubscribed."""
        emails = items_of(row, "email_addresses")
        hers = any(_is_opted_in(each) for each in emails if each.get("field") == EMAIL)
        reason = {"opt_in_reason": self._reason} if self._reason and hers else {}
        others = [
            {"email": each.get("email"), "field": each.get("field")}
            for each in emails
            if each.get("field") != EMAIL and self._differs(each)
        ]
        return [{"email": self.email, "field": EMAIL, **reason}, *others]

    def _search(self) -> None:
        rows = self._holders()
        self._nobody = not rows
        if rows:
            self.know_as(str(rows[0]["id"]))
            self._learn(rows[0])

    def _holders(self) -> list[Row]:
        """Who has the address: those whose first it is before others, the oldest before younger.

        Only `filter` finds anybody: `?email=` is passed over, and everybody is listed.
        """
        query = {"filter": f"email=={self.email}", "fields": _FIELDS, "page_size": "100"}
        answer = self.call("GET", "/v2/contacts", query=query, due="contacts")
        rows = [row for row in answer.rows("contacts") if row.get("id")]
        mine = [row for row in rows if self._has_address(row, first=False)]
        if rows and not mine:  # the filter was not heard, which proves nothing
            told = "listed other contacts than the one asked for"
            raise CrmUnavailable(f"{self.client.names.crm} {told}.")
        return sorted(mine, key=lambda row: (not self._has_address(row, first=True), _age(row)))

    def _learn(self, row: Row) -> None:
        self.row = row
        tags = row.get("tag_ids")
        self.untold = not isinstance(tags, list)
        self.carried = {str(tag) for tag in tags} if isinstance(tags, list) else set()

    def _has_address(self, row: Row, *, first: bool) -> bool:
        """In any slot, or in the first."""
        rows = items_of(row, "email_addresses")
        return any(
            not self._differs(each) for each in rows if not first or each.get("field") == EMAIL
        )

    def _differs(self, row: Row) -> bool:
        return Contact(str(row.get("email"))).key != self._key


def _is_opted_in(email: Row) -> bool:
    """As far as it is told."""
    return email.get("is_opt_in") is True or email.get("email_opt_status") in _MARKETABLE


def _age(row: Row) -> int:
    number = str(row["id"])
    return int(number) if number.isdecimal() else 0
