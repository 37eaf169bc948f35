"""Rules that undo each other at one event and one time."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import rules

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


BOUGHT = "when: purchase, items: product-1"

LATE = "after: 7 days, unless: never"


def two(first: str, second: str) -> tuple[str, ...]:
    """The warnings of a file with these two rules."""
    rules = f"  - {{name: A, {first}}}\n  - {{name: B, {second}}}\n"
    return parse(f"crm: activecampaign\nrules:\n{rules}").warnings


def test_what_is_done_at_once_and_undone_later_is_meant() -> None:
    assert two(f"{BOUGHT}, grant: Trial", f"{BOUGHT}, after: 14 days, revoke: Trial") == ()
    assert two(f"{BOUGHT}, subscribe: X", f"{BOUGHT}, after: 14 days, unsubscribe: X") == ()
    assert two(f"{BOUGHT}, set: {{X: a}}", f"{BOUGHT}, after: 14 days, set: {{X: b}}") == ()


def test_what_is_done_and_undone_at_the_same_time_is_warned_of() -> None:
    assert two(f"{BOUGHT}, {LATE}, add: X", f"{BOUGHT}, {LATE}, remove: X") == (
        "rules.yaml line 4, rule 'B': it takes off 'X', which the rule 'A' (line 3) puts on at the "
        "same 'purchase'; the tag stays. Take one of the two out, or tell their events apart.",
    )
    assert two(f"{BOUGHT}, subscribe: News", f"{BOUGHT}, unsubscribe: News") == (
        "rules.yaml line 4, rule 'B': it unsubscribes from 'News', to which the rule 'A' (line 3) "
        "subscribes at the same 'purchase'; the contact stays on the list. Take one of the two "
        "out, or tell their events apart.",
    )
