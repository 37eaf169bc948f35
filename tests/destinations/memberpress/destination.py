"""The sandbox site as a destination of the contract for access."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bridge.destinations.memberpress.adapter import MemberPress
from bridge.model import Contact
from bridge.sandbox.memberpress import SandboxMemberPress
from tests.destinations.contract import GOLD, SILVER
from tests.destinations.fakes import DictMemory, FreePace, account_of

SITE_KEY = "sandbox-key-7d10c2fe"
MEMBERS, MEMBER = "GET /members", "GET /members/{id}"
MAKE, RENAME = "POST /members", "PUT /members/{id}"
LOOK, SELL, CHANGE = "GET /transactions", "POST /transactions", "PUT /transactions/{id}"
TITLES = "GET /memberships"


class SiteDestination:
    """The sandbox site as the contract wants it."""

    title = "MemberPress"
    key_setting = "MEMBERPRESS_KEY"

    def __init__(self, site: SandboxMemberPress) -> None:
        self.site = site
        self.key = site.key
        self.account_memory = DictMemory()
        self.settings: dict[str, object] = {}
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        url = self.site.environment["MEMBERPRESS_URL"]
        settings = {"MEMBERPRESS_URL": url, "MEMBERPRESS_KEY": self.key, **self.settings}
        account = account_of("memberpress", **settings)
        self.crm = MemberPress(account, self.pace, self.account_memory, 2, sleep=lambda _: None)

    def open_at(self, contact: Contact, at: datetime) -> set[str]:
        return set(self.site.access_of(contact.email, at))

    def people(self) -> set[str]:
        return {email.lower() for email in self.site.contacts()}

    def grant_by_hand(self, contact: Contact, membership: str) -> None:
        self.site.grant(contact.email, membership)

    def revoke_by_hand(self, contact: Contact, membership: str) -> None:
        self.site.revoke(contact.email, membership)

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.site.change_email(contact.email, email)

    def delete_by_hand(self, contact: Contact) -> None:
        self.site.delete_contact(contact.email)

    def by_hand(self) -> object:
        every = self.site.site.transactions.values()
        return [{**row} for row in every if not str(row["trans_num"]).startswith("tc-")]

    def fail(self, status: int, times: int, after: int = 0, body: str | None = None) -> None:
        retry_after = 30 if status == 429 else None
        narrowed: dict[str, Any] = {"times": times, "after": after, "body": body}
        self.site.faults.fail(status, retry_after=retry_after, **narrowed)

    def lose_answers(self, times: int, after: int = 0) -> None:
        self.site.faults.lose_answers(times=times, after=after)

    def forbid(self, membership: str) -> None:
        for method in ("POST", "PUT"):
            self.site.faults.fail(403, times=None, method=method, access=membership)

    def allow(self) -> None:
        self.site.recover()

    def refuse_key(self) -> None:
        self.site.conditions.refuse_key = True

    def count(self) -> int:
        return len(self.site.calls)

    def writes(self) -> int:
        return sum(call.method != "GET" for call in self.site.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.site.calls]

    def transactions(self, contact: Contact) -> list[tuple[object, ...]]:
        """(trans_num, status, end) of hers, oldest first."""
        rows = self.site.transactions_of(contact.email)
        return [(row["trans_num"], row["status"], row["expires_at"]) for row in rows]


@pytest.fixture
def site_destination() -> Iterator[SiteDestination]:
    with SandboxMemberPress([GOLD, SILVER], None, SITE_KEY) as site:
        yield SiteDestination(site)
