"""Whether two rules may speak of one item, and which rules speak of one tag."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from bridge.model import Action, Sort, tag_key
from bridge.rules import BY_NAME, Rule, covers

# What is wished of each tag, by its key, and by which rules.
Wishes = Mapping[str, Sequence[tuple[Action, Rule]]]


def wishes_of(rules: Iterable[Rule]) -> Wishes:
    wishes: dict[str, list[tuple[Action, Rule]]] = defaultdict(list)
    for rule in rules:
        for action, tag in rule.wishes:
            if action.sort is Sort.TAG:
                wishes[tag_key(tag)].append((action, rule))
    return wishes


def may_meet(one: Rule, other: Rule) -> bool:
    """Whether some item may be of both; a name may be any item's, and so may no item at all."""
    pairs = product(one.items or ("",), other.items or ("",))
    return any(_any_item(a) or _any_item(b) or covers(a, b) or covers(b, a) for a, b in pairs)


def _any_item(wanted: str) -> bool:
    return not wanted or wanted.startswith(BY_NAME)
