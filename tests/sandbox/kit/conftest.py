"""A sandbox account with three tags and no limit, and who asks it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bridge.sandbox.kit import SandboxKit

BUYER = "buyer@example.com"


class KitAsker:
    """A plain client of the account."""

    def __init__(self, account: SandboxKit) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.headers["X-Kit-Api-Key"] = account.key

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        address = f"{self.account.url}/v4{path}"
        return self.session.request(method, address, json=body, timeout=5, **more)

    def upsert(self, email: str = BUYER, **told: Any) -> requests.Response:
        return self("POST", "/subscribers", {"email_address": email, **told})

    def found(self, **query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self("GET", "/subscribers", params=query).json()["subscribers"]
        return rows


@pytest.fixture
def account() -> Iterator[SandboxKit]:
    with SandboxKit(tags=["Gold", "Gold Plus", "Silver"], rate=None) as running:
        yield running


@pytest.fixture
def ask(account: SandboxKit) -> KitAsker:
    return KitAsker(account)
