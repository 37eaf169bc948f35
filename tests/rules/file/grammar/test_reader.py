"""Keys and times in a wrong place: the message leads to where they are meant, and passes there."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, in_rule, problems

PARTS = {
    "failed payment: after 7 days": "payment failed",
    "unpaid: after 7 days": "payment failed",
    "cancellation: at period end": "cancelled",
    "paid: off": "rebill",
    "renewal: off": "rebill",
    "money back: full": "refund",
}


@pytest.mark.parametrize("line", PARTS)
def test_a_part_is_known_by_the_event_s_other_names(line: str) -> None:
    key, meant = line.partition(":")[0], PARTS[line]
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': the key '{key}' is not known. Did you mean "
        f"'{meant}'?"
    ]
    parse(in_membership(line.replace(key, meant)))


ORDERED = {
    "within 14 days": "at most 14 days",
    "at most 14 days": "at most 14 days",
    "only within the first 2 weeks": "at most 2 weeks",
    "within 14 days of purchase": "at most 14 days",
    "more than 14 days": "more than 14 days",
    "after 14 days since the order": "more than 14 days",
}


@pytest.mark.parametrize("phrase", ORDERED)
def test_a_time_since_the_order_is_never_taken_for_one_after_the_refund(phrase: str) -> None:
    since = f"since order: {ORDERED[phrase]}"
    assert problems(in_membership(f"refund: {phrase}")) == [
        f"rules.yaml line 5, membership 'Gold': behind 'refund', '{phrase}' is not understood. A "
        "membership does not ask when the order was. Write 'refund: off', and a rule for its items "
        f"with 'when: refund', '{since}' and 'revoke'."
    ]
    rule = f"  - {{name: R, items: product-12, when: refund, {since}, revoke: Gold}}\n"
    assert parse(f"{in_membership('refund: off')}rules:\n{rule}").warnings == ()


@pytest.mark.parametrize(
    ("line", "key", "meant"),
    [
        ("refund: {since order: at most 14 days}", "since order", "since order"),
        ("refund: {within: 14 days, revoke: Gold}", "within", "since order"),
        ("cancelled: {coupon: SUMMER, add: Left}", "coupon", "coupon"),
    ],
)
def test_a_part_that_asks_for_something_is_led_to_a_rule(line: str, key: str, meant: str) -> None:
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': '{key}' cannot stand here. A part of a membership "
        f"takes no conditions. Write off in its place, and a rule of its own with '{meant}'."
    ]


@pytest.mark.parametrize(("time", "span"), [("30 days", "30 days"), ("a week", "1 week")])
def test_what_shall_end_after_a_time_is_led_to_a_rule_of_its_own(time: str, span: str) -> None:
    assert problems(in_rule("add: X", f"until: {time}")) == [
        "rules.yaml line 6, rule 'A': the key 'until' is not known. What ends after a time stands "
        f"in a rule of its own, with 'after: {span}' and what ends it, such as 'remove'."
    ]
    ends = f"  - {{name: B, when: purchase, after: {span}, remove: X}}\n"
    assert parse(in_rule("add: X") + ends).warnings == ()


def test_an_event_behind_until_is_what_calls_off() -> None:
    late = in_rule("add: X", "remove: Y", "after: 7 days", "until: refund")
    assert problems(late)[-1] == (
        "rules.yaml line 8, rule 'A': the key 'until' is not known. Did you mean 'unless'?"
    )
    parse(late.replace("until", "unless"))


def test_then_is_told_to_be_a_key_of_its_own() -> None:
    assert problems(in_rule("then: add VIP")) == [
        "rules.yaml line 5, rule 'A': 'then' cannot stand here. What the rule does is a key of its "
        "own, beside 'when': 'add: VIP'."
    ]


def test_no_key_is_proposed_that_stands_there_already() -> None:
    told = problems(in_rule("if: rebill", "add: X"))
    assert told[0].startswith(
        "rules.yaml line 5, rule 'A': the key 'if' is not known, and 'when' stands here already. "
        "Known here: name, when, items, "
    )
    assert len(told) == 1
