"""What the demo leaves on the console's pages for somebody to look at; told in open_ends.yaml."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bridge.sandbox.demo.shop_story import MONTHLY
from bridge.sandbox.faults import Fault
from bridge.sandbox.stand_in import StandIn
from bridge.sources.thrivecart.samples import delivery
from bridge.store.delivery import State

LACKING = "VIP Lounge"  # a name of the shop's rules that its account does not have
UNANSWERED = "lea@example.com"


@dataclass(frozen=True)
class OpenEnd:
    """One delivery, and the `state` in which it stays."""

    says: str
    shopper: str
    event: str
    items: list[str]
    order: int
    days_ago: int
    state: State
    email: str = ""
    mode: str = "live"

    def delivery(self, now: datetime, secret: str) -> dict[str, object]:
        return delivery(
            self.event,
            items=self.items,
            email=self.email or f"{self.shopper.lower()}@example.com",
            name=f"{self.shopper} Buyer",
            order_id=str(self.order),
            customer_id=str(600 + ord(self.shopper[0])),
            at=now - timedelta(days=self.days_ago),
            mode=self.mode,
            monthly=[item for item in self.items if item in MONTHLY],
            secret=secret,
        )


def _told(told: dict[str, Any]) -> OpenEnd:
    plain = {name.replace(" ", "_"): value for name, value in told.items()}
    return OpenEnd(**plain | {"state": State(told["state"])})


OPEN_ENDS = [
    _told(each) for each in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
]


def trouble(accounts: Iterable[StandIn]) -> None:
    """From now on each account fails whenever it is asked about one person."""
    for each in accounts:
        each.faults.append(Fault(500, times=None, email=UNANSWERED))
