"""A whole bridge on this machine, as a browser and a cart meet it: receiver, worker, an account."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import Engine

from bridge.destinations import registry
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.sandbox.stack import Stack
from bridge.sandbox.stand_in import StandIn
from bridge.sources.thrivecart.samples import FORM, as_form, delivery
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.engine import engine_for

PASSWORD = "correct horse, batterie süß"
SECRET = "MADEUPSECRET"
RULES = """\
# A small shop.
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]  # the bundle, too
rules:
  - name: Refunds
    when: refund
    add: Refunded
"""
_WITHIN = 30.0  # seconds


@dataclass
class Site:
    """`rules_file` may be written anew; `account` has every name that the rules had at the start,
    save those that a test took away."""

    stack: Stack
    account: Any  # of the vendor that the rules name
    engine: Engine
    rules_file: Path
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.engine)

    @property
    def url(self) -> str:
        return self.stack.url

    def post(self, what: str, **told: Any) -> int:
        """A delivery as ThriveCart posts it (see samples.delivery); gives its number."""
        fields = delivery(what, secret=SECRET, **told)
        headers = {"Content-Type": FORM}
        address = f"{self.url}/webhooks/thrivecart"
        answer = requests.post(address, as_form(fields), headers=headers, timeout=10)
        answer.raise_for_status()
        return int(answer.json()["id"])

    def settled(self, id_: int) -> Delivery:
        """The delivery, once nothing more follows from it. Raises TimeoutError."""
        deadline = time.monotonic() + _WITHIN
        while time.monotonic() < deadline:
            found = self.deliveries.find(id_)
            if found and found.state is not State.WAITING:
                return found
            time.sleep(0.05)
        raise TimeoutError(f"delivery {id_} still waits")

    def comes(self, what: str, **told: Any) -> Delivery:
        """Posted, and settled."""
        return self.settled(self.post(what, **told))


@contextmanager
def running_site(
    folder: Path,
    database_url: str,
    redis_url: str,
    rules: str = RULES,
    environment: Mapping[str, str] | None = None,
    lacking: Collection[str] = (),
) -> Iterator[Site]:
    """Ends with the block. Of the names of the rules the account has all but those `lacking`."""
    file = folder / "rules.yaml"
    file.write_text(rules, encoding="utf-8")
    read = rulesfile.load(file)
    (named,) = read.destinations
    account = _account(named.vendor, file, lacking)
    engine = engine_for(database_url)
    with account, (folder / "site.log").open("wb") as log:
        told = {
            "DATABASE_URL": database_url, "REDIS_URL": redis_url, "THRIVECART_SECRET": SECRET,
            "RULES_FILE": str(file), "CONSOLE_PASSWORD": PASSWORD, "WORKERS": "1",
            "WEB_CONCURRENCY": "1", **account.environment, **(environment or {}),
        }  # fmt: skip
        with Stack(told, ("-m", "tests.journeys.impatient_worker"), log) as stack:
            yield Site(stack, account, engine, file)
    engine.dispose()


def _account(vendor: str, file: Path, lacking: Collection[str]) -> StandIn:
    rules = rulesfile.load(file)
    every = rules.names_for(rules.destinations[0].name, registry.vendors()[vendor].sorts)
    return account_with(vendor, [(sort, name) for sort, name in every if name not in lacking])
