"""What each condition lets through, and how it says why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Event, Item, Kind, Money, Subscription
from bridge.rules import (
    Amount,
    ConditionSet,
    Condition,
    Consent,
    Group,
    Named,
    Payment,
    Rule,
    Rules,
    SinceOrder,
    Words,
    told,
)

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
GOLD = Item("product", "12", plan="90222", name="Gold course & more")
EXTRA = Item("upsell", "3", name="Silver")
BOUGHT = Event("thrivecart", "d1", Kind.PURCHASE, "order.success", NOON, items=(GOLD, EXTRA))


def event(**more: Any) -> Event:
    return replace(BOUGHT, **more)


def why_not(of: Event, *only: Condition, **more: Any) -> str:
    rule = Rule("A", 1, frozenset({of.kind}), **{"add": ("X",), "only": only, **more})
    rules = Rules("activecampaign", (rule,))
    (verdict,) = rules.explain(of)
    assert verdict.matched is bool(rules.effects(of))
    return verdict.why_not


def claims(of: Event, **more: Any) -> list[str]:
    rule = Rule("A", 1, frozenset({of.kind}), grant=("X",), **more)
    return [effect.item for effect in Rules("activecampaign", (rule,)).effects(of)]


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


IN_TIME = SinceOrder(("at most 14 days",), most=14 * 86_400)
LATE = SinceOrder(("more than 14 days",), least=14 * 86_400 + 1)
DAYS, HOURS, SECONDS = (timedelta(**{unit: 1}) for unit in ("days", "hours", "seconds"))


@pytest.mark.parametrize(
    ("since", "came"),
    [
        (14 * DAYS, ""),
        (-5 * DAYS, ""),  # a clock gone wrong
        (14 * DAYS + SECONDS / 2, ""),
        (14 * DAYS + SECONDS, "14 days and 1 second"),
        (14 * DAYS + 300 * SECONDS, "14 days and 5 minutes"),
        (15 * DAYS + 3 * HOURS + SECONDS, "15 days and 3 hours"),
        (20 * DAYS, "20 days"),
    ],
)
def test_the_time_since_the_order_is_told_so_that_one_sees_why_not(
    since: timedelta, came: str
) -> None:
    given_back = event(kind=Kind.REFUND, ordered_at=NOON - since)
    only = "only at most 14 days since the order"
    assert why_not(given_back, IN_TIME) == (f"{only}; this came {came} after it" if came else "")
    assert bool(why_not(given_back, LATE)) is not bool(came)


def test_an_event_that_does_not_tell_its_order_is_neither_in_time_nor_late() -> None:
    given_back = event(kind=Kind.REFUND)
    untold = "since the order; this does not tell when the order was"
    assert why_not(given_back, IN_TIME) == f"only at most 14 days {untold}"
    assert why_not(given_back, LATE) == f"only more than 14 days {untold}"


def test_a_purchase_is_the_order_itself_whatever_it_tells() -> None:
    old = NOON - 20 * DAYS
    assert why_not(event(ordered_at=old), IN_TIME) == ""
    assert why_not(event(), LATE) == (
        "only more than 14 days since the order; this is the order itself"
    )
    at_once = event(kind=Kind.REFUND, ordered_at=NOON)
    assert why_not(at_once, LATE) == (
        "only more than 14 days since the order; this came 0 seconds after it"
    )


def test_bounds_of_different_things_have_nothing_to_do_with_each_other() -> None:
    assert not SinceOrder(("at most 1 hour",), most=3600).covers(Amount(("1",), 100, 100))
    assert not SinceOrder(("at most 1 hour",), most=3600).excludes(FROM_49)


def payment(number: int | None, left: int | None = None, kind: Kind = Kind.REBILL) -> Event:
    return event(kind=kind, subscription=Subscription("", number, left))


@pytest.mark.parametrize(
    ("of", "words", "reason"),
    [
        (event(), ("first",), ""),
        (event(), ("last",), "only payment last; this was the first"),
        (payment(3), ("first",), "only payment first; this was number 3"),
        (payment(3), ("number 3",), ""),
        (payment(2, 4), ("number 3", "last"), "only payment number 3 or last; this was number 2 "
                                              "with 4 left"),
        (payment(None), ("number 3",), "only payment number 3; this names no number"),
        (payment(12, 0), ("last",), ""),
        (payment(12, None), ("last",), "only payment last; this was number 12"),
        (payment(None, None, Kind.COMPLETED), ("last",), ""),
        (payment(12, 0, Kind.PAYMENT_FAILED), ("last",), "only payment last; this was number 12 "
                                                         "with 0 left"),
    ],
)  # fmt: skip
def test_a_payment_is_told_by_its_number_or_as_the_last(
    of: Event, words: tuple[str, ...], reason: str
) -> None:
    assert why_not(of, Payment(words)) == reason


def test_all_items_of_a_sort_are_wanted_by_a_wildcard() -> None:
    assert claims(event(), items=("upsell-*",)) == ["upsell-3"]
    assert claims(event(), items=("bump-*", "product-12")) == ["product-12"]
    assert why_not(event(), items=("bump-*",)) == "none of its items is in this event"


def test_items_are_wanted_by_name_whatever_their_case() -> None:
    assert claims(event(), items=("name: gold  COURSE & more",)) == ["product-12"]
    assert claims(event(), items=("name: s*r", "product-12")) == ["product-12", "upsell-3"]
    nameless = event(items=(Item("product", "12"),))
    assert why_not(nameless, items=("name: *",)) == "none of its items is in this event"


@pytest.mark.parametrize(
    ("pattern", "text", "same"),
    [
        ("a*b*c", "a1b2c", True),
        ("a*b*c", "abc", True),
        ("a*b*b", "ab", False),
        ("*b*", "abc", True),
        ("**", "", True),
        ("a.c", "abc", False),
        ("ab*ba", "aba", False),
        ("a", "ab", False),
    ],
)
def test_a_star_stands_for_any_letters_or_none(pattern: str, text: str, same: bool) -> None:
    had = event(coupon="x" + text)
    assert why_not(had, Words("coupon", ("x" + pattern,))) == (
        "" if same else f"only with coupon 'x{pattern}'; this had 'x{text}'"
    )


def test_many_stars_cost_no_time() -> None:
    had = event(coupon="a" * 2_000)
    assert why_not(had, Words("coupon", ("a*" * 200 + "b",))) != ""


NOT_SUMMER = Group("not", (ConditionSet(only=(SUMMER,)),))


def test_not_holds_where_none_of_its_blocks_does() -> None:
    assert why_not(event(), NOT_SUMMER) == ""
    assert why_not(event(coupon="SUMMER"), NOT_SUMMER) == "'not' rules it out (coupon SUMMER*)"
    both = Group("not", (ConditionSet(only=(SUMMER, FROM_49)),))
    assert why_not(event(coupon="SUMMER"), both) == ""


def test_any_holds_where_one_of_its_blocks_does() -> None:
    either = Group("any", (ConditionSet(only=(SUMMER,)), ConditionSet(only=(FROM_49,))))
    assert why_not(event(money=Money(5000)), either) == ""
    assert why_not(event(), either) == (
        "none of 'any' holds (only with coupon 'SUMMER*'; this had none; or: "
        "only amounts at least 49.00; this names none)"
    )


def test_all_asks_for_two_items_of_one_order() -> None:
    bundle = Group("all", (ConditionSet(items=("product-12",)), ConditionSet(items=("upsell-3",))))
    assert why_not(event(), bundle) == ""
    assert why_not(event(items=(GOLD,)), bundle) == "none of its items is in this event"


def test_a_rule_without_items_of_its_own_grants_for_those_its_groups_picked() -> None:
    bump = Item("bump", "12")
    bought = event(items=(GOLD, EXTRA, bump))
    bundle = Group("all", (ConditionSet(items=("product-12",)), ConditionSet(items=("upsell-3",))))
    assert claims(bought, only=(bundle,)) == ["product-12", "upsell-3"]
    either = Group(
        "any",
        (ConditionSet(items=("upsell-3",)), ConditionSet(items=("product-12",), plans=("1",))),
    )
    assert claims(bought, only=(either,)) == ["upsell-3"]
    assert claims(bought, items=("bump-12",), only=(bundle,)) == ["bump-12"]
    without = Group("not", (ConditionSet(items=("product-99",)),))
    assert claims(bought, only=(without,)) == ["product-12", "upsell-3", "bump-12"]


def test_a_rule_that_is_switched_off_is_kept_and_does_nothing() -> None:
    off = Rule("A", 1, frozenset({Kind.PURCHASE}), add=("X",), enabled=False)
    rules = Rules("activecampaign", (off,))
    assert rules.effects(event()) == ()
    assert rules.tags() == ()
    assert [verdict.why_not for verdict in rules.explain(event())] == [
        "is switched off (enabled: no)"
    ]


def test_a_block_is_told_on_one_line() -> None:
    inner = Group(
        "any", (ConditionSet(only=(Consent(False),)), ConditionSet(items=("name: Gold*",)))
    )
    block = ConditionSet(("product-12", "upsell-*"), ("90222", ""), (SUMMER, NOT_SUMMER, inner))
    assert told(block) == (
        "items product-12 or upsell-*, plans 90222 or unknown, coupon SUMMER*, "
        "not coupon SUMMER*, any (consent no) or (items name Gold*)"
    )
