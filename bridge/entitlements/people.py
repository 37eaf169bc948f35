"""Whose event it is, and where she lives: persons out of all events of a household.

An event belongs to the person of its order, else to its customer id, else to whoever held the
address when it happened, else to the address itself. All of it is a function of the whole set of
events, so that it makes no difference which came first. Test and live mode never meet: a person is
of one mode, though two may share a contact.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bridge.entitlements.desired import Person
from bridge.entitlements.inputs import TimedFact, order_of
from bridge.model import BY_HAND, OF_AFFILIATES, OF_NO_SALE, Event, Kind, Moment

_MOVES = frozenset({Kind.EMAIL_CHANGED, Kind.PURCHASE})
_MOVES_NOBODY = OF_NO_SALE | OF_AFFILIATES | BY_HAND
_NO_CUSTOMER = {"", "0", "null"}
_SAID_OF_ALL = frozenset({Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})

Address = tuple[str, Moment]


@dataclass
class Home:
    """Where one person lived, each address with since when; the last is her present one.

    An address that she left comes back by a purchase or a change of address alone. Who never
    bought lives where her last event says.
    """

    stays: list[Address] = field(default_factory=list)
    said: list[Address] = field(default_factory=list)
    _left: set[str] = field(default_factory=set)
    _bought: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, hers: Iterable[TimedFact]) -> "Home":
        home = cls()
        for each in hers:
            home.take(each)
        return home

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(self.stays or self.said[-1:])

    def lived_at(self, address: str, moment: Moment) -> list[Moment]:
        """Since when, if she lived there then."""
        lived = [stay for stay in self.addresses if stay[1] <= moment]
        return [since for at, since in lived[-1:] if at == address]

    def take(self, each: TimedFact) -> None:
        address, kind = each.event.contact.key, each.event.kind
        here = self.stays[-1][0] if self.stays else ""
        if kind is Kind.PURCHASE and not _buys_anew(each.event, self._bought):
            return
        if address and kind in _MOVES_NOBODY and address not in [at for at, _ in self.said[-1:]]:
            self.said.append((address, each.moment))
        if not address or address == here or kind in _MOVES_NOBODY:
            return
        if not here or kind in _MOVES or address not in self._left:
            self._left.add(address)
            self.stays.append((address, each.moment))


def _buys_anew(event: Event, bought: set[tuple[str, str]]) -> bool:
    """Whether an order's purchase is told for the first time; a second one is the same purchase."""
    told = {(order_of(event) or event.key, item.key) for item in event.items}
    anew = not told or not told <= bought
    bought |= told
    return anew


def linking_keys(event: Event) -> tuple[str, ...]:
    """What ties events into one household: those that share one of these are judged together."""
    keys = [
        f"address:{event.contact.key}" if event.contact.key else "",
        f"order:{event.mode}:{event.order_id}" if event.order_id else "",
        f"customer:{event.mode}:{_customer(event)}" if _customer(event) else "",
    ]
    return tuple(key for key in keys if key)


def people_of(told: Sequence[TimedFact], *, per_address: bool = False) -> list[Person]:
    """The persons of a household, in the order of their keys; `told` as in_order gives it.

    `per_address`: each order lives at the address of its purchase, and nobody moves.
    """
    owned = _by_address(told) if per_address else _by_owner(told)
    return [
        Person(key, _addresses(hers, per_address), tuple(each.fact for each in hers))
        for key, hers in sorted(owned.items())
    ]


def _by_owner(told: Sequence[TimedFact]) -> dict[str, list[TimedFact]]:
    """Customers first: who they are needs no address, and where they live answers for the rest."""
    customers = _customers_of_orders(told)
    owned: dict[str, list[TimedFact]] = defaultdict(list)
    rest: list[TimedFact] = []
    for each in told:
        customer = customers.get(_own_order(each.event)) or _own_customer(each.event)
        if customer:
            owned[f"{each.event.mode} customer {customer}"].append(each)
        else:
            rest.append(each)
    homes = {key: Home.of(hers) for key, hers in owned.items()}
    for key, each in _owners_of(rest, homes):
        owned[key].append(each)
    return {key: sorted(hers, key=lambda each: each.moment) for key, hers in owned.items()}


def _owners_of(
    rest: Sequence[TimedFact], homes: dict[str, Home]
) -> Iterator[tuple[str, TimedFact]]:
    """Of events that tell no customer; who is known by her address alone moves, too."""
    customers, of_orders = frozenset(homes), dict[str, list[str]]()
    for each in rest:
        order = _own_order(each.event)
        keys = of_orders.get(order) or _holders(each, homes) or [_new_key(each, homes)]
        if order:
            of_orders[order] = keys
        for key in keys:
            if key not in customers:
                homes.setdefault(key, Home()).take(each)
            yield key, each


def _holders(each: TimedFact, homes: Mapping[str, Home]) -> list[str]:
    """Who lived at the event's address then; of several the one who came last, but what ends by
    hand is said of all."""
    address = each.event.contact.key
    there = [
        (since, key)
        for key, home in homes.items()
        if address and key.startswith(f"{each.event.mode} ")
        for since in home.lived_at(address, each.moment)
    ]
    found = [key for _, key in sorted(there, reverse=True)]
    return found if each.event.kind in _SAID_OF_ALL else found[:1]


def _new_key(each: TimedFact, homes: Mapping[str, Home]) -> str:
    """Of whoever is known by her address alone; not of one who had it before and moved away."""
    key = _of_address(each.event)
    return f"{key} {each.event.key}" if key in homes else key


def _by_address(told: Sequence[TimedFact]) -> dict[str, list[TimedFact]]:
    beginnings = _beginnings(told)
    owned: dict[str, list[TimedFact]] = defaultdict(list)
    for each in told:
        begun = beginnings.get(_own_order(each.event), each)
        owned[_of_address(begun.event)].append(each)
    return owned


def _customers_of_orders(told: Iterable[TimedFact]) -> dict[str, str]:
    """The customer of each order, as its purchase tells her, or else its earliest event."""
    found: dict[str, tuple[bool, Moment, str]] = {}
    for each in told:
        customer, order = _own_customer(each.event), _own_order(each.event)
        if customer and order:
            rank = (each.event.kind is not Kind.PURCHASE, each.moment, customer)
            found[order] = min(rank, found.get(order, rank))
    return {order: customer for order, (_, _, customer) in found.items()}


def _beginnings(told: Iterable[TimedFact]) -> dict[str, TimedFact]:
    """The event that says whose an order is where no customer is told: its purchase, or else its
    earliest event."""
    found: dict[str, TimedFact] = {}
    for each in told:
        order = _own_order(each.event)
        known = found.get(order)
        purchases = [one is not None and one.event.kind is Kind.PURCHASE for one in (known, each)]
        if order and (known is None or purchases == [False, True]):
            found[order] = each
    return found


def _addresses(hers: Sequence[TimedFact], per_address: bool) -> tuple[Address, ...]:
    """A contact per address stays at the one of its first event, which is what it is known by."""
    if not per_address:
        return Home.of(hers).addresses
    return tuple((each.event.contact.key, each.moment) for each in hers[:1])


def _own_order(event: Event) -> str:
    """The order whose person an event belongs to: an affiliate's event with an address is about the
    affiliate, though it names the buyer's order."""
    of_another = event.kind in OF_AFFILIATES and event.contact.key
    return "" if of_another else order_of(event)


def _customer(event: Event) -> str:
    customer = event.contact.customer_id.strip()
    return "" if customer.lower() in _NO_CUSTOMER else customer


def _own_customer(event: Event) -> str:
    return "" if event.kind in OF_AFFILIATES else _customer(event)


def _of_address(event: Event) -> str:
    return f"{event.mode} address {event.contact.key}"
