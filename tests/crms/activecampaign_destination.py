"""The sandbox account as a destination of the contract."""

from collections.abc import Iterator

import pytest

from bridge.crms.activecampaign import ActiveCampaign
from bridge.model import Contact, Plan
from bridge.sandbox.activecampaign import SandboxAccount
from tests.crms.contract import ANN, GOLD, SILVER
from tests.crms.fakes import DictMemory, FreePace

KEY = "sandbox-key-b1946ac9"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
LOOK, SYNC, ADD = "GET /contacts", "POST /contact/sync", "POST /contactTags"
REMOVE, LIST = "DELETE /contactTags/{id}", "GET /contacts/{id}/contactTags"


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

    def fail(self, status: int, times: int) -> None:
        retry_after = 30 if status == 429 else None
        self.account.faults.fail(status, times=times, retry_after=retry_after)

    def lose_answers(self, times: int) -> None:
        self.account.faults.lose_answers(times=times)

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]


@pytest.fixture(params=[False, True], ids=["include honoured", "include ignored"])
def destination(request: pytest.FixtureRequest) -> Iterator[SandboxDestination]:
    with SandboxAccount(TAGS, None, KEY, ignores_include=request.param) as account:
        yield SandboxDestination(account)


@pytest.fixture
def known(destination: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    """Tag ids are known, Ann is known and carries Silver; the count starts from here."""
    destination.crm.check(TAGS)
    destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    destination.account.reset()
    return destination
