"""One person on a site: her WordPress user, known by her address, then by its number."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.memberpress.client import REFUSED, MemberPressClient
from bridge.destinations.memberpress.transactions import (
    HeldAccess,
    SiteTransaction,
    transaction_in,
)
from bridge.destinations.steps import raise_for_account
from bridge.destinations.verdicts import CallRefused
from bridge.model import Contact
from bridge.model.errors import CrmRefused, CrmUnavailable

_LONGEST_LOGIN = 60  # https://developer.wordpress.org/reference/functions/wp_insert_user/
_NOT_IN_LOGINS = re.compile(r"[^a-z0-9 _.\-@]")  # `sanitize_user`, strict


class SiteMember:
    """`number` is her user's id, None while there is none. `seen`: the site itself named it during
    this plan. `created`: by this plan, so that she has what it gives and nothing else."""

    def __init__(
        self, client: MemberPressClient, contact: Contact, memory: Memory, *, mails: bool
    ) -> None:
        self._client = client
        self.contact = contact
        self.memory = memory
        self.email = contact.email.strip()
        self.number = memory.get("contact")
        self.seen = self.created = False
        self.mails = mails
        self._logins: set[str] = set()
        self._nobody = False
        self._refusal: CallRefused | None = None
        local = self.email.partition("@")[0]
        self._private = (self.email, local, contact.first_name, contact.last_name)

    def call(self, method: str, path: str, **more: Any) -> CrmAnswer:
        return self._client.call(self.memory, method, path, private=self._private, **more)

    def find(self) -> None:
        """By her address. A part of one is found, too, and so are logins: always compare. A login
        may be an address that is somebody else's by now, so it proves nothing."""
        if self.number is not None or self._nobody:
            return
        mine = [row for row in self._listed(self.email) if address_in(row) == self.contact.key]
        self._nobody = not mine
        if mine:
            self._know_as(mine[0])

    def rename(self) -> bool:
        """Give the remembered user this address; not where it is another's. A look comes first:
        WordPress refuses a taken one in words without a code of their own, and in a restored site
        the number may be somebody else's."""
        if self.number is None:
            return False
        holders = [row for row in self._listed(self.email) if address_in(row) == self.contact.key]
        if holders:
            return str(holders[0]["id"]) == self.number
        if not self.is_there():
            return False
        path, body = f"/members/{self.number}", {"email": self.email}
        answer = self.call("PUT", path, body=body, accept=(REFUSED,))
        return answer.good and address_in(answer.body) == self.contact.key

    def is_there(self) -> bool:
        """Whether the remembered number is still hers; it is forgotten where it is not."""
        answer = self.call("GET", f"/members/{self.number}", accept=(REFUSED,))
        login = str(answer.body.get("username", ""))
        self.seen = answer.good and self._is_she(address_in(answer.body), login)
        if not self.seen:
            self.forget()
        return self.seen

    def memberships(self) -> set[str]:
        """Those that are open to her now, as far as the site tells."""
        try:
            answer = self.call("GET", f"/members/{self.number}", accept=(REFUSED,))
        except CrmRefused as refused:
            raise_for_account(refused)
            return set()
        return open_in(answer.body) if answer.good else set()

    def create(self, first: HeldAccess) -> Mapping[str, Any]:
        """Her new user as the site tells it, with a transaction in the same call; empty where she
        was made meanwhile. Raises CallRefused where the site will not have it, at once when it was
        asked before."""
        if self._refusal is not None:
            raise self._refusal
        answer = self._asked_for(first, _login_of(self.email, self._logins))
        if not answer.good:
            self._nobody = False
            self.find()
            if self.number is not None:
                return {}
            # Somebody may have the login under another address.
            answer = self._asked_for(first, _login_of(self.email, {_plain_login(self.email)}))
        self._take_as_new(answer)
        return answer.body

    def _take_as_new(self, answer: CrmAnswer) -> None:
        if not answer.good:
            self._refusal = CallRefused("", answer.status, answer.says)
            raise self._refusal
        if not answer.body.get("id"):
            raise CrmUnavailable(f"{self._client.named.crm} answered POST /members without the id.")
        self.created = True
        self._know_as(answer.body)

    def is_known_as(self, row: SiteTransaction) -> bool:
        """Whether the user of this transaction is she."""
        return self._is_she(row.email, row.login)

    def know(self, row: SiteTransaction) -> None:
        """The site says that this transaction is hers."""
        if self.number is None:
            self._know_as({"id": row.member, "username": row.login})

    def forget(self) -> None:
        self.number, self.seen = None, False
        self.memory.jot("contact", None)

    def _asked_for(self, first: HeldAccess, login: str) -> CrmAnswer:
        """With mails, both flags go along: an older build sends no password without the second."""
        body: dict[str, object] = {"email": self.email, "username": login}
        names = {"first_name": self.contact.first_name, "last_name": self.contact.last_name}
        body |= {name: text for name, text in names.items() if text.strip()}
        if self.mails:
            body |= {"send_password_email": True, "send_welcome_email": True}
        body["transaction"] = first.body()
        return self.call(
            "POST", "/members", body=body, accept=(REFUSED,), repeat=False, about=first.membership
        )

    def _listed(self, email: str) -> Iterable[Mapping[str, Any]]:
        private = (*self._private, email, email.partition("@")[0])
        for row in self._client.search(self.memory, "/members", email, private=private):
            self._logins.add(str(row.get("username", "")).casefold())
            if row.get("id"):
                yield row

    def _is_she(self, email: str, login: str) -> bool:
        """By her address, or by the login that was remembered, for that never changes."""
        return email == self.contact.key or self.memory.get("login") in (None, _mark(login))

    def _know_as(self, row: Mapping[str, Any]) -> None:
        self.number, self.seen, self._nobody = str(row["id"]), True, False
        login = str(row.get("username", ""))
        known = {"contact": self.number, "login": _mark(login) if login else None}
        for name, value in known.items():
            if value != self.memory.get(name):
                self.memory.jot(name, value)


def address_in(row: Mapping[str, Any]) -> str:
    return Contact(str(row.get("email", ""))).key


def recent_in(row: Mapping[str, Any]) -> list[SiteTransaction]:
    """The newest few of a member's transactions; an older build tells none."""
    rows = row.get("recent_transactions")
    every = rows.values() if isinstance(rows, Mapping) else rows if isinstance(rows, list) else ()
    return [transaction_in(each) for each in every if isinstance(each, Mapping)]


def open_in(row: Mapping[str, Any]) -> set[str]:
    """The ids of a member's open memberships."""
    rows = row.get("active_memberships")
    every = rows if isinstance(rows, list) else ()
    return {str(each.get("id")) for each in every if isinstance(each, Mapping)}


def _mark(login: str) -> str:
    return sha256(login.casefold().encode()).hexdigest()[:16]


def _plain_login(email: str) -> str:
    return _NOT_IN_LOGINS.sub("", email.lower())


def _login_of(email: str, taken: set[str]) -> str:
    """Her address, as far as WordPress takes it for a login; people log in by either. Where that is
    too long, or another's login already, it ends in some letters of its own."""
    login = _plain_login(email)
    if len(login) <= _LONGEST_LOGIN and login not in taken and login:
        return login
    return f"{login[:40]}-{sha256(email.lower().encode()).hexdigest()[:8]}"
