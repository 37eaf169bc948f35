"""Whether two rules may speak of one item."""

from itertools import product

from bridge.rules import BY_NAME, Rule, covers


def may_meet(one: Rule, other: Rule) -> bool:
    """Whether some item may be of both; a name may be any item's, and so may no item at all."""
    pairs = product(one.items or ("",), other.items or ("",))
    return any(_any_item(a) or _any_item(b) or covers(a, b) or covers(b, a) for a, b in pairs)


def _any_item(wanted: str) -> bool:
    return not wanted or wanted.startswith(BY_NAME)
