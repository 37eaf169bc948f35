"""Many buyers' histories, and what their tags must be: computed without the bridge's own code."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json, delivery

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
# Of one second, the lower counts first.
RANKS = {"purchase": 0, "abandoned cart": 0, "rebill": 2, "resumed": 2}
# Whatever gives a tag, and so makes a contact.
GIVES = {"purchase", "rebill", "refund", "abandoned cart"}
PRICE = 4900
PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class Happening:
    """One thing that happened to one buyer; `customer` and `order` are the cart's numbers.
    `monthly`: a purchase of what is paid for each month."""

    kind: str
    item: str
    email: str
    at: datetime
    order: str
    customer: str
    as_json: bool = False
    monthly: bool = False

    def body(self) -> bytes:
        fields = delivery(
            self.kind,
            items=[self.item],
            email=self.email,
            customer_id=self.customer,
            at=self.at,
            order_id=self.order,
            amount=PRICE,
            secret=SECRET,
            monthly=[self.item] if self.monthly else None,
        )
        return as_json(fields) if self.as_json else as_form(fields)

    @property
    def content_type(self) -> str:
        return JSON if self.as_json else FORM

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, 1)


def bought(item: str, email: str, at: datetime, number: int, kind: str = "purchase") -> Happening:
    """What one customer's only order is about."""
    return Happening(kind, item, email, at, f"{number}", f"7{number}")


def histories(seed: int, buyers: int, happenings: int) -> list[Happening]:
    """The buyers' histories mixed, in the order in which everything happened. Each buyer has two
    orders of each item, of which many are never seen bought: she came before the bridge."""
    chance = random.Random(seed)
    told: list[Happening] = []
    taken: set[object] = set()
    while len(told) < happenings:
        number = chance.randrange(buyers)
        kind = chance.choice(KINDS)
        # A minute grid makes two events of one second likely; only their ranks may decide then.
        at = START + timedelta(minutes=chance.randrange(200))
        item = chance.choice(list(LEVELS))
        if kind == "abandoned cart" and item.startswith("upsell"):
            item = "product-12"
        order = f"{1000 + number}{list(LEVELS).index(item)}{chance.randrange(2)}"
        email = f"buyer{number}+tag@example.com"
        one = Happening(kind, item, email, at, order, f"{7000 + number}", chance.random() < 0.5)
        marks = {(email, at, one.rank)} | ({order} if kind == "purchase" else set())
        if marks & taken:
            continue
        taken |= marks
        told.append(one)
    return sorted(told, key=lambda h: (h.at, h.rank))


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


def tags_after(history: Sequence[Happening]) -> dict[str, "Wanted"]:
    """What every buyer's contact must have once all of it is told, and all that was put off due."""
    buyers: dict[str, list[Happening]] = defaultdict(list)
    for happening in history:
        buyers[happening.email].append(happening)
    return {email: _wanted(_in_order(lived)) for email, lived in buyers.items()}


@dataclass(frozen=True)
class Wanted:
    """`open` are tags that depend on what was known first: of a membership that is only presumed,
    nothing is given or taken. Without `contact`, whatever only blocks may have nobody to block."""

    tags: set[str]
    open: set[str]
    contact: bool

    def is_met_by(self, found: set[str]) -> bool:
        nobody = not self.contact and not found
        return nobody or found - self.open == self.tags


def unmet(found: Mapping[str, set[str]], wanted: Mapping[str, Wanted]) -> dict[str, object]:
    """The buyers whose contacts are not as they must be, with both; a contact may be missing."""
    pairs = {email: (found.get(email, set()), each) for email, each in wanted.items()}
    return {email: pair for email, pair in pairs.items() if not pair[1].is_met_by(pair[0])}


def _in_order(lived: Sequence[Happening]) -> list[Happening]:
    """An order's purchase is its beginning: what claims to be older counts right after it."""
    begun = {h.order: h.at for h in lived if h.kind == "purchase"}

    def moment(one: Happening) -> tuple[object, ...]:
        since = begun.get(one.order, one.at) if one.kind != "abandoned cart" else one.at
        phase = 0 if one.kind == "purchase" else 1 if one.at < since else 2
        return max(one.at, since), phase, one.at, one.rank

    return sorted(lived, key=moment)


def _wanted(lived: Sequence[Happening]) -> Wanted:
    lives: dict[tuple[str, str], _Life] = {}
    for place, one in enumerate(lived):
        if one.kind != "abandoned cart":
            lives.setdefault((one.item, one.order), _Life()).happens(one, place)
    tags, unspoken = set(_marks(lived)), set()
    for level in set(LEVELS.values()):
        tags_of, is_open = _level(level, [v for k, v in lives.items() if LEVELS[k[0]] == level])
        tags |= tags_of
        unspoken |= {level} if is_open else set()
    return Wanted(tags, unspoken, bool(GIVES & {h.kind for h in lived}) or "Win back" in tags)


def _marks(lived: Sequence[Happening]) -> Iterator[str]:
    """What the rules beside the memberships ask for."""
    for place, one in enumerate(lived):
        after = lived[place + 1 :]
        bought_later = any(h.kind == "purchase" for h in after)
        resumed_later = any(
            h.kind == "resumed" and (h.item, h.order) == (one.item, one.order) for h in after
        )
        if one.kind == "refund":
            yield "Refunded"
        if one.kind == "abandoned cart" and not bought_later:
            yield "Cart"
        if one.kind == "cancelled" and not bought_later and not resumed_later:
            yield "Win back"


class _Life:
    """One order's hold on one item."""

    def __init__(self) -> None:
        self.blocks: set[str] = set()
        self.granted = self.ended = False
        self.paid = self.returned = self.newest = 0
        self.paid_after_cancellation = 0

    def happens(self, one: Happening, place: int) -> None:
        self.newest = place
        if one.kind in ("purchase", "rebill"):
            self._pays()
        elif one.kind == "refund":
            self.returned += PRICE
            self.ended = self.ended or self.returned >= self.paid
        elif one.kind == "resumed":
            self.blocks.discard("SUSP")
        else:
            self.blocks.add({"payment failed": "PAYF", "paused": "SUSP"}.get(one.kind, "CANC"))
            if one.kind == "cancelled":
                self.paid_after_cancellation = 0

    def _pays(self) -> None:
        """The first payment after a cancellation opens only the period that it paid, long over."""
        self.granted, self.ended = True, False
        self.paid += PRICE
        self.paid_after_cancellation += 1
        self.blocks &= {"CANC"} if self.paid_after_cancellation < 2 else set()

    def badness(self) -> tuple[object, ...]:
        return [block in self.blocks for block in ("CANC", "SUSP", "PAYF")], -self.newest


def _level(level: str, lives: Sequence[_Life]) -> tuple[set[str], bool]:
    """A membership's tags, and whether its own is open: neither given nor taken."""
    left = [life for life in lives if not life.ended]
    standing = [life for life in left if life.granted]
    best = sorted(standing, key=_Life.badness)[:1] or lives
    blocks = {block for life in best for block in life.blocks}
    if level == "Club" and "PAYF" in blocks:
        blocks |= {"SUSP"}
    own = {level} if standing else set()
    return {f"{level}{block}" for block in blocks} | own, bool(left) and not standing
