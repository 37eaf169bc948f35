"""People of the shop, each with an order of her own, and a CRM that keeps their tags."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.destinations.base import Memory
from bridge.model import Outcome, Plan
from bridge.sources.thrivecart import samples as sandbox
from bridge.sources.thrivecart.source import read_saved
from tests.cli.shop import RULES, AnsweringCrm, Shop

# What Silver adds to the shop's rules, and what is left of them without the purchase of product-12.
SILVER = RULES.replace("rules:", "  Silver:\n    items: product-12\nrules:")
FEWER = RULES.replace("[product-12, upsell-3]", "upsell-3")
NOT_THERE = "was not there"


class KeepingCrm(AnsweringCrm):
    """Knows of each tag whether it is there, so that nothing is taken off that was not."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, set[str]] = {}

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        outcome = super().apply(plan, memory)
        has = self.tags.setdefault(plan.contact.email, set())
        done = [
            replace(each, what=NOT_THERE, changed=False)
            if each.what == "removed" and each.tag not in has
            else each
            for each in outcome.done
        ]
        has |= {each.tag for each in done if each.what == "added"}
        has -= {each.tag for each in done if each.what == "removed"}
        return replace(outcome, done=tuple(done))


def address(number: int) -> str:
    return f"p{number}@example.com"


def comes(shop: Shop, what: str, number: int = 0, item: str = "product-12") -> int:
    """It is about the order of this person, and happened an hour after the one before."""
    who = {"order_id": str(1000 + number), "customer_id": str(500 + number)}
    return shop.comes(what, item, email=address(number), **who)


def comes_now(shop: Shop, what: str, number: int, ago: timedelta) -> int:
    """The same, by the clock."""
    at = datetime.now(UTC) - ago
    event = read_saved(
        sandbox.as_form(
            sandbox.delivery(
                what,
                email=address(number),
                order_id=str(1000 + number),
                customer_id=str(500 + number),
                at=at,
            )
        )
    )
    assert event is not None
    return shop.deliveries.keep(event, at).id


def pays_now(shop: Shop, number: int = 0) -> int:
    """She pays in a second that begins after all that a hand said so far."""
    time.sleep(1.1)  # ThriveCart tells whole seconds
    return comes_now(shop, "rebill", number, timedelta())


def buyers(shop: Shop, many: int, item: str = "product-12") -> KeepingCrm:
    """That many buyers whose contacts were told what they bought."""
    crm = shop.crm = KeepingCrm()
    shop.work(*(comes(shop, "purchase", number, item) for number in range(many)))
    return crm
