"""What the adapter sends, word for word, and what a test lets the account answer."""

import json
from collections.abc import Iterator
from typing import Any

import responses

from bridge.destinations.ontraport.adapter import Ontraport
from bridge.destinations.ontraport.directory import OntraportFieldKind
from bridge.model import Outcome, Plan
from tests.destinations.contract import GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace, account_of

BASE = "https://api.ontraport.com/1"
IDS = {
    f"tag:{GOLD.lower()}": "7",
    f"tag:{SILVER.lower()}": "8",
    f"field:{ORDER.lower()}": str(OntraportFieldKind("f1001", "text")),
    f"field:{COURSE.lower()}": str(OntraportFieldKind("f1002", "text")),
    f"automation:{WELCOME.lower()}": "9",
}
UNDER_WAY = {"code": 0, "data": "The tag is now being processed.", "account_id": 50}


class RecordedOntraport:
    """The adapter before an account that answers as the test writes it down; ids are known."""

    def __init__(self, mocked: responses.RequestsMock) -> None:
        self.mocked = mocked
        self.memory, self.account_memory = DictMemory(), DictMemory()
        account = account_of(
            "ontraport",
            ONTRAPORT_URL="https://api.ontraport.com",
            ONTRAPORT_APP_ID="2_50_app",
            ONTRAPORT_KEY="secret",
        )
        self.crm = Ontraport(account, FreePace(), self.account_memory, sleep=lambda _: None)
        self.remember()

    def remember(self) -> None:
        """Now: what is remembered grows old."""
        now = int(self.crm._tags.clock())
        self.account_memory.values |= {name: f"{number} {now}" for name, number in IDS.items()}

    def on(self, method: str, path: str, status: int = 200, **answer: Any) -> None:
        self.mocked.add(method, BASE + path, status=status, **answer)

    def apply(self, plan: Plan) -> Outcome:
        return self.crm.apply(plan, self.memory)

    def sent(self) -> Iterator[tuple[str, Any]]:
        """`PUT /objects`, and its body."""
        for call in self.mocked.calls:
            request = call.request
            path = str(request.url).removeprefix(BASE).partition("?")[0]
            body = request.body
            yield f"{request.method} {path}", json.loads(body) if body else None
