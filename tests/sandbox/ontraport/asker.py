"""A plain client of a sandbox Ontraport account."""

from typing import Any

import requests

from bridge.sandbox.ontraport import SandboxOntraport

BUYER = "buyer@example.com"


class OntraportAsker:
    """Sends the two headers with every call."""

    def __init__(self, account: SandboxOntraport) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.headers.update({"Api-Appid": account.app_id, "Api-Key": account.key})

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        url = f"{self.account.url}{path if path.startswith('/sandbox') else f'/1{path}'}"
        return self.session.request(method, url, json=body, timeout=5, **more)

    def data(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self(method, path, body, **more)
        assert (answer.status_code, answer.json()["code"]) == (200, 0)
        return answer.json()["data"]

    def save(self, email: str = BUYER, **fields: str) -> Any:
        return self.data("POST", "/Contacts/saveorupdate", {"email": email, **fields})

    def shown(self, contact: str) -> str:
        """The tags that one read tells."""
        told = self.data("GET", "/object", params={"objectID": "0", "id": contact})
        return str(told["contact_cat"])

    def tag(self, contact: str, *names: str, method: str = "PUT") -> requests.Response:
        word = "add_list" if method == "PUT" else "remove_list"
        tags = [self.account.tag_id(name) for name in names]
        body = {"objectID": 0, "ids": contact, word: ",".join(tags)}
        return self(method, "/objects/tag", body)
