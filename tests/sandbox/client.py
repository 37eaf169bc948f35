"""A plain client of a sandbox account."""

from typing import Any

import requests

from bridge.model import Sort
from bridge.sandbox.activecampaign import SandboxAccount

BUYER = "buyer@example.com"


class Asker:
    """A plain client of the account."""

    def __init__(self, account: SandboxAccount) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.headers["Api-Token"] = account.key

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        more.setdefault("timeout", 5)
        return self.session.request(method, self.account.url + path, json=body, **more)

    def api(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self(method, "/api/3" + path, body, **more)

    def sync(self, email: str = BUYER, **profile: str) -> requests.Response:
        return self.api("POST", "/contact/sync", {"contact": {"email": email, **profile}})

    def tag(self, contact: object, tag: object) -> requests.Response:
        return self.api("POST", "/contactTags", {"contactTag": {"contact": contact, "tag": tag}})

    def tag_id(self, name: str) -> str:
        return self.account.named(Sort.TAG, name)["id"]
