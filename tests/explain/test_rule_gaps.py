"""Which rules a delivery is said to have nearly matched, and by which file."""

from dataclasses import replace
from pathlib import Path

import pytest

from bridge.explain.rule_gaps import Near, NearMisses
from bridge.explain.rules_file import RulesNow
from bridge.model import Event, Item, Kind, Money
from bridge.rules import near_misses
from bridge.rules.file import parse

ORDER = Event(
    "thrivecart",
    "1",
    Kind.PURCHASE,
    "order.success",
    items=(Item("product", "12", "90333", "Gold course"),),
    money=Money(4_900, "USD"),
    coupon="JUNE",
)
GOLD = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12, plans: 90222}\n"


def told(rules: str, event: Event = ORDER) -> tuple[str, ...]:
    return near_misses(parse(f"crm: activecampaign\n{rules}"), event)


def test_a_rule_that_failed_for_one_reason_is_named_with_its_line_and_the_reason() -> None:
    assert near_misses(parse(GOLD), ORDER) == (
        "'Gold: purchase' (line 3): only pricing option 90222; this was 90333",
    )


@pytest.mark.parametrize(
    ("conditions", "reasons"),
    [
        ("coupon: MAY", ["only with coupon 'MAY'; this had 'JUNE'"]),
        ("items: product-12, coupon: MAY", ["only with coupon 'MAY'; this had 'JUNE'"]),
        ("items: product-9, coupon: JUNE", ["none of its items is in this event"]),
        ("items: product-9, coupon: MAY", []),
        ("coupon: MAY, amount: at least 50.00", []),
        ("plans: 90222, mode: test", []),
        ("any: [{coupon: MAY}, {mode: test}], currency: USD",
         ["none of 'any' holds (only with coupon 'MAY'; this had 'JUNE'; or: only in test mode; "
          "this was in live mode)"]),
        ("items: product-12", []),
        ("coupon: MAY, enabled: no", []),
    ],
)  # fmt: skip
def test_only_what_lacks_one_thing_is_near(conditions: str, reasons: list[str]) -> None:
    rule = f"rules:\n  - {{name: R, when: purchase, {conditions}, add: A}}\n"
    assert told(rule) == tuple(f"'R' (line 3): {reason}" for reason in reasons)


def test_only_rules_that_wait_for_the_event_are_near() -> None:
    assert told("rules:\n  - {name: R, when: refund, add: A}\n") == ()
    later = (
        "rules:\n  - {name: R, when: payment failed, items: product-9, after: 7 days, "
        "unless: purchase, add: A}\n"
    )
    assert told(later) == ()


def test_what_has_the_item_comes_first_and_five_are_enough() -> None:
    rules = "".join(
        f"  - {{name: Other {n}, when: purchase, items: product-{n}, add: A{n}}}\n"
        for n in range(1, 9)
    )
    rules += "  - {name: May, when: purchase, items: product-12, coupon: MAY, add: May}\n"
    assert [each.partition(":")[0] for each in told(f"rules:\n{rules}")] == [
        "'May' (line 11)", *(f"'Other {n}' (line {n + 2})" for n in range(1, 5)),
    ]  # fmt: skip


def test_a_rule_for_items_misses_an_event_that_names_none() -> None:
    rule = "rules:\n  - {name: R, when: purchase, coupon: JUNE, grant: A}\n"
    assert told(rule, replace(ORDER, items=())) == (
        "'R' (line 3): speaks about items; this event names none",
    )


def test_where_no_rule_may_speak_that_is_told() -> None:
    ignoring = "test_events: ignore\nmemberships:\n  Gold: {items: product-12}\n"
    assert told(ignoring, replace(ORDER, mode="test")) == (
        "this is a test-mode event, and the file says test_events: ignore",
    )


def test_the_file_is_asked_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    near = NearMisses(RulesNow(file))
    assert near(ORDER, "no rule") == Near()
    file.write_text(GOLD)
    assert [each.partition(";")[0] for each in near(ORDER, "no rule").misses] == [
        "'Gold: purchase' (line 3): only pricing option 90222"
    ]
    file.write_text(GOLD.replace("90222", "902220"))
    assert [each.partition(";")[0] for each in near(ORDER, "no rule").misses] == [
        "'Gold: purchase' (line 3): only pricing option 902220"
    ]
    file.write_text("crm: [")
    assert near(ORDER, "no rule") == Near()


CAME_BACK = "rules:\n  - {name: Came back, when: purchase, remove: Abandoned cart}\n"


@pytest.mark.parametrize("state", ["applied", "failed"])
def test_what_was_applied_though_no_rule_names_it_is_told(state: str) -> None:
    rules = parse(f"{GOLD}{CAME_BACK}")
    bump = Item("bump", "3")
    near = NearMisses(lambda: rules)
    assert near(replace(ORDER, items=(*ORDER.items, bump)), state) == Near(
        "None of the rules that match names product-12 plan 90333 or bump-3, as they stand now; "
        "`bridge unmapped` prints one that would.",
        ("'Gold: purchase' (line 3): only pricing option 90222; this was 90333",),
    )


@pytest.mark.parametrize("state", ["applied", "waiting", "kept", "cannot be applied"])
def test_of_what_is_named_or_not_decided_nothing_is_told(state: str) -> None:
    rules = parse(GOLD.replace("90222", "90333") if state == "applied" else GOLD)
    assert NearMisses(lambda: rules)(ORDER, state) == Near()
