"""ActiveCampaign answering as a test writes it down."""

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from bridge.destinations.activecampaign.adapter import ActiveCampaign
from bridge.destinations.base import Memory, Pace
from bridge.model import Outcome, Plan
from bridge.model.errors import BridgeError
from tests.destinations.contract import ANN, GOLD
from tests.destinations.fakes import DictMemory, FreePace, account_of

BASE = "https://shop.example.com/api/3"
TAGGED = Plan(ANN, add=(GOLD,))
THEIRS = "ActiveCampaign says:"
NO = {"message": "You do not have permission to do that"}
GROUPS = "Settings > Users and Groups > Groups"


def not_this_one(what: str, menu: str, status: int = 403) -> str:
    """What is said of one thing that the key's user may not do."""
    return (
        f"ActiveCampaign refused {what} ({status}). The user of ACTIVECAMPAIGN_KEY may do other"
        f" things, and not this one: see there {menu}. {THEIRS} '{NO['message']}'"
    )


def crm_at(url: str, key: str, pace: Pace, memory: Memory, timeout: float = 15) -> ActiveCampaign:
    """The adapter with these settings; it does not wait before a second try."""
    account = account_of("activecampaign", ACTIVECAMPAIGN_URL=url, ACTIVECAMPAIGN_KEY=key)
    return ActiveCampaign(account, pace, memory, timeout, sleep=lambda _: None)


class Scripted:
    """The adapter before a CRM that answers as the test writes it down."""

    def __init__(self, mocked: responses.RequestsMock) -> None:
        self.mocked = mocked
        self.pace = FreePace()
        self.memory = DictMemory()
        self.account_memory = DictMemory()
        self.account_memory.values = {"tag:gold membership": "7"}
        self.crm = crm_at("https://shop.example.com", "key", self.pace, self.account_memory)

    def on(self, method: str, path: str, status: int = 200, **answer: Any) -> None:
        self.mocked.add(method, BASE + path, status=status, **answer)

    def synced(self) -> None:
        self.on("POST", "/contact/sync", 200, json={"contact": {"id": 5}})

    def apply(self, plan: Plan = TAGGED) -> Outcome:
        return self.crm.apply(plan, self.memory)

    def told(self, plan: Plan = TAGGED) -> BridgeError:
        with pytest.raises(BridgeError) as caught:
            self.crm.apply(plan, self.memory)
        return caught.value


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with responses.RequestsMock() as mocked:
        yield Scripted(mocked)


def filling(scripted: Scripted) -> Scripted:
    """The ids of two fields and a list are known."""
    known = {"field:last order": "1", "field:course": "2", "list:newsletter": "3"}
    scripted.account_memory.values |= known
    return scripted
