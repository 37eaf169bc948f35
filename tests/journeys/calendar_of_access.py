"""Buyers of subscriptions and of things for life, and when a site must let each of them in: a naive
calendar, computed from what happened without the bridge's own code."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tests.journeys.story import LEVELS, Happening

MONTH = timedelta(days=30)
FOR_LIFE = "upsell-3"  # the only item that is paid once
CLUB, SUSPENDED = "product-15", timedelta(hours=2)  # after a payment that failed, say its rules
# What one order goes through; a refund gives back all that was paid till then.
LIVES = (
    ("purchase",),
    ("purchase", "rebill"),
    ("purchase", "payment failed"),
    ("purchase", "payment failed", "rebill"),
    ("purchase", "cancelled"),
    ("purchase", "paused"),
    ("purchase", "refund"),
    ("purchase", "refund", "rebill"),
)
PAYS = ("purchase", "rebill")


def lived(seed: int, buyers: int, orders: int, start: datetime) -> list[Happening]:
    """In the order in which everything happened, from `start` on; no two events of an order share a
    minute."""
    chance = random.Random(seed)
    happened: list[Happening] = []
    for number in range(orders):
        buyer, item = chance.randrange(buyers), chance.choice([*LEVELS])
        lives = LIVES if item != FOR_LIFE else (("purchase",), ("purchase", "refund"))
        minutes = sorted(chance.sample(range(200), 3))
        for kind, minute in zip(chance.choice(lives), minutes, strict=False):
            happened.append(
                Happening(
                    kind, item, f"buyer{buyer}@example.com", start + timedelta(minutes=minute),
                    f"{5000 + number}", f"{9000 + buyer}", chance.random() < 0.5,
                    monthly=item != FOR_LIFE,
                )
            )  # fmt: skip
    return sorted(happened, key=lambda each: each.at)


def open_on(history: Sequence[Happening], day: datetime) -> dict[str, set[str]]:
    """By buyer, the memberships that are open to her at noon of that day; nobody without one."""
    noon = day.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    found: dict[str, set[str]] = defaultdict(set)
    for (email, item), until in _ends(history):
        if until is None or until.date() >= noon.date():
            found[email].add(LEVELS[item])
    return dict(found)


def _ends(history: Sequence[Happening]) -> Iterator[tuple[tuple[str, str], datetime | None]]:
    """Of each order that lets in, until when; None for life."""
    orders: Mapping[str, list[Happening]] = defaultdict(list)
    for each in history:
        orders[each.order].append(each)
    for life in orders.values():
        refunds = [each.at for each in life if each.kind == "refund"]
        paid = [e.at for e in life if e.kind in PAYS and not (refunds and e.at < max(refunds))]
        told = [each.at for each in life if each.kind in ("cancelled", "paused")]
        if paid:
            item = life[0].item
            usual = None if item == FOR_LIFE else max(paid + told) + MONTH
            failed = [each.at for each in life if each.kind == "payment failed"]
            suspended = item == CLUB and failed and max(failed) > max(paid)
            yield (life[0].email, item), max(failed) + SUSPENDED if suspended else usual
