"""Many buyers' histories, and what their tags must be: computed without the bridge's own code."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bridge.sandbox.deliveries import FORM, JSON, as_form, as_json, delivery

SECRET = "JOURNEY12345"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
RULES = """
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
  Club:
    items: [product-15]
    payment failed: suspend after 2 hours
rules:
  - name: Refunds
    when: refund
    add: Refunded
  - name: Cart
    when: abandoned cart
    add: Cart
  - name: Came back
    when: purchase
    remove: Cart
  - name: Win back
    when: cancelled
    after: 1 day
    unless: [any purchase, resumed]
    add: Win back
"""
LEVELS = {"product-12": "Gold", "upsell-3": "Gold", "product-15": "Club"}
TAGS = [
    *(f"{level}{ending}" for level in ("Gold", "Club") for ending in ("", "PAYF", "SUSP", "CANC")),
    "Refunded",
    "Cart",
    "Win back",
]
KINDS = ["purchase"] * 4 + [
    "rebill",
    "rebill",
    "payment failed",
    "cancelled",
    "refund",
    "paused",
    "resumed",
    "abandoned cart",
]
FAVOURED = ("purchase", "rebill")


@dataclass(frozen=True)
class Happening:
    """One thing that happened to one buyer."""

    kind: str
    item: str
    email: str
    at: datetime
    order: str
    as_json: bool = False

    def body(self) -> bytes:
        fields = delivery(
            self.kind,
            items=[self.item],
            email=self.email,
            at=self.at,
            order_id=self.order,
            secret=SECRET,
        )
        return as_json(fields) if self.as_json else as_form(fields)

    @property
    def content_type(self) -> str:
        return JSON if self.as_json else FORM


def histories(seed: int, buyers: int, happenings: int) -> list[Happening]:
    """The buyers' histories mixed, in the order in which everything happened."""
    chance = random.Random(seed)
    told: list[Happening] = []
    taken: set[tuple[str, datetime, bool]] = set()
    while len(told) < happenings:
        number = chance.randrange(buyers)
        kind = chance.choice(KINDS)
        # A minute grid makes two events of one second likely; only the favour may decide then.
        at = START + timedelta(minutes=chance.randrange(200))
        email = f"buyer{number}+tag@example.com"
        if (email, at, kind in FAVOURED) in taken:
            continue
        taken.add((email, at, kind in FAVOURED))
        item = chance.choice(list(LEVELS))
        if kind == "abandoned cart" and item.startswith("upsell"):
            item = "product-12"
        order = f"{1000 + number}{item[-2:].strip('-')}"
        told.append(Happening(kind, item, email, at, order, chance.random() < 0.5))
    return sorted(told, key=lambda h: (h.at, h.kind in FAVOURED))


def told(history: Sequence[Happening], seed: int) -> list[Happening]:
    """As ThriveCart might deliver it: one in five twice, each up to 30 places off."""
    chance = random.Random(seed)
    places: list[tuple[float, int, Happening]] = []
    for place, happening in enumerate(history):
        places.append((place + chance.uniform(0, 30), place, happening))
        if chance.random() < 0.2:
            again = replace(happening, as_json=not happening.as_json)
            places.append((place + chance.uniform(0, 30), -place, again))
    return [happening for *_, happening in sorted(places, key=lambda each: each[:2])]


def tags_after(history: Sequence[Happening]) -> dict[str, set[str]]:
    """Every buyer's tags after living through the history, event by event."""
    buyers: dict[str, _Buyer] = {}
    for happening in sorted(history, key=lambda h: (h.at, h.kind in FAVOURED)):
        buyers.setdefault(happening.email, _Buyer()).live(happening)
    return {email: set(buyer.tags()) for email, buyer in buyers.items()}


class _Buyer:
    """All of it is past, so that what was put off is long due."""

    def __init__(self) -> None:
        self.owns: set[str] = set()
        self.marks: set[str] = set()

    def live(self, happening: Happening) -> None:
        level = LEVELS[happening.item]
        if happening.kind == "purchase":
            self.owns.add(happening.item)
            self.marks -= {f"{level}PAYF", f"{level}SUSP", f"{level}CANC", "Cart", "Win back"}
        elif happening.kind == "refund":
            self.owns.discard(happening.item)
            self.marks.add("Refunded")
        elif happening.kind == "rebill":
            self.marks.discard(f"{level}PAYF")
            self.marks -= {"ClubSUSP"} if level == "Club" else set()
        elif happening.kind == "resumed":
            self.marks -= {f"{level}SUSP", "Win back"}
        else:
            ending = {"payment failed": "PAYF", "cancelled": "CANC", "paused": "SUSP"}
            mark = "Cart" if happening.kind == "abandoned cart" else level + ending[happening.kind]
            self.marks.add(mark)
            self.marks |= {"Win back"} if happening.kind == "cancelled" else set()
            self.marks |= {"ClubSUSP"} if mark == "ClubPAYF" else set()

    def tags(self) -> Iterator[str]:
        yield from self.marks
        yield from (LEVELS[item] for item in self.owns)
