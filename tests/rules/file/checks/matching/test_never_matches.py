"""Rules that can never match are refused."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from tests.rules.file.texts import rules

NEVER = {
    "when: refund, coupon: A, not: {coupon: A*}": (
        "this can never match: it asks for what 'not' rules out (coupon A*). "
        "Take one of the two out."
    ),
    "when: purchase, refund: full": (
        "this can never match a 'purchase', which gives nothing back. "
        "Take out 'purchase' or 'refund'."
    ),
    "when: [refund, cancelled], refund: full": (
        "this can never match a 'cancelled', which gives nothing back. "
        "Take out 'cancelled' or 'refund'."
    ),
    "when: refund, payment: [first, last]": (
        "this can never match a 'refund', which is never payment first or last. "
        "Take out 'refund' or 'payment'."
    ),
    "when: rebill, payment: first": (
        "this can never match a 'rebill', which is never payment first. "
        "Take out 'rebill' or 'payment'."
    ),
    "when: purchase, payment: number 2": (
        "this can never match a 'purchase', which is never payment number 2. "
        "Take out 'purchase' or 'payment'."
    ),
    "when: abandoned cart, plans: 90222": (
        "this can never match an 'abandoned cart', which names no pricing option. "
        "Take out 'abandoned cart' or 'plans'."
    ),
    "when: abandoned cart, all: [{plans: 90222}]": (
        "this can never match an 'abandoned cart', which names no pricing option. "
        "Take out 'abandoned cart' or 'plans'."
    ),
    "when: abandoned cart, any: [{amount: 1}, {currency: USD}]": (
        "this can never match an 'abandoned cart', which names no amount. "
        "Take out 'abandoned cart' or 'amount'."
    ),
    "when: abandoned cart, currency: USD": (
        "this can never match an 'abandoned cart', which names no currency. "
        "Take out 'abandoned cart' or 'currency'."
    ),
    "when: abandoned cart, mode: test": (
        "this can never match an 'abandoned cart', which names no mode and counts as live. "
        "Take out 'abandoned cart' or 'mode'."
    ),
    "when: purchase, amount: [at least 50, below 20]": (
        "this can never match: no amount is at least 50 and below 20."
    ),
    "when: purchase, amount: above 50, all: [{amount: at most 50}]": (
        "this can never match: amount above 50 and amount at most 50 cannot both be true. "
        "Take one of them out."
    ),
    "when: abandoned cart, since order: at most 1 day": (
        "this can never match an 'abandoned cart', which has no order. "
        "Take out 'abandoned cart' or 'since order'."
    ),
    "when: [purchase, refund], since order: more than 14 days": (
        "this can never match a 'purchase', which is the order itself. "
        "Take out 'purchase' or 'since order'."
    ),
    "when: refund, since order: [more than 2 weeks, at most 14 days]": (
        "this can never match: no time is more than 2 weeks and at most 14 days."
    ),
    "when: refund, since order: at most 14 days, all: [{since order: more than 20 days}]": (
        "this can never match: since order at most 14 days and since order more than 20 days "
        "cannot both be true. Take one of them out."
    ),
    "when: purchase, mode: live, all: [{mode: test}]": (
        "this can never match: mode live and mode test cannot both be true. Take one of them out."
    ),
    "when: purchase, items: product-1, not: {items: product-*}": (
        "this can never match: it asks for what 'not' rules out (items product-*). "
        "Take one of the two out."
    ),
    "when: purchase, consent: yes, all: [{consent: no}]": (
        "this can never match: consent yes and consent no cannot both be true. "
        "Take one of them out."
    ),
}


@pytest.mark.parametrize("flow", NEVER)
def test_a_rule_that_can_never_match_is_refused(flow: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(rules(f"{flow}, add: X"))
    assert refused.value.problems == (f"rules.yaml line 3, rule 'A': {NEVER[flow]}",)


def test_a_rule_for_test_mode_is_refused_where_such_events_are_ignored() -> None:
    text = rules("when: purchase, mode: test, add: X", top="test_events: ignore\n")
    with pytest.raises(ConfigError) as refused:
        parse(text)
    assert refused.value.problems == (
        "rules.yaml line 4, rule 'A': this can never match: it asks for mode: test, and the file "
        "says test_events: ignore.",
    )


@pytest.mark.parametrize(
    "flow",
    [
        "when: abandoned cart, any: [{amount: 1}, {items: product-1}]",
        "when: purchase, items: [product-1, upsell-1], not: {items: upsell-1}",
        "when: purchase, coupon: A*, not: {coupon: AB}",
        "when: purchase, payment: first",
        "when: [purchase, refund], since order: at most 14 days",
        "when: refund, since order: at least 1 day, all: [{since order: at most 24 hours}]",
        "when: [rebill, completed], payment: last",
        "when: purchase, coupon: [A, B], all: [{coupon: [B, C]}]",
        "when: purchase, refund: full, enabled: no",
    ],
)
def test_a_rule_that_may_match_or_is_switched_off_is_left_alone(flow: str) -> None:
    assert parse(rules(f"{flow}, add: X")).warnings == ()
