"""The fold: all events of a household, and what rules made of them → what each place should have.

It is pure: the same facts give the same state, in whatever order they are handed over.

1. `people`: whose event it is, and where she lives now.
2. `orders`: of each person, which event is about which entitlement (an item of an order).
3. `lifecycle`: of each entitlement to each membership, what it is by now and what is ahead.
4. `timeline`, `memberships`: of each membership at one place, its tags, and since when.
5. `rule_effects`, `turns`: what rules beside memberships ask for, also of access that turned.
6. Of a membership and a rule that speak about one target, who spoke last counts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bridge.entitlements.desired import DesiredState
from bridge.entitlements.inputs import BookOf, Fact, in_order, taken_back
from bridge.entitlements.people import people_of
from bridge.entitlements.place import PlaceFold


def fold(
    facts: Iterable[Fact], book_of: BookOf, at: datetime, *, per_address: bool = False
) -> Mapping[str, DesiredState]:
    """By its key every address that an event of the household names, also one where nobody lives
    any more; events later than `at` have not happened yet. Raises ValueError for an event without
    a time."""
    told = [each for each in in_order(facts) if (each.event.occurred_at or at) <= at]
    people = people_of(told, per_address=per_address)
    moments = {each.event.key: each.moment for each in told}
    back = taken_back(told)
    addresses = dict.fromkeys(each.event.contact.key for each in told)
    addresses |= dict.fromkeys(address for person in people for address, _ in person.addresses)
    states: dict[str, DesiredState] = {}
    for address in filter(None, addresses):
        there = [person for person in people if person.address == address]
        states[address] = PlaceFold(address, there, moments, book_of, back).at(at)
    return states


def state_of(states: Mapping[str, DesiredState], address: str) -> DesiredState:
    """The state of a place, also of one that no event names."""
    return states.get(address) or DesiredState(address)
