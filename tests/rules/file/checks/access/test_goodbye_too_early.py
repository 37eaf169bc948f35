"""A goodbye that is said at each cancellation, though another membership may stay."""

import pytest

from tests.rules.file.texts import memberships, rules, warned

TWO = memberships(Gold="items: product-12", Silver="items: [product-5, upsell-5]")
GOODBYE = "start automation: Goodbye"


def told(rule: str, file: str = TWO) -> tuple[str, ...]:
    """What is said of the file's memberships with this rule."""
    return warned(file + rules(rule).removeprefix("crm: activecampaign\n"))


@pytest.mark.parametrize("items", ["", "items: [product-12, upsell-5], ", "items: product-*, "])
def test_a_goodbye_at_each_cancellation_of_several_memberships_is_warned_of(items: str) -> None:
    assert told(f"when: [cancelled, refund], {items}{GOODBYE}") == (
        "rules.yaml line 6, rule 'A': each cancellation starts this, also when one membership is "
        "left and another one stays. If it is meant as a goodbye, write 'when: access ends' and "
        "'memberships: [Gold, Silver]', which acts once, when the last access is gone.",
    )


@pytest.mark.parametrize(
    "rule",
    [
        f"when: cancelled, items: product-12, {GOODBYE}",
        f"when: access ends, memberships: [Gold, Silver], {GOODBYE}",
        f"when: refund, {GOODBYE}",
        "when: cancelled, add: Left",
    ],
)
def test_what_is_about_one_membership_or_starts_nothing_is_meant(rule: str) -> None:
    assert told(rule) == ()


def test_beside_one_membership_each_cancellation_is_its_end() -> None:
    assert told(f"when: cancelled, {GOODBYE}", memberships(Gold="items: product-12")) == ()


def test_of_many_memberships_the_first_are_named() -> None:
    many = memberships(**{f"L{number}": f"items: product-{number}" for number in range(1, 8)})
    (warning,) = told(f"when: cancelled, {GOODBYE}", many)
    assert "'memberships: [L1, L2, L3, L4, L5, …]'" in warning
