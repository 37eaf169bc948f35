"""The naive fold's first half: in which order events count, whose they are, and where she lives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bridge.entitlements.inputs import Fact
from bridge.model import BY_HAND, OF_NO_SALE, Effect, Event, Kind

# Second, then what counts first within it; the last part makes the order total.
Position = tuple[int, int, int, int, str]

AFFILIATES = frozenset(
    {
        Kind.AFFILIATE_JOINED,
        Kind.AFFILIATE_APPROVED,
        Kind.AFFILIATE_REJECTED,
        Kind.COMMISSION_EARNED,
        Kind.COMMISSION_PAID,
        Kind.COMMISSION_REFUNDED,
    }
)
TAKES = frozenset({Kind.REFUND, Kind.CANCELLED, Kind.PAUSED, Kind.PAYMENT_FAILED})
GIVES = frozenset({Kind.RESUMED, Kind.REBILL, Kind.COMPLETED})

# A hand that ends or bans means everybody who holds the address.
SAID_OF_ALL = frozenset({Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})


@dataclass(frozen=True)
class Happened:
    """One event where it counts; `by_item` where its purchase of each item counts. `again`: it
    tells a purchase that another event told already."""

    position: Position
    event: Event
    effects: tuple[Effect, ...]
    quiet_until: datetime | None
    by_item: dict[str, Position] = field(default_factory=dict)
    again: bool = False


@dataclass
class Human:
    """One person with what happened to her, and the addresses she lived at."""

    name: tuple[str, ...]
    happened: list[Happened] = field(default_factory=list)
    lives_at: str = ""
    moved_in: Position | None = None
    left: set[str] = field(default_factory=set)
    known_by_a_sale: bool = False
    stays: bool = False  # a contact per address: nobody moves

    def told(self, each: Happened) -> None:
        """Her present address is the last one in time told by a change of address, a purchase, or
        an event with an address that she never left. An address that she left comes back only by
        a change of address or a purchase."""
        self.happened.append(each)
        address, kind = each.event.contact.key, each.event.kind
        if not address or self.stays or each.again:
            return
        if kind in OF_NO_SALE | AFFILIATES | BY_HAND:
            # Such an event moves nobody's address; who is known only by these lives where they say.
            if not self.known_by_a_sale:
                self._move(address, each.position)
            return
        if not self.known_by_a_sale:
            self.left.clear()
            self.lives_at, self.known_by_a_sale = "", True
        if kind in (Kind.EMAIL_CHANGED, Kind.PURCHASE) or address not in self.left:
            self._move(address, each.position)

    def _move(self, address: str, when: Position) -> None:
        if address != self.lives_at:
            self.left |= {self.lives_at} - {""}
            self.lives_at, self.moved_in = address, when


def second_of(event: Event) -> int:
    assert event.occurred_at is not None
    return int(event.occurred_at.timestamp())


def time_of(position: Position) -> datetime:
    return datetime.fromtimestamp(position[0], UTC)


def order_of(event: Event) -> tuple[str, str] | None:
    """Mode is part of an order's identity."""
    return (event.mode, event.order_id) if event.order_id else None


def rank(kind: Kind) -> int:
    """Within one second: refund, cancelled, paused, payment failed; resumed, rebill, completed; a
    change of address last."""
    return 9 if kind is Kind.EMAIL_CHANGED else 1 if kind in TAKES else 2 if kind in GIVES else 0


def in_order(facts: Iterable[Fact]) -> list[Happened]:
    """Every delivery once, in the order in which events count."""
    once = list({fact.event.key: fact for fact in facts}.values())
    events = [fact.event for fact in once]
    happened = [
        Happened(
            position_of(fact.event, events), fact.event, fact.effects, fact.quiet_until,
            {item.key: position_of(fact.event, events, item.key) for item in fact.event.items},
        )
        for fact in once
    ]  # fmt: skip
    ordered = sorted(happened, key=lambda each: each.position)
    return [replace(each, again=is_told_again(each, ordered)) for each in ordered]


def is_told_again(each: Happened, ordered: Sequence[Happened]) -> bool:
    """Whether all items of the purchase were told as bought in its order by what counts before."""
    items, order = {item.key for item in each.event.items}, order_of(each.event)
    bought = {
        item.key
        for other in ordered
        if other.event.kind is Kind.PURCHASE and order and order_of(other.event) == order
        if other.position < each.position
        for item in other.event.items
    }
    return each.event.kind is Kind.PURCHASE and bool(items) and items <= bought


def position_of(event: Event, events: Sequence[Event], item: str = "") -> Position:
    """An order's purchase is its beginning: what claims to be older counts right after it. A second
    purchase event of the same order and item is the same purchase, at the earliest time told."""
    told = second_of(event)
    if event.kind is Kind.PURCHASE:
        keys = [item] if item else [each.key for each in event.items]
        begins = [min(purchases_of(event, events, key), default=told) for key in keys]
        return (max(begins, default=told), 0, told, 0, event.key)
    begun = min(purchases_of(event, events), default=told)
    if told < begun:
        return (begun, 1, told, rank(event.kind), event.key)
    if event.kind in BY_HAND and event.occurred_at:
        # Hands count before what the cart tells of that second, each at its own exact time.
        return (told, 2, told, event.occurred_at.microsecond - 1_000_000, event.key)
    return (told, 2, told, rank(event.kind), event.key)


def purchases_of(event: Event, events: Sequence[Event], item: str = "") -> list[int]:
    """The seconds that purchases of the event's order told, of one item or of any."""
    order = order_of(event)
    return [
        second_of(each)
        for each in events
        if order
        and order_of(each) == order
        and each.kind is Kind.PURCHASE
        and (not item or item in {sold.key for sold in each.items})
    ]


def people_of(happened: Sequence[Happened], per_address: bool = False) -> list[Human]:
    """Everybody of whom these events tell. Who never bought lives where her last cart says."""
    first = _people(happened, per_address, {})
    never_bought = {one.name: one.lives_at for one in first if not one.known_by_a_sale}
    return _people(happened, per_address, never_bought)


def _people(
    happened: Sequence[Happened], per_address: bool, never_bought: Mapping[tuple[str, ...], str]
) -> list[Human]:
    everybody: list[Human] = []
    orders: dict[tuple[str, str], Human] = {}
    for each in happened:
        event = each.event
        settled = [
            one
            for one in everybody
            if one.known_by_a_sale or never_bought.get(one.name) == one.lives_at
        ]
        if per_address:
            persons = [_at_her_purchase(each, happened, everybody)]
        elif event.kind in SAID_OF_ALL and holders_of(event, settled):
            persons = holders_of(event, settled)
        else:
            persons = [_whose(event, happened, everybody, orders, settled)]
        if event.order_id and event.kind not in AFFILIATES:
            orders.setdefault((event.mode, event.order_id), persons[0])
        for person in persons:
            if person not in everybody:
                everybody.append(person)
            person.told(each)
    return everybody


def holders_of(event: Event, people: Sequence[Human]) -> list[Human]:
    """Who lives at the event's address so far."""
    address = event.contact.key
    return [one for one in people if address == one.lives_at != "" and mode_fits(one, event)]


def _whose(
    event: Event,
    happened: Sequence[Happened],
    everybody: Sequence[Human],
    orders: dict[tuple[str, str], Human],
    settled: Sequence[Human],
) -> Human:
    """An event belongs to the person of its order, where that order is known; else to its customer
    id; else to whoever held the address when it happened; else to the address. An affiliate's
    event names the buyer's order, but is about the affiliate."""
    order = order_of(event)
    if event.kind not in AFFILIATES:
        if order and order in orders:
            return orders[order]
        of_order = [each.event for each in happened if order and order_of(each.event) == order]
        told = [each for each in of_order if each.kind not in AFFILIATES] or [event]
        customer = next((customer_of(each) for each in told if customer_of(each)), None)
        if customer:
            name = ("customer", *customer)
            return next((one for one in everybody if one.name == name), Human(name))
    held = holders_of(event, settled)
    if held:
        return max(held, key=lambda one: one.moved_in or (0, 0, 0, 0, ""))
    return Human(("address", event.mode, event.contact.key, event.key))


def customer_of(event: Event) -> tuple[str, str] | None:
    """Mode is part of a customer's identity; "", "0" and "null" are none."""
    customer = event.contact.customer_id
    return None if customer in ("", "0", "null") else (event.mode, customer)


def mode_fits(person: Human, event: Event) -> bool:
    """Test and live never touch each other."""
    return event.mode in {each.event.mode for each in person.happened}


def _at_her_purchase(
    each: Happened, happened: Sequence[Happened], everybody: Sequence[Human]
) -> Human:
    """A contact per address: each order lives at the address of its purchase."""
    order = order_of(each.event)
    of_order = [one.event for one in happened if order and order_of(one.event) == order]
    bought = [one for one in of_order if one.kind is Kind.PURCHASE] or of_order or [each.event]
    address = next((one.contact.key for one in bought if one.contact.key), "")
    found = [one for one in everybody if one.name == ("address", address)]
    return found[0] if found else Human(("address", address), lives_at=address, stays=True)
