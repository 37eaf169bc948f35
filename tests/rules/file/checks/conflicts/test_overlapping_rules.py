"""Rules that change nothing beside another one."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, rules

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
        "when: purchase, any: [{mode: live}, {coupon: A}], trigger: X",
        "when: purchase, any: [{mode: live}, {coupon: A}], trigger: X",
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
    any_of = "when: purchase, any: [{items: product-1}, {coupon: A}], trigger: X"
    assert parse(rules(any_of, f"{any_of}, items: product-2")).warnings == ()


BOUGHT = "when: purchase, items: product-1"

LATE = "after: 7 days, unless: never"


def two(first: str, second: str) -> tuple[str, ...]:
    """The warnings of a file with these two rules."""
    rules = f"  - {{name: A, {first}}}\n  - {{name: B, {second}}}\n"
    return parse(f"crm: activecampaign\nrules:\n{rules}").warnings


SUPERFLUOUS = (
    "rules.yaml line 4, rule 'B': whenever it matches, the rule 'A' (line 3) does the same, so it "
    "changes nothing. Take it out, or make it differ."
)

PURCHASE = "when: purchase"


def test_a_rule_that_does_the_same_at_the_same_time_is_superfluous() -> None:
    assert two(f"{PURCHASE}, set: {{X: a}}", f"{BOUGHT}, set: {{X: a}}") == (SUPERFLUOUS,)
    assert two(f"{PURCHASE}, subscribe: X", f"{BOUGHT}, subscribe: X") == (SUPERFLUOUS,)
    assert two(f"{BOUGHT}, {LATE}, add: X", f"{BOUGHT}, {LATE}, add: X") == (SUPERFLUOUS,)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (f"{PURCHASE}, add: X", f"{BOUGHT}, {LATE}, add: X"),
        (f"{BOUGHT}, {LATE}, add: X", f"{BOUGHT}, after: 8 days, unless: never, add: X"),
        (f"{BOUGHT}, {LATE}, add: X", f"{BOUGHT}, after: 7 days, unless: refund, add: X"),
        (f"{PURCHASE}, {LATE}, add: X", f"{BOUGHT}, {LATE}, add: X"),
        (f"{PURCHASE}, set: {{X: <product>}}", f"{BOUGHT}, set: {{X: <product>}}"),
        (f"{PURCHASE}, subscribe: X", f"{BOUGHT}, subscribe even after opt-out: X"),
        (f"{PURCHASE}, subscribe: X", f"{BOUGHT}, add: X"),
    ],
)
def test_a_rule_of_another_time_or_value_is_not_called_superfluous(wide: str, narrow: str) -> None:
    assert [told for told in two(wide, narrow) if "does the same" in told] == []


HEAD = (
    "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n  Silver: {items: product-5}\n"
)


def test_two_that_do_the_same_for_one_membership_are_warned_of() -> None:
    text = HEAD + (
        "rules:\n"
        "  - {name: A, when: access ends, memberships: Gold, add: X}\n"
        "  - {name: B, when: access ends, memberships: gold, add: X}\n"
    )
    assert parse(text).warnings == (
        "rules.yaml line 7, rule 'B': whenever it matches, the rule 'A' (line 6) does the same, so "
        "it changes nothing. Take it out, or make it differ.",
    )


INSTEAD = {
    "refund, since order: at most 14 days, revoke: Gold": (
        "whenever it matches, the rule 'Gold: refund' (line 3) does the same, so it changes "
        "nothing. Take it out, or make it differ. Where this alone shall do it, write 'refund: "
        "off' in the membership 'Gold'."
    ),
    "payment failed, after: 7 days, unless: rebill, add: GoldPAYF": (
        "the membership 'Gold' does the same at once (line 3), so this comes too late to change "
        "anything. Write 'payment failed: after 7 days' there instead."
    ),
}


@pytest.mark.parametrize("rule", INSTEAD)
def test_beside_a_membership_it_is_told_how_the_rule_alone_does_it(rule: str) -> None:
    text = f"{in_membership()}rules:\n  - {{name: R, items: product-12, when: {rule}}}\n"
    assert parse(text).warnings == (f"rules.yaml line 6, rule 'R': {INSTEAD[rule]}",)


@pytest.mark.parametrize(
    ("wide", "narrow", "superfluous"),
    [("", ", to: old", True), (", to: [shop, old]", ", to: old", True),
     (", to: shop", ", to: old", False), (", to: shop", "", False)],
)  # fmt: skip
def test_of_a_rule_for_fewer_destinations_the_one_for_more_does_the_same(
    wide: str, narrow: str, superfluous: bool
) -> None:
    text = (
        "destinations: {shop: activecampaign, old: activecampaign}\n"
        f"rules:\n  - {{name: A, when: purchase, add: X{wide}}}\n"
        f"  - {{name: B, when: purchase, items: product-5, add: X{narrow}}}\n"
    )
    assert ["rule 'B'" in each for each in parse(text).warnings] == [True] * superfluous
