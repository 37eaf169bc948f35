"""Drip answering as a test writes it down."""

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from bridge.destinations.account import AccountSettings
from bridge.destinations.drip.adapter import Drip
from bridge.model import Destination, Outcome, Plan
from bridge.model.errors import BridgeError
from tests.destinations.contract import ANN, GOLD
from tests.destinations.fakes import DictMemory, FreePace

BASE = "https://drip.example.com/v2/9999999"
TAGGED = Plan(ANN, add=(GOLD,))
NUMBER = "z1togz2hcjrkpp5treip"


class ScriptedDrip:
    """The adapter before a Drip that answers as the test writes it down; it knows a tag."""

    def __init__(self, mocked: responses.RequestsMock) -> None:
        self.mocked = mocked
        self.pace = FreePace()
        self.memory = DictMemory()
        self.account_memory = DictMemory()
        self.account_memory.values = {"tag:gold membership": GOLD}
        values = {
            "DRIP_ACCOUNT": "9999999",
            "DRIP_TOKEN": "secret-token",
            "DRIP_URL": "https://drip.example.com/",
        }
        settings = AccountSettings(Destination("drip", "drip"), values)
        self.crm = Drip(settings, self.pace, self.account_memory, sleep=lambda _: None)

    def on(self, method: str, path: str, status: int = 200, **answer: Any) -> None:
        self.mocked.add(method, BASE + path, status=status, **answer)

    def written(self, status: int = 200, **person: Any) -> None:
        """An answer to a write."""
        row = {"id": NUMBER, "email": ANN.email, "status": "active", "tags": [GOLD], **person}
        self.on("POST", "/subscribers", status, json={"subscribers": [row]})

    def apply(self, plan: Plan = TAGGED) -> Outcome:
        return self.crm.apply(plan, self.memory)

    def told(self, plan: Plan = TAGGED) -> BridgeError:
        with pytest.raises(BridgeError) as caught:
            self.crm.apply(plan, self.memory)
        return caught.value


@pytest.fixture
def scripted() -> Iterator[ScriptedDrip]:
    with responses.RequestsMock() as mocked:
        yield ScriptedDrip(mocked)
