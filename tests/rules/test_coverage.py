"""Of which items of an order the rules are said to speak."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.model import Event, Item, Kind
from bridge.rules import Rules, SpokenOf
from bridge.rules.file import parse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COURSE, BUMP = Item("product", "12", "91", "Course"), Item("bump", "3", "", "Workbook")
ORDER = Event(
    "thrivecart", "1", Kind.PURCHASE, "order.success", NOON, items=(COURSE, BUMP), coupon="MAY"
)
OTHER = "  - {name: S, when: purchase, items: product-9, add: B}\n"
OF_ANY = "  - {name: S, when: purchase, add: B}\n"
GOLD = "memberships:\n  Gold: {items: product-12}\n"


def rules(text: str) -> Rules:
    return parse(f"crm: activecampaign\n{text}")


def rule(conditions: str, does: str = "add: A") -> str:
    return f"rules:\n  - {{name: R, when: purchase, {conditions}{does}}}\n"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (GOLD, (BUMP,)),
        (rule("items: [product-12, bump-3], "), ()),
        (rule("items: [product-*, bump-*], "), ()),
        (rule("items: [product-*, bump-*], ") + OTHER, (COURSE, BUMP)),
        (GOLD + rule("items: [product-*, bump-*], "), (BUMP,)),
        (GOLD + rule("items: [product-*, bump-3], "), ()),
        (OTHER.join(["rules:\n", ""]) + rule("items: product-*, plans: 91, ")[7:], (BUMP,)),
        (rule("items: [{name: Work*}], "), (COURSE,)),
        (rule("plans: 91, "), (BUMP,)),
        (rule("any: [{items: product-12}, {coupon: MAY}], "), (BUMP,)),
        (rule("all: [{items: product-12}, {coupon: MAY}], "), (BUMP,)),
        (rule("any: [{items: product-9}, {coupon: MAY}], "), (COURSE, BUMP)),
        (rule("not: {items: product-9}, "), ()),
        (rule("coupon: MAY, "), ()),
        (rule(""), ()),
        (rule("") + OTHER, (COURSE, BUMP)),
        (rule("plans: 92, ") + OF_ANY, (COURSE, BUMP)),
        (rule("items: product-12, plans: 92, ") + OF_ANY, (COURSE, BUMP)),
        (rule("enabled: no, items: product-9, ") + OF_ANY, ()),
        (GOLD.replace("12", "9") + rule("", "remove: Abandoned cart"), (COURSE, BUMP)),
        (GOLD + rule("coupon: JUNE, items: bump-3, "), ()),
        (GOLD + rule("any: [{items: bump-3, coupon: JUNE}, {amount: at least 9.00}], "), ()),
        (GOLD + rule("coupon: MAY, items: bump-3, "), ()),
        (GOLD + rule("enabled: no, items: bump-3, "), (BUMP,)),
        (GOLD + rule("not: {items: bump-3}, "), (BUMP,)),
        (rule("items: product-9, "), (COURSE, BUMP)),
        (rule("items: product-12, coupon: JUNE, "), (COURSE, BUMP)),
    ],
)
def test_what_is_sold_is_mapped_when_a_rule_for_purchases_names_it(
    text: str, items: tuple[Item, ...]
) -> None:
    assert SpokenOf(rules(text)).unmapped(ORDER) == items


def test_a_pricing_option_that_the_rules_for_its_item_lack_is_unmapped() -> None:
    text = "memberships:\n  Gold: {items: product-12, plans: [90222, 90223]}\n" + rule("")
    assert SpokenOf(rules(text)).unmapped(ORDER) == (COURSE, BUMP)
    known = replace(ORDER, items=(replace(COURSE, plan="90223"),))
    assert SpokenOf(rules(text)).unmapped(known) == ()


def test_where_all_rules_are_for_whatever_is_sold_nothing_is_unmapped() -> None:
    refunds = "  - {name: S, when: refund, items: product-9, add: B}\n"
    assert SpokenOf(rules(rule("") + refunds)).unmapped(ORDER) == ()


def test_a_product_that_only_a_catch_all_rule_touched_has_no_rule_of_its_own() -> None:
    for catch_all in ("", "items: product-*, "):
        sold = replace(ORDER, items=(Item("product", "77"),))
        spoken_of = SpokenOf(rules(GOLD + rule(catch_all)))
        assert spoken_of.unmapped(sold) == sold.items
        assert spoken_of.unmapped(replace(ORDER, items=(COURSE,))) == ()


def test_of_other_events_a_rule_for_whatever_was_sold_is_enough() -> None:
    text = f"{GOLD}rules:\n  - {{name: R, when: refund, add: Refunded}}\n"
    refund = replace(ORDER, kind=Kind.REFUND)
    assert SpokenOf(rules(text)).unmapped(refund) == ()
    assert SpokenOf(rules(GOLD)).unmapped(refund) == (BUMP,)


def test_what_calls_something_off_for_any_item_maps_none() -> None:
    text = (
        "rules:\n  - {name: R, when: payment failed, items: product-9, after: 7 days, "
        "unless: any purchase, add: SUSP}\n"
    )
    assert SpokenOf(rules(text)).unmapped(ORDER) == (COURSE, BUMP)


def test_a_test_event_that_the_file_ignores_has_nothing_unmapped() -> None:
    ignoring = rules(f"test_events: ignore\n{GOLD}")
    assert SpokenOf(ignoring).unmapped(replace(ORDER, mode="test")) == ()


def test_of_an_ignored_item_nothing_need_be_said() -> None:
    ignoring = rules(f"ignore: bump-*\n{GOLD}")
    assert SpokenOf(ignoring).unmapped(ORDER) == ()
    by_name = rules(f"ignore: {{name: Work*}}\nrules:\n{OTHER}")
    assert SpokenOf(by_name).unmapped(ORDER) == (COURSE,)
