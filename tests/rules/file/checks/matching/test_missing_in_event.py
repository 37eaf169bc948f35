"""What an event may not tell, and what goes by it."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule, warned

UNSURE = {
    ("refund", "coupon: SUMMER"): (
        "ThriveCart tells 'coupon' at the purchase; a 'refund' may come without it, and then this "
        "does nothing. Don't count on it there."
    ),
    ("[purchase, payment failed]", "all: [{passthrough: {source: ad}}]"): (
        "ThriveCart tells 'passthrough' at the purchase; a 'payment failed' may come without it, "
        "and then this does nothing. Don't count on it there."
    ),
    ("purchase", "since order: at most 14 days"): (
        "a 'purchase' is the order itself, so 'since order: at most 14 days' is always true of it. "
        "Take 'since order' out, or wait for a later event."
    ),
}


@pytest.mark.parametrize("asked", UNSURE)
def test_what_an_event_may_not_tell_or_always_meets_is_warned_of(asked: tuple[str, str]) -> None:
    when, condition = asked
    assert warned(in_rule(condition, "add: X", when=when)) == (
        f"rules.yaml line 3, rule 'A': {UNSURE[asked]}",
    )


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ("[purchase, abandoned cart]", "coupon: SUMMER"),
        ("refund", "not: {coupon: SUMMER}"),
        ("[purchase, refund]", "since order: at most 14 days"),
    ],
)
def test_conditions_that_part_some_of_the_events_are_not_warned_of(
    when: str, condition: str
) -> None:
    assert warned(in_rule(condition, "add: X", when=when)) == ()


def two(first: str, second: str) -> tuple[str, ...]:
    """The warnings of a file with these two rules."""
    rules = f"  - {{name: A, {first}}}\n  - {{name: B, {second}}}\n"
    return parse(f"crm: activecampaign\nrules:\n{rules}").warnings


def test_a_field_that_an_abandoned_cart_cannot_fill_is_warned_of() -> None:
    left = "when: abandoned cart, set: {Left: <product name> on <date>, Paid: <amount>}"
    assert two(left, "when: [abandoned cart, purchase], set: {Total: <amount>}") == (
        "rules.yaml line 3, rule 'A': it never sets 'Paid': an abandoned cart names no amount. "
        "Take '<amount>' out of the value.",
    )
