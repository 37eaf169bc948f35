"""Rules that read well and cannot be meant: refused, or warned of, with the whole message."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse


def rules(*flow: str, top: str = "") -> str:
    """A file with these rules, `name: A` and so on; the first stands on line 3."""
    named = (f"  - {{name: {name}, {rest}}}\n" for name, rest in zip("ABCDE", flow, strict=False))
    return f"crm: activecampaign\n{top}rules:\n{''.join(named)}"


def memberships(**flow: str) -> str:
    """A file with these memberships; the first stands on line 3."""
    named = (f"  {name}: {{{rest}}}\n" for name, rest in flow.items())
    return f"crm: activecampaign\nmemberships:\n{''.join(named)}"


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


SHADOWED = {
    "two alike": ("when: refund, add: X", "when: refund, add: x"),
    "a narrower item": ("when: refund, add: X", "when: refund, items: product-1, add: X"),
    "a sort and one of it": (
        "when: refund, items: bump-*, add: X",
        "when: refund, items: bump-1, add: X",
    ),
    "a narrower pricing option": (
        "when: refund, items: bump-1, plans: [1, 2], add: X",
        "when: refund, items: bump-1, plans: 1, add: X",
    ),
    "fewer events and actions": (
        "when: [refund, cancelled], add: X, remove: Y",
        "when: cancelled, remove: Y",
    ),
    "one condition more": ("when: purchase, add: X", "when: purchase, coupon: A, add: X"),
    "a narrower condition": (
        "when: purchase, amount: at least 10, coupon: A*, add: X",
        "when: purchase, amount: [at least 20, below 30], coupon: AB, mode: live, add: X",
    ),
    "a shorter time": (
        "when: refund, since order: at most 2 weeks, add: X",
        "when: refund, since order: [at most 14 days, more than 1 hour], add: X",
    ),
    "the same group": (
        "when: purchase, any: [{mode: live}, {coupon: A}], grant: X",
        "when: purchase, any: [{mode: live}, {coupon: A}], grant: X",
    ),
}


@pytest.mark.parametrize("case", SHADOWED)
def test_a_rule_that_changes_nothing_beside_another_is_warned_of(case: str) -> None:
    found = [w for w in parse(rules(*SHADOWED[case])).warnings if "is spelled" not in w]
    assert found == [
        "rules.yaml line 4, rule 'B': whenever it matches, the rule 'A' (line 3) does the same, so "
        "it changes nothing. Take it out, or make it differ."
    ]


def test_the_narrower_of_two_is_told_wherever_it_stands() -> None:
    wide, narrow = "when: refund, add: X", "when: refund, items: product-1, add: X"
    assert parse(rules(narrow, wide)).warnings == (
        "rules.yaml line 3, rule 'A': whenever it matches, the rule 'B' (line 4) does the same, so "
        "it changes nothing. Take it out, or make it differ.",
    )


@pytest.mark.parametrize(
    "other",
    [
        "when: cancelled, add: X",
        "when: refund, items: product-1, add: [X, Y]",
        "when: refund, items: product-1, trigger: X",
        "when: refund, mode: live, add: X, enabled: no",
    ],
)
def test_a_rule_that_differs_is_not_called_superfluous(other: str) -> None:
    assert parse(rules("when: refund, add: X", other)).warnings == ()


def test_a_wider_set_of_items_is_no_shadow_where_items_claim() -> None:
    any_of = "when: purchase, any: [{items: product-1}, {coupon: A}], grant: X"
    assert parse(rules(any_of, f"{any_of}, items: product-2")).warnings == ()


OPPOSED = {
    "add and remove": ("when: purchase, add: X", "when: purchase, items: product-1, remove: X"),
    "the wider takes": (
        "when: purchase, items: product-1, coupon: A, trigger: X",
        "when: purchase, remove: X",
    ),
    "grant and revoke": (
        "when: purchase, items: [product-1, product-2], grant: X",
        "when: [purchase, refund], items: [product-2, product-3], revoke: X",
    ),
}


@pytest.mark.parametrize("case", OPPOSED)
def test_a_tag_put_on_and_taken_off_by_one_event_is_warned_of(case: str) -> None:
    assert parse(rules(*OPPOSED[case])).warnings == (
        "rules.yaml line 4, rule 'B': it takes off 'X', which the rule 'A' (line 3) puts on at the "
        "same 'purchase'; the tag stays. Take one of the two out, or tell their events apart.",
    )


@pytest.mark.parametrize(
    "other",
    [
        "when: refund, items: product-1, remove: X",
        "when: purchase, items: upsell-1, remove: X",
        "when: purchase, items: product-1, plans: 2, remove: X",
        "when: purchase, items: product-1, mode: test, remove: X",
    ],
)
def test_events_that_are_told_apart_may_undo_each_other(other: str) -> None:
    one = "when: purchase, items: product-1, plans: 1, mode: live, add: X"
    assert parse(rules(one, other)).warnings == ()


COLLIDING = {
    "a suffix makes another membership's tag": (
        memberships(Gold="items: product-1, suffixes: {paused: ' Plus'}", **{
            "Gold Plus": "items: product-2"
        }),
        "line 3, membership 'Gold': its tag 'Gold Plus' is the tag of the membership 'Gold Plus' "
        "(line 4). Give one of them another name, suffix or tag.",
    ),
    "two suffixes make one tag": (
        memberships(Gold="items: product-1, suffixes: {paused: ' xPAYF'}", **{
            "Gold x": "items: product-2"
        }),
        "line 4, membership 'Gold x': its tag 'Gold xPAYF' also blocks the membership 'Gold' "
        "(line 3). Give one of them another name, suffix or tag.",
    ),
    "two courses share a revoke tag": (
        memberships(
            A="items: product-1, style: accessally, trigger tag: a, revoke tag: off course",
            B="items: product-2, style: accessally, trigger tag: b, revoke tag: Off course",
        ),
        "line 4, membership 'B': its tag 'Off course' also blocks the membership 'A' (line 3). "
        "Give one of them another name, suffix or tag.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COLLIDING)
def test_a_blocking_tag_of_two_memberships_is_refused(case: str) -> None:
    text, expected = COLLIDING[case]
    with pytest.raises(ConfigError) as refused:
        parse(text)
    assert refused.value.problems == (f"rules.yaml {expected}",)


def test_a_blocking_tag_that_the_file_itself_names_twice_is_meant() -> None:
    text = memberships(
        A="items: product-1, payment failed: {add: Due}",
        B="items: product-2, payment failed: {add: Due}",
    )
    assert parse(text).warnings == ()


def test_one_suffix_for_two_events_stands_while_one_of_them_does() -> None:
    text = memberships(Gold="items: product-1, suffixes: {paused: HELD, cancelled: HELD}")
    assert parse(text).warnings == ()


def test_an_item_in_two_memberships_that_give_one_tag_is_warned_of_once() -> None:
    text = memberships(
        A="items: product-*, style: plain",
        B="items: [upsell-1, product-1], style: plain, purchase: {grant: [B, A]}, "
        "cancelled: {add: Left, revoke: B}, refund: {revoke: [B, A]}",
        C="items: product-1, style: plain, cancelled: {add: Left, revoke: C}",
    )
    assert parse(text).warnings == (
        "rules.yaml line 4, membership 'B': 'product-1' stands in the membership 'A' (line 3), "
        "too, and both give the tag 'A' at a 'purchase'. Keep it in one.",
        "rules.yaml line 5, membership 'C': 'product-1' stands in the membership 'B' (line 4), "
        "too, and both give the tag 'Left' at a 'cancelled'. Keep it in one.",
    )


def test_an_item_may_give_two_memberships() -> None:
    text = memberships(A="items: product-1", B="items: product-1")
    assert parse(text).warnings == ()


def test_memberships_of_different_pricing_options_or_modes_may_share_a_tag() -> None:
    tag = "purchase: {grant: Member}, style: plain, cancelled: off, refund: off"
    text = memberships(
        A=f"items: product-1, plans: 1, {tag}", B=f"items: product-1, plans: 2, {tag}"
    )
    assert parse(text).warnings == ()
    text = memberships(
        A=f"items: product-1, mode: live, {tag}", B=f"items: product-1, mode: test, {tag}"
    )
    assert parse(text).warnings == ()
