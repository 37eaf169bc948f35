"""Which rules match an event and what they do; and why the others do not."""

from bridge.explain.trial.answer_words import (
    AccessChange,
    Matched,
    Missed,
    access_changes,
    entries_for_others,
    matched,
    missed,
    waiting_for_others,
)
from bridge.model import Item, Kind
from bridge.rules.file import parse
from tests.explain.trial.test_answer import GOLD, answer, told

FILE = """\
crm: activecampaign
rules:
  - {name: Any, when: purchase, add: Customer}
  - {name: Dear, when: purchase, amount: at least 100.00, add: VIP}
  - {name: Other, when: purchase, items: product-9, add: Nine}
  - {name: Third, when: purchase, items: product-9, add: Three}
  - {name: Back, when: refund, add: Back}
  - {name: Shut, when: purchase, items: product-12, add: Shut, enabled: no}
  - {name: Note, when: purchase, items: product-12, set: {Coupon: <coupon>}, add: Course}
"""


def test_each_thing_that_a_rule_does_is_told_with_its_line() -> None:
    asked = answer(told(Kind.PURCHASE, GOLD, GOLD), parse(FILE))
    assert matched(asked) == [
        Matched("Any", 3, "adds 'Customer'"),
        Matched("Note", 9, "adds 'Course'"),
        Matched("Note", 9, "sets nothing: the event names no coupon"),
    ]


def test_rules_that_miss_for_one_reason_are_told_together() -> None:
    asked = answer(told(Kind.PURCHASE, GOLD), parse(FILE))
    assert missed(asked) == [
        Missed((("Dear", 4),), "only amounts at least 100.00; this names none"),
        Missed((("Other", 5), ("Third", 6)), "none of its items is in this event"),
        Missed((("Shut", 8),), "is switched off (enabled: no)"),
    ]
    assert waiting_for_others(asked) == 1


def test_a_membership_with_all_its_parts_is_one_entry_of_the_file() -> None:
    more = "memberships:\n  Gold: {items: product-12}\n  Silver: {items: product-9}\n"
    rules = parse(FILE.replace("rules:\n", f"{more}rules:\n"))
    assert entries_for_others(answer(told(Kind.PURCHASE, GOLD), rules)) == 1  # Back
    refunded = answer(told(Kind.REFUND, GOLD), rules)
    assert waiting_for_others(refunded) > entries_for_others(refunded) == 6


def test_what_calls_off_is_told_as_that() -> None:
    rules = parse(
        "crm: activecampaign\nrules:\n"
        "  - {name: Late, when: purchase, items: product-12, after: 7 days, unless: refund,\n"
        "     add: X}\n"
    )
    refund = told(Kind.REFUND, Item("product", "12"))
    assert matched(answer(refund, rules)) == [Matched("Late", 3, "calls off, or takes back, 'X'")]


def test_what_becomes_of_each_membership_is_told() -> None:
    rules = parse("crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n")
    bought = access_changes(answer(told(Kind.PURCHASE, GOLD), rules))
    assert bought == [AccessChange("Gold", before=False, after=True)]
    assert [each.words for each in bought] == ["opens"]
    failed = access_changes(answer(told(Kind.CANCELLED, GOLD), rules))
    assert [each.words for each in failed] == ["stays shut"]
    assert AccessChange("Gold", before=True, after=False).words == "shuts"
    assert AccessChange("Gold", before=True, after=True).words == "stays open"
