"""Conditions that an event may not tell of, or that it always meets."""

from collections.abc import Iterable, Iterator

from bridge.model import Kind
from bridge.rules import Condition, Group, Rule, Since, ordered
from bridge.rules.file.checks.never_matches import a_kind
from bridge.rules.file.report import show

# ThriveCart tells these with the order (real payloads); later events of the sale often lack them.
_OF_THE_ORDER = ("coupon", "passthrough")
_ORDERING = {Kind.PURCHASE, Kind.ABANDONED_CART}


def unsure(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """The rules with such a condition, each with the sentence about it."""
    for rule in rules:
        for condition in _asked(rule.only):
            later = ordered(rule.when - _ORDERING)
            if condition.key in _OF_THE_ORDER and later:
                yield (
                    rule,
                    f"ThriveCart tells '{condition.key}' at the purchase; {a_kind(later[0])} may "
                    "come without it, and then this does nothing. Don't count on it there.",
                )
            if (
                isinstance(condition, Since)
                and rule.when == {Kind.PURCHASE}
                and condition.within(0)
            ):
                yield (
                    rule,
                    f"a 'purchase' is the order itself, so 'since order: {show(condition.told)}' "
                    "is always true of it. Take 'since order' out, or wait for a later event.",
                )


def _asked(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions and those of `all` groups, every one of which must hold."""
    for condition in conditions:
        if not isinstance(condition, Group):
            yield condition
        elif condition.key == "all":
            for block in condition.blocks:
                yield from _asked(block.only)
