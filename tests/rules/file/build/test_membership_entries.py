"""What a membership stands for, and how its parts are changed or switched off."""

from dataclasses import replace

import pytest

from bridge.model import Sort
from bridge.rules import Rule, Rules, Words
from bridge.rules.file import expand, parse

LIFE = ["purchase", "rebill", "payment failed", "paused", "resumed", "cancelled", "refund"]


def membership(*lines: str, top: str = "") -> Rules:
    own = "".join(f"    {line}\n" for line in lines)
    return parse(f"crm: activecampaign\n{top}memberships:\n  Gold:\n    items: [product-12]\n{own}")


def told(rules: Rules) -> dict[str, list[str]]:
    """`{"rebill": ["remove GoldPAYF"]}`: each rule's event, and its wishes."""
    return {
        kind: [f"{action} {tag}" for action, tag in rule.wishes]
        for rule in rules.rules
        for kind in rule.when
    }


def plain(rules: Rules) -> list[Rule]:
    """The rules without what tells a membership's from others."""
    return [replace(rule, line=0, membership="", standard=False, loose=()) for rule in rules.rules]


def test_a_membership_stands_for_a_whole_life() -> None:
    assert told(membership()) == {
        "purchase": ["grant Gold", "remove GoldPAYF", "remove GoldSUSP", "remove GoldCANC"],
        "rebill": ["remove GoldPAYF"],
        "payment failed": ["add GoldPAYF"],
        "paused": ["add GoldSUSP"],
        "resumed": ["remove GoldSUSP"],
        "cancelled": ["add GoldCANC"],
        "refund": ["revoke Gold"],
    }


def test_its_rules_have_speaking_names_its_line_and_its_items() -> None:
    rules = membership().rules
    assert [rule.name for rule in rules] == [f"Gold: {kind}" for kind in LIFE]
    assert {rule.line for rule in rules} == {3}
    assert {rule.items for rule in rules} == {("product-12",)}


def test_suffixes_can_be_set_for_the_file_and_for_one_membership() -> None:
    top = "suffixes: {payment failed: ' failed', paused: ' paused'}\n"
    assert told(membership("suffixes: {paused: _held}", top=top))["purchase"] == [
        "grant Gold",
        "remove Gold failed",
        "remove Gold_held",
        "remove GoldCANC",
    ]


def test_a_part_switched_off_leaves_no_trace_of_its_tag() -> None:
    rules = membership("cancelled: off", "payment failed: no", 'paused: "off"')
    assert told(rules) == {"purchase": ["grant Gold"], "refund": ["revoke Gold"]}
    assert rules.names_for("activecampaign", {Sort.TAG}) == ((Sort.TAG, "Gold"),)
    assert rules.warnings == ()


def test_a_part_switched_on_is_the_usual_one() -> None:
    assert membership("cancelled: on", "refund: yes").rules == membership().rules


def test_a_refund_can_be_made_to_leave_the_membership() -> None:
    assert "refund" not in told(membership("refund: off"))


@pytest.mark.parametrize("refund", ["full", "any"])
def test_which_refunds_end_it_is_no_condition_of_one_refund(refund: str) -> None:
    for rules, wish in (
        (membership(f"refund: {refund}"), ["revoke Gold"]),
        (styled(f"refund: {refund}", style="plain"), ["revoke Gold"]),
        (styled(*COURSE, f"refund: {refund}"), ["trigger revoked"]),
    ):
        assert told(rules)["refund"] == wish
        assert {rule.only for rule in rules.rules} == {()}
        assert rules.warnings == ()
        assert plain(parse(expand(rules))) == plain(rules)


def test_a_part_can_do_something_else_and_a_purchase_lifts_that_block() -> None:
    rules = membership("cancelled:", "  add: Gold - gone", "  revoke: Gold")
    assert told(rules)["cancelled"] == ["add Gold - gone", "revoke Gold"]
    assert told(rules)["purchase"] == [
        "grant Gold",
        "remove GoldPAYF",
        "remove GoldSUSP",
        "remove Gold - gone",
    ]
    assert [rule.line for rule in rules.rules if rule.name == "Gold: cancelled"] == [5]


def test_plans_bind_the_purchase_and_later_events_only_where_they_name_one() -> None:
    rules = membership("plans: [90222, 90223]")
    plans = {kind: rule.plans for rule in rules.rules for kind in rule.when}
    later = dict.fromkeys(LIFE[1:], ("90222", "90223", ""))
    assert plans == {"purchase": ("90222", "90223"), **later}


def styled(*lines: str, style: str = "accessally") -> Rules:
    """A file whose one membership, in this style, has these lines."""
    return membership(*lines, top=f"style: {style}\n")


COURSE = ("trigger tag: bought", "revoke tag: revoked")


def test_accessally_starts_an_automation_and_lifts_what_overrides_it() -> None:
    assert told(styled(*COURSE, "failed payment tag: due")) == {
        "purchase": ["trigger bought", "remove revoked", "remove due"],
        "rebill": ["remove due"],
        "payment failed": ["add due"],
        "cancelled": ["trigger revoked"],
        "refund": ["trigger revoked"],
    }


def test_accessally_does_without_a_tag_for_failed_payments() -> None:
    assert told(styled(*COURSE)) == {
        "purchase": ["trigger bought", "remove revoked"],
        "cancelled": ["trigger revoked"],
        "refund": ["trigger revoked"],
    }


def test_plain_grants_and_revokes_and_no_more() -> None:
    assert told(styled(style="plain")) == {
        "purchase": ["grant Gold"],
        "cancelled": ["revoke Gold"],
        "refund": ["revoke Gold"],
    }
    assert told(styled("cancelled: off", "paused: {add: Held}", style="plain")) == {
        "purchase": ["grant Gold"],
        "paused": ["add Held"],
        "refund": ["revoke Gold"],
    }


def test_one_membership_may_have_a_style_of_its_own() -> None:
    assert told(styled("style: memberium", style="plain")) == told(membership())


def test_mode_currency_and_the_switch_hold_for_all_its_rules() -> None:
    rules = membership("mode: live", "currency: [USD, EUR]", "enabled: no").rules
    assert {rule.only for rule in rules} == {
        (Words("mode", ("live",)), Words("currency", ("USD", "EUR")))
    }
    assert {rule.enabled for rule in rules} == {False}
