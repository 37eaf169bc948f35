"""Which actions give and which take, and whether two rules may meet in one event."""

import operator
from collections.abc import Callable, Sequence
from itertools import product

from bridge.model import Action
from bridge.rules import BY_NAME, ConditionSet, Rule, covers

GIVING = (Action.GRANT, Action.ADD, Action.TRIGGER)
TAKING = (Action.REVOKE, Action.REMOVE)
# A rule is compared with so many others of one tag and item, at most: a thousand times a thousand
# would take seconds, and no shop means them.
MOST_COMPARED = 50


def may_meet(one: Rule, other: Rule) -> bool:
    """Whether some item may be of both, at one destination; a name may be any item's, and so may no
    item at all."""
    some = share_item(one.items, other.items, lambda item: not item or item.startswith(BY_NAME))
    return some and share_destination(one, other)


def meet_for_sure(one: Rule, other: Rule) -> bool:
    """Whether some item meets both rules, and what one asks besides makes the other match."""
    apart = one.plans and other.plans and not set(one.plans) & set(other.plans)
    if apart or set(one.memberships) != set(other.memberships) or not share_destination(one, other):
        return False
    ones, others = ConditionSet(only=one.only), ConditionSet(only=other.only)
    return share_item(one.items, other.items) and (ones.covers(others) or others.covers(ones))


def share_destination(one: Rule, other: Rule) -> bool:
    """Whether some destination is told of both."""
    return not one.to or not other.to or bool(set(one.to) & set(other.to))


def share_item(
    one: Sequence[str], other: Sequence[str], is_any: Callable[[str], bool] = operator.not_
) -> bool:
    """Whether some item is of both; without any, all are meant."""
    pairs = product(one or ("",), other or ("",))
    return any(is_any(a) or is_any(b) or covers(a, b) or covers(b, a) for a, b in pairs)
