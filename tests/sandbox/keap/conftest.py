"""A stand-in of a Keap account with three tags and no limit, and who asks it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bridge.sandbox.keap import SandboxKeap

BUYER = "buyer@example.com"


class KeapAsker:
    """A plain client of the account."""

    def __init__(self, account: SandboxKeap) -> None:
        self.account = account
        self.headers = {"X-Keap-API-Key": account.key}

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        url = f"{self.account.url}/crm/rest{path}"
        more = {"headers": self.headers, "timeout": 5, **more}
        return requests.request(method, url, json=body, **more)  # noqa: S113 - it stands in `more`

    def upsert(self, email: str = BUYER, **told: Any) -> requests.Response:
        emails = [{"email": email, "field": "EMAIL1"}]
        body = {"duplicate_option": "Email", "email_addresses": emails, **told}
        return self("PUT", "/v1/contacts", body)

    def find(self, email: str) -> list[Any]:
        rows = self("GET", "/v2/contacts", params={"filter": f"email=={email}"}).json()["contacts"]
        return [*rows]


@pytest.fixture
def ask() -> Iterator[KeapAsker]:
    with SandboxKeap(["Gold", "Gold Plus", "Silver"], None) as account:
        yield KeapAsker(account)
