"""Whose event it is, and where she lives: persons out of all events of a household.

An event belongs to the person of its order, else to its customer id, else to whoever held the
address when it happened, else to the address itself. All of it is a function of the whole set of
events, so that it makes no difference which came first. Test and live mode never meet: a person is
of one mode, though two may share a contact.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridge.entitlements.book import Fact
from bridge.entitlements.desired import Person
from bridge.model import OF_AFFILIATES, OF_NO_SALE, Event, Kind, Moment

_NO_CUSTOMER = {"", "0", "null"}
_MOVES = frozenset({Kind.EMAIL_CHANGED, Kind.PURCHASE})
_MOVES_NOBODY = OF_NO_SALE | OF_AFFILIATES


@dataclass(frozen=True)
class Told:
    """One fact and its place in time."""

    moment: Moment
    fact: Fact

    @property
    def event(self) -> Event:
        return self.fact.event


Address = tuple[str, Moment]


def linking_keys(event: Event) -> tuple[str, ...]:
    """What ties events into one household: those that share one of these are judged together."""
    keys = [
        f"address:{event.contact.key}" if event.contact.key else "",
        f"order:{event.mode}:{event.order_id}" if event.order_id else "",
        f"customer:{event.mode}:{_customer(event)}" if _customer(event) else "",
    ]
    return tuple(key for key in keys if key)


def in_order(facts: Iterable[Fact]) -> list[Told]:
    """Every fact once, by the moment at which it counts."""
    once = {fact.event.key: fact for fact in facts}
    began: dict[str, int] = {}
    for fact in once.values():
        if fact.event.kind is Kind.PURCHASE and fact.event.order_id:
            order, second = _order(fact.event), Moment.of(fact.event).second
            began[order] = min(second, began.get(order, second))
    told = [Told(_moment(fact.event, began), fact) for fact in once.values()]
    return sorted(told, key=lambda each: each.moment)


def people_of(told: Sequence[Told], *, per_address: bool = False) -> list[Person]:
    """The persons of a household, in the order of their keys; `told` as in_order gives it.

    `per_address`: each order lives at the address of its purchase, and nobody moves.
    """
    owned = _by_address(told) if per_address else _by_owner(told)
    return [
        Person(key, _addresses(hers, moving=not per_address), tuple(each.fact for each in hers))
        for key, hers in sorted(owned.items())
    ]


def _by_owner(told: Sequence[Told]) -> dict[str, list[Told]]:
    """Customers first: who they are needs no address, and where they live answers for the rest."""
    customers = _customers_of_orders(told)
    owned: dict[str, list[Told]] = defaultdict(list)
    rest: list[Told] = []
    for each in told:
        customer = customers.get(_order(each.event)) or _customer(each.event)
        if customer:
            owned[f"{each.event.mode} customer {customer}"].append(each)
        else:
            rest.append(each)
    homes = {key: _addresses(hers) for key, hers in owned.items()}
    beginnings = _beginnings(rest)
    for each in rest:
        begun = beginnings.get(_order(each.event), each)
        owned[_holder(begun, homes)].append(each)
    return {key: sorted(hers, key=lambda each: each.moment) for key, hers in owned.items()}


def _by_address(told: Sequence[Told]) -> dict[str, list[Told]]:
    beginnings = _beginnings(told)
    owned: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        begun = beginnings.get(_order(each.event), each)
        owned[_of_address(begun.event)].append(each)
    return owned


def _customers_of_orders(told: Iterable[Told]) -> dict[str, str]:
    """The customer of each order, as its purchase tells her, or else its earliest event."""
    found: dict[str, tuple[bool, Moment, str]] = {}
    for each in told:
        customer, order = _customer(each.event), _order(each.event)
        if customer and order:
            rank = (each.event.kind is not Kind.PURCHASE, each.moment, customer)
            found[order] = min(rank, found.get(order, rank))
    return {order: customer for order, (_, _, customer) in found.items()}


def _beginnings(told: Iterable[Told]) -> dict[str, Told]:
    """The event that says whose an order is where no customer is told: its purchase, or else its
    earliest event."""
    found: dict[str, Told] = {}
    for each in told:
        order = _order(each.event)
        known = found.get(order)
        purchases = [one is not None and one.event.kind is Kind.PURCHASE for one in (known, each)]
        if order and (known is None or purchases == [False, True]):
            found[order] = each
    return found


def _holder(each: Told, homes: Mapping[str, Sequence[Address]]) -> str:
    """The customer who lived at the event's address then; of several the one who came last."""
    address, mode = each.event.contact.key, each.event.mode
    there: list[tuple[Moment, str]] = []
    for key, addresses in homes.items():
        lived = [stay for stay in addresses if stay[1] <= each.moment]
        if lived and lived[-1][0] == address and key.startswith(f"{mode} "):
            there.append((lived[-1][1], key))
    return max(there)[1] if there else _of_address(each.event)


def _addresses(hers: Sequence[Told], *, moving: bool = True) -> tuple[Address, ...]:
    """Where she lived, each with since when; the last is her present address.

    An address that she left comes back by a purchase or a change of address alone.
    """
    stays = list(_stays(hers)) if moving else []
    if not stays:
        last = [each for each in hers if each.event.contact.key][-1:]
        return tuple((each.event.contact.key, each.moment) for each in last)
    return tuple(stays)


def _stays(hers: Sequence[Told]) -> Iterator[Address]:
    here, left = "", set[str]()
    bought: set[tuple[str, str]] = set()
    for each in hers:
        address, kind = each.event.contact.key, each.event.kind
        if kind is Kind.PURCHASE and not _buys_anew(each.event, bought):
            continue
        if not address or address == here or kind in _MOVES_NOBODY:
            continue
        if here and kind not in _MOVES and address in left:
            continue
        left.add(here)
        here = address
        yield here, each.moment


def _buys_anew(event: Event, bought: set[tuple[str, str]]) -> bool:
    """Whether an order's purchase is told for the first time; a second one is the same purchase."""
    told = {(_order(event) or event.key, item.key) for item in event.items}
    anew = not told or not told <= bought
    bought |= told
    return anew


def _moment(event: Event, began: Mapping[str, int]) -> Moment:
    if event.kind is Kind.PURCHASE:
        return Moment.of(event)
    return Moment.of(event, began.get(_order(event)))


def _order(event: Event) -> str:
    return f"{event.mode}:{event.order_id}" if event.order_id else ""


def _customer(event: Event) -> str:
    customer = event.contact.customer_id.strip()
    return "" if customer.lower() in _NO_CUSTOMER else customer


def _of_address(event: Event) -> str:
    return f"{event.mode} address {event.contact.key}"
