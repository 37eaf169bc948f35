"""A plain client of the Drip stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bridge.sandbox.drip import SandboxDrip
from bridge.sandbox.drip.state import ACCOUNT

BUYER = "buyer@example.com"


class DripAsker:
    def __init__(self, account: SandboxDrip) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.auth = (account.key, "")

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.session.request(method, self.account.url + path, json=body, timeout=5, **more)

    def api(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self(method, f"/v2/{ACCOUNT}{path}", body, **more)

    def write(self, **told: Any) -> requests.Response:
        return self.api("POST", "/subscribers", {"subscribers": [told]})

    def person(self, **told: Any) -> dict[str, Any]:
        row: dict[str, Any] = self.write(**told).json()["subscribers"][0]
        return row

    def code(self, answer: requests.Response) -> tuple[int, str, str]:
        """Status, code and message of its first error."""
        error = answer.json()["errors"][0]
        return answer.status_code, error["code"], error["message"]


@pytest.fixture
def ask() -> Iterator[DripAsker]:
    with SandboxDrip(["Gold", "Silver"], None) as account:
        yield DripAsker(account)
