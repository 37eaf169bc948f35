"""The Drip stand-in as a destination of the contract."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.drip.adapter import Drip
from bridge.model import Contact, Destination, FieldValue, Plan, Sort
from bridge.sandbox.drip import SandboxDrip
from bridge.sandbox.drip.state import STANDINGS
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, DEALS, FAREWELL, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace

TOKEN = "sandbox-token-b1946ac9"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
WRITE, LIST, ASK = "POST /subscribers", "GET /subscribers", "GET /subscribers/{id}"
REMOVE, NAMES = "DELETE /subscribers/{id}/tags/{id}", "GET /tags"
SERIES, JOIN = "GET /subscribers/{id}/{id}", "POST /campaigns/{id}/subscribers"
LEAVE = "POST /subscribers/{id}/remove"
WORKFLOW, START = "GET /workflows/{id}", "POST /workflows/{id}/subscribers"
IDENTIFIERS = {ORDER: "last_order", COURSE: "course"}
FORBIDDEN = {"code": "authorization_error", "message": "You are not authorized to do that"}
NO = {"errors": [FORBIDDEN]}
OTHERS = [
    *((Sort.LIST, name) for name in (NEWS, DEALS)),
    *((Sort.FIELD, name) for name in (ORDER, COURSE)),
    (Sort.AUTOMATION, WELCOME),
]
EVE = Contact("eve@example.com", "Eve")
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))


class DripDestination:
    """The sandbox account as the contract wants it."""

    title = "Drip"

    def __init__(self, account: SandboxDrip) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        settings = settings_of_account(Destination("drip", "drip"), self.account.environment)
        self.crm = Drip(settings, self.pace, self.account_memory, 2, sleep=lambda _: None)

    def contacts(self) -> dict[str, set[str]]:
        return {email.lower(): tags for email, tags in self.account.contacts().items()}

    def tag_by_hand(self, contact: Contact, tag: str) -> None:
        if contact.key not in self.contacts():
            self.account.add_contact(contact.email)
        self.account.tag(contact.email, tag)

    def untag_by_hand(self, contact: Contact, tag: str) -> None:
        self.account.untag(contact.email, tag)

    def fail(self, status: int, times: int, after: int = 0) -> None:
        """The 429 of the account's limit names no time."""
        self.account.faults.fail(status, times=times, after=after)

    def lose_answers(self, times: int, after: int = 0) -> None:
        self.account.faults.lose_answers(times=times, after=after)

    def delete_by_hand(self, contact: Contact) -> None:
        self.account.delete_contact(contact.email)

    def lists(self) -> dict[str, str]:
        return self.account.lists_of(ANN.email)

    def fields(self) -> dict[str, str]:
        titles = {identifier: title for title, identifier in IDENTIFIERS.items()}
        held = self.account.fields_of(ANN.email)
        return {titles.get(name, name): value for name, value in held.items()}

    def started(self) -> list[str]:
        return self.account.started(ANN.email)

    def put_on_list(self, name: str, standing: str) -> None:
        if ANN.key not in self.contacts():
            self.account.add_contact(ANN.email)
        words: Mapping[str, str] = {word: status for status, word in reversed(STANDINGS.items())}
        self.account.put_on_list(ANN.email, name, words.get(standing, "active"))
        self.account.unsubscribe(ANN.email, "undeliverable" if standing == "bounced" else "active")

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        about: Any = {sort.value: IDENTIFIERS.get(name, name)}
        self.account.faults.fail(403, times=None, method="POST", body=NO, **about)

    def allow(self) -> None:
        self.account.recover()

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]


def furnished(**oddities: Any) -> SandboxDrip:
    """With everything that the contract speaks of."""
    account = SandboxDrip(TAGS, None, TOKEN, **oddities)
    account.furnish([NEWS, DEALS], [ORDER, COURSE], [WELCOME, FAREWELL])
    return account


@pytest.fixture
def destination() -> Iterator[DripDestination]:
    with furnished() as account:
        yield DripDestination(account)


@pytest.fixture
def known(destination: DripDestination, memory: DictMemory) -> DripDestination:
    """Names are known, Ann is known and carries Silver; the count starts from here."""
    destination.crm.check(TAGS, OTHERS)
    destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    destination.account.reset()
    return destination
