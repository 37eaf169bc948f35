"""What each condition lets through, and how it says why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Event, Item, Kind, Money, Sort, Subscription
from bridge.rules import (
    Amount,
    Condition,
    ConditionSet,
    Consent,
    Group,
    Named,
    Rule,
    Rules,
    Words,
)
from tests.fakes import ONE

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
GOLD = Item("product", "12", plan="90222", name="Gold course & more")
EXTRA = Item("upsell", "3", name="Silver")
BOUGHT = Event("thrivecart", "d1", Kind.PURCHASE, "order.success", NOON, items=(GOLD, EXTRA))


def event(**more: Any) -> Event:
    return replace(BOUGHT, **more)


def why_not(of: Event, *only: Condition, **more: Any) -> str:
    rule = Rule("A", 1, frozenset({of.kind}), **{"add": ("X",), "only": only, **more})
    rules = Rules(ONE, (rule,))
    (verdict,) = rules.explain(of)
    assert verdict.matched is bool(rules.effects(of))
    return verdict.why_not


def claims(of: Event, **more: Any) -> list[str]:
    rule = Rule("A", 1, frozenset({of.kind}), grant=("X",), **more)
    return [effect.item for effect in Rules(ONE, (rule,)).effects(of)]


SUMMER = Words("coupon", ("SUMMER*",))
FROM_49 = Amount(("at least 49.00",), least=4900)


@pytest.mark.parametrize(
    ("more", "condition", "reason"),
    [
        ({"mode": "test"}, Words("mode", ("live",)), "only in live mode; this was in test mode"),
        ({}, Words("mode", ("live",)), ""),
        ({}, Words("currency", ("USD", "EUR")), "only in USD or EUR; this names no currency"),
        ({"money": Money(1, "GBP")}, Words("currency", ("USD",)), "only in USD; this was in GBP"),
        ({"money": Money(1, "USD")}, Words("currency", ("USD",)), ""),
        ({}, SUMMER, "only with coupon 'SUMMER*'; this had none"),
        ({"coupon": "WINTER"}, SUMMER, "only with coupon 'SUMMER*'; this had 'WINTER'"),
        ({"coupon": "summer25"}, SUMMER, ""),
        ({}, Words("affiliate", ("bob",)), "only with affiliate 'bob'; this had none"),
        ({"affiliate": "Bob"}, Words("affiliate", ("bob",)), ""),
        ({}, FROM_49, "only amounts at least 49.00; this names none"),
        ({"money": Money(4899)}, FROM_49, "only amounts at least 49.00; this was 48.99"),
        ({"money": Money(4900)}, FROM_49, ""),
        ({}, Consent(True), "only with the consent box ticked; this showed none"),
        ({"consent": False}, Consent(True), "only with the consent box ticked; this had it empty"),
        (
            {"consent": True},
            Consent(False),
            "only with the consent box left empty; this had it ticked",
        ),
        ({"consent": True}, Consent(True), ""),
        (
            {"passthrough": {"src": "x"}},
            Named("passthrough", (("SRC", ("fb", "ig")),)),
            "only with passthrough 'SRC' as 'fb' or 'ig'; this had another",
        ),
        (
            {},
            Named("custom fields", (("Size", ("*",)),)),
            "only with custom field 'Size' as '*'; this had none",
        ),
        ({"custom_fields": {"size": "XL"}}, Named("custom fields", (("Size", ("*",)),)), ""),
    ],
)
def test_a_condition_lets_its_events_through_and_says_why_not(
    more: dict[str, Any], condition: Condition, reason: str
) -> None:
    assert why_not(event(**more), condition) == reason


@pytest.mark.parametrize(
    ("refunded", "reason"),
    [
        ("full", ""),
        ("partial", "only a full refund; this was a partial one"),
        ("", "only a full refund; this does not tell which it was"),
    ],
)
def test_a_refund_that_cannot_be_told_is_neither_full_nor_partial(
    refunded: str, reason: str
) -> None:
    given_back = event(kind=Kind.REFUND, refunded=refunded)
    assert why_not(given_back, Words("refund", ("full",))) == reason


DAYS, HOURS, SECONDS = (timedelta(**{unit: 1}) for unit in ("days", "hours", "seconds"))


def payment(number: int | None, left: int | None = None, kind: Kind = Kind.REBILL) -> Event:
    return event(kind=kind, subscription=Subscription("", number, left))


NOT_SUMMER = Group("not", (ConditionSet(only=(SUMMER,)),))


def test_a_rule_that_is_switched_off_is_kept_and_does_nothing() -> None:
    off = Rule("A", 1, frozenset({Kind.PURCHASE}), add=("X",), enabled=False)
    rules = Rules(ONE, (off,))
    assert rules.effects(event()) == ()
    assert rules.names_for("activecampaign", {*Sort}) == ()
    assert [verdict.why_not for verdict in rules.explain(event())] == [
        "is switched off (enabled: no)"
    ]
