"""A plain client of a sandbox site."""

from typing import Any

import requests

from bridge.sandbox.memberpress import SandboxMemberPress

ANN = "ann@example.com"


class SiteAsker:
    def __init__(self, site: SandboxMemberPress) -> None:
        self.site = site
        self.session = requests.Session()
        self.session.headers["MEMBERPRESS-API-KEY"] = site.key

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.session.request(method, self.site.url + path, json=body, timeout=5, **more)

    def api(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self(method, f"/wp-json/mp/v1{path}", body, **more)

    def sell(self, email: str = ANN, **told: Any) -> requests.Response:
        """A new user with a transaction for Gold."""
        nested = {"membership": self.gold, "status": "complete", "gateway": "manual", **told}
        body = {"email": email, "username": email, "transaction": nested}
        return self.api("POST", "/members", body)

    def transact(self, member: object, **told: Any) -> requests.Response:
        body = {"member": member, "membership": self.gold, "status": "complete", **told}
        return self.api("POST", "/transactions", {"gateway": "manual", **body})

    @property
    def gold(self) -> int:
        return int(str(self.site.membership("Gold")["id"]))
