"""The sandbox account as a destination of the contract."""

from collections.abc import Iterator

import pytest

from bridge.destinations.activecampaign.adapter import ActiveCampaign
from bridge.model import Contact, FieldValue, ListWish, Plan, Sort
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.activecampaign.state import STANDINGS
from tests.destinations.activecampaign.scripted import NO
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, DEALS, FAREWELL, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace

KEY = "sandbox-key-b1946ac9"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
LOOK, SYNC, ADD = "GET /contacts", "POST /contact/sync", "POST /contactTags"
REMOVE, LIST = "DELETE /contactTags/{id}", "GET /contacts/{id}/contactTags"
LISTS, PUT = "GET /contacts/{id}/contactLists", "POST /contactLists"
WRITE, ASK = "PUT /contacts/{id}", "GET /contacts/{id}"
START, ENTRIES = "POST /contactAutomations", "GET /contacts/{id}/contactAutomations"
NAMES = [
    *((Sort.LIST, name) for name in (NEWS, DEALS)),
    *((Sort.FIELD, name) for name in (ORDER, COURSE)),
    (Sort.AUTOMATION, WELCOME),
]
NEW = Contact("new@example.com", "New")
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
SUBSCRIBE = (ListWish(NEWS),)


class SandboxDestination:
    """The sandbox account as the contract wants it."""

    title = "ActiveCampaign"

    def __init__(self, account: SandboxAccount) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        self.crm = ActiveCampaign(
            self.account.url, self.key, self.pace, self.account_memory, 2, sleep=lambda _: None
        )

    def contacts(self) -> dict[str, set[str]]:
        return {email.lower(): tags for email, tags in self.account.contacts().items()}

    def tag_by_hand(self, contact: Contact, tag: str) -> None:
        if contact.key not in self.contacts():
            self.account.add_contact(contact.email)
        self.account.tag(contact.email, tag)

    def untag_by_hand(self, contact: Contact, tag: str) -> None:
        self.account.untag(contact.email, tag)

    def fail(self, status: int, times: int, after: int = 0) -> None:
        retry_after = 30 if status == 429 else None
        self.account.faults.fail(status, times=times, after=after, retry_after=retry_after)

    def lose_answers(self, times: int, after: int = 0) -> None:
        self.account.faults.lose_answers(times=times, after=after)

    def delete_by_hand(self, contact: Contact) -> None:
        self.account.delete_contact(contact.email)

    def lists(self) -> dict[str, str]:
        return self.account.lists_of(ANN.email)

    def fields(self) -> dict[str, str]:
        return self.account.fields_of(ANN.email)

    def started(self) -> list[str]:
        return self.account.started(ANN.email)

    def put_on_list(self, name: str, standing: str) -> None:
        if ANN.key not in self.contacts():
            self.account.add_contact(ANN.email)
        (status,) = (status for status, word in STANDINGS.items() if word == standing)
        self.account.put_on_list(ANN.email, name, status)

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        method = "" if sort is Sort.FIELD else "POST"
        about = {sort.value: name}
        self.account.faults.fail(403, times=None, method=method, body=NO, **about)

    def allow(self) -> None:
        self.account.recover()

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]


@pytest.fixture(params=[False, True], ids=["include honoured", "include ignored"])
def destination(request: pytest.FixtureRequest) -> Iterator[SandboxDestination]:
    with SandboxAccount(TAGS, None, KEY, ignore_include=request.param) as account:
        account.furnish([NEWS, DEALS], [ORDER, COURSE], [WELCOME, FAREWELL])
        yield SandboxDestination(account)


@pytest.fixture
def known(destination: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    """Tag ids are known, Ann is known and carries Silver; the count starts from here."""
    destination.crm.check(TAGS)
    destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    destination.account.reset()
    return destination


@pytest.fixture
def full(known: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    """As `known`, and the ids of the other names are known; the fields hold `TWO_FIELDS`."""
    known.crm.check((), NAMES)
    known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    known.account.reset()
    return known
