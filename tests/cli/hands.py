"""What somebody says by hand, as the shop's record keeps it."""

import re
from datetime import datetime, timedelta

from bridge.model import Contact, Event, Hand, Kind
from tests.cli.shop import NOON, RULES, Shop

HERS = "p0@example.com"
WHY = ("--why", "she asked")
RENAMED = RULES.replace("  Gold:", "  Platinum:")
BOTH = RULES.replace("rules:", "  Silver:\n    items: product-9\nrules:", 1)


def said(
    shop: Shop,
    kind: Kind,
    membership: str = "",
    why: str = "",
    *,
    hour: int,
    email: str = "buyer@example.com",
    until: datetime | None = None,
    about: str = "",
) -> int:
    """So many hours after the shop's first delivery; gives the id of the delivery that tells it."""
    at = NOON + timedelta(hours=hour)
    hand = Hand(membership, until, why, about)
    event = Event(
        "bridge", f"bridge:hand:{hour}", kind, kind, at, contact=Contact(email), hand=hand
    )
    return shop.deliveries.keep(event, at).id


def done(shop: Shop, output: str, rules: str = RULES) -> int:
    """The workers take in what a hand just said."""
    id_ = int(re.findall(r"delivery (\d+)", output)[0])
    shop.work(id_, rules=rules)
    shop.sweep()
    return id_
