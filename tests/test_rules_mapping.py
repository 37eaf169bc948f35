"""Of which items of an order the rules are said to speak."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.model import Event, Item, Kind
from bridge.rules import Rules, newly_mapped, unmapped
from bridge.rulesfile import parse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COURSE, BUMP = Item("product", "12", "91", "Course"), Item("bump", "3", "", "Workbook")
ORDER = Event(
    "thrivecart", "1", Kind.PURCHASE, "order.success", NOON, items=(COURSE, BUMP), coupon="MAY"
)
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
        (rule("items: [{name: Work*}], "), (COURSE,)),
        (rule("plans: 91, "), (BUMP,)),
        (rule("any: [{items: product-12}, {coupon: MAY}], "), (BUMP,)),
        (rule("coupon: MAY, "), ()),
        (rule(""), ()),
        (GOLD + rule("coupon: JUNE, items: bump-3, "), (BUMP,)),
        (GOLD + rule("coupon: MAY, items: bump-3, "), ()),
        (GOLD + rule("enabled: no, items: bump-3, "), (BUMP,)),
        (rule("items: product-9, "), ()),
    ],
)
def test_an_item_is_mapped_when_a_rule_that_matches_speaks_of_it(
    text: str, items: tuple[Item, ...]
) -> None:
    assert unmapped(rules(text), ORDER) == items


def test_what_calls_something_off_for_any_item_maps_none() -> None:
    text = (
        "rules:\n  - {name: R, when: payment failed, items: product-9, after: 7 days, "
        "unless: any purchase, add: SUSP}\n"
    )
    assert unmapped(rules(text), ORDER) == (COURSE, BUMP)


def test_a_test_event_that_the_file_ignores_has_nothing_unmapped() -> None:
    ignoring = rules(f"test_events: ignore\n{GOLD}")
    assert unmapped(ignoring, replace(ORDER, mode="test")) == ()


def recorded(text: str) -> list[dict[str, Any]]:
    return [vars(change) for change in rules(text).changes(ORDER)]


@pytest.mark.parametrize(
    ("old", "new", "items"),
    [
        (GOLD, GOLD, ()),
        (GOLD, "memberships:\n  Gold: {items: [product-12, bump-3]}\n", (BUMP,)),
        (GOLD, GOLD + "  Silver: {items: bump-3}\n", (BUMP,)),
        (GOLD, GOLD + rule("items: product-12, "), ()),
        (GOLD, GOLD + rule(""), (BUMP,)),
        (rule("items: product-12, "), GOLD, ()),
        (rule("items: product-12, "), rule("items: product-12, ") + GOLD, ()),
        (rule("items: product-12, ", "trigger: T"), rule("items: bump-3, "), (BUMP,)),
        (rule(""), GOLD + "  Silver: {items: bump-3}\n", ()),
        (GOLD, "memberships:\n  Silver: {items: bump-3}\n", (BUMP,)),
    ],
)
def test_an_item_is_newly_mapped_when_nothing_was_asked_for_it_before(
    old: str, new: str, items: tuple[Item, ...]
) -> None:
    assert newly_mapped(rules(new), ORDER, recorded(old)) == items
