"""What a rule puts off, until when, under which name, and what calls it off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Action, Effect, Event, Item, Kind, Subscription
from bridge.model.text import span
from bridge.rules import ConditionSet, Group, Later, Rule, Rules, Verdict, Words
from tests.fakes import ONE

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
GOLD = Item("product", "12", plan="90222")
EXTRA = Item("upsell", "3")
FAILED = Event("thrivecart", "d1", Kind.PAYMENT_FAILED, "x", NOON, items=(GOLD,))
REBILL = replace(FAILED, key="d2", kind=Kind.REBILL, occurred_at=NOON + WEEK)
UNLESS_REBILL = Later(WEEK, unless=frozenset({Kind.REBILL}))


def rule(later: Later | None = UNLESS_REBILL, **more: Any) -> Rule:
    when = more.pop("when", Kind.PAYMENT_FAILED)
    return Rule("Late", 5, frozenset({when}), later=later, **(more or {"add": ("X",)}))


def effects(one: Rule, of: Event) -> tuple[Effect, ...]:
    rules = Rules(ONE, (one,))
    (verdict,) = rules.explain(of)
    told = rules.effects(of)
    assert bool(told) is (verdict.matched and not verdict.calls_off)
    return told


def why_not(one: Rule, of: Event) -> str:
    (verdict,) = Rules(ONE, (one,)).explain(of)
    return verdict.why_not


def items(one: Rule, of: Event) -> list[str]:
    return [effect.item for effect in effects(one, of)]


def due(one: Rule, of: Event) -> datetime | None:
    (effect,) = effects(one, of)
    return effect.due_at


def test_what_is_put_off_says_from_when_on_and_what_calls_it_off() -> None:
    assert effects(rule(), FAILED) == (
        Effect(Action.ADD, "X", "Late", 5, due_at=NOON + WEEK, unless=frozenset({Kind.REBILL})),
    )


def test_each_item_that_a_rule_picks_is_put_off_by_itself() -> None:
    both = replace(FAILED, items=(GOLD, EXTRA, replace(GOLD, plan="1")))
    picking = rule(items=("product-12", "upsell-3"), add=("X",))
    assert items(picking, both) == ["product-12", "upsell-3"]
    assert items(rule(items=("upsell-3",), add=("X",)), both) == ["upsell-3"]
    assert items(rule(), both) == [""]
    assert items(rule(), replace(FAILED, items=())) == [""]


def test_grants_and_occasions_are_put_off_item_by_item() -> None:
    both = replace(FAILED, items=(GOLD, EXTRA))
    told = effects(rule(items=("*",), revoke=("X",), start=("Dunning",)), both)
    assert told == ()
    told = effects(rule(items=("product-12", "upsell-3"), revoke=("X",), start=("D",)), both)
    occasion = f"live payment failed d1 - {int(NOON.timestamp())}"
    assert [(e.action, e.item, e.token) for e in told] == [
        (Action.REVOKE, "product-12", ""),
        (Action.REVOKE, "upsell-3", ""),
        (Action.START, "product-12", f"{occasion} product-12 automation,d after 7 days"),
        (Action.START, "upsell-3", f"{occasion} upsell-3 automation,d after 7 days"),
    ]


def test_what_an_event_of_any_item_calls_off_says_so() -> None:
    any_purchase = Later(WEEK, unless_any=frozenset({Kind.PURCHASE}))
    (effect,) = effects(rule(any_purchase), FAILED)
    assert not effect.unless
    assert effect.unless_any == {Kind.PURCHASE}


def test_an_event_that_calls_off_has_no_effect_of_its_own() -> None:
    assert effects(rule(items=("product-12",), add=("X",)), REBILL) == ()


def test_only_an_event_about_its_item_calls_off() -> None:
    assert why_not(rule(items=("upsell-3",), add=("X",)), REBILL) == (
        "none of its items is in this event"
    )
    assert why_not(rule(plans=("1",), add=("X",)), REBILL) == (
        "only pricing option 1 or unknown; this was 90222"
    )
    nameless = replace(REBILL, items=(Item("product", "12"),))
    assert why_not(rule(plans=("1",), add=("X",)), nameless) == ""


def test_of_what_calls_off_only_mode_and_currency_are_asked_besides() -> None:
    asked = (Words("mode", ("live",)), Words("coupon", ("A",)))
    assert why_not(rule(only=asked, add=("X",)), REBILL) == ""
    assert why_not(rule(only=asked, add=("X",)), replace(REBILL, mode="test")) == (
        "only in live mode; this was in test mode"
    )


def test_an_item_that_a_group_picked_is_put_off_by_itself() -> None:
    either = Group("any", (ConditionSet(("product-12",)), ConditionSet(("upsell-3",))))
    assert items(rule(only=(either,), grant=("X",)), FAILED) == ["product-12"]


def test_the_verdict_says_that_it_calls_off() -> None:
    one = rule()
    assert Rules(ONE, (one,)).explain(REBILL) == (Verdict(one, True, calls_off=True),)
    assert why_not(one, replace(REBILL, kind=Kind.REFUND)) == (
        "waits for 'payment failed', this is 'refund'"
    )


def test_a_rule_that_is_off_calls_nothing_off() -> None:
    assert why_not(replace(rule(), enabled=False), REBILL) == "is switched off (enabled: no)"


CANCELLED = replace(FAILED, kind=Kind.CANCELLED)
AT_END = Later(at_period_end=True, never=True)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Subscription(paid_until=NOON + WEEK, next_payment_at=NOON), NOON + WEEK),
        (Subscription(next_payment_at=NOON + WEEK), NOON + WEEK),
        (Subscription(), NOON),
        (Subscription(paid_until=NOON - WEEK), NOON),
    ],
)
def test_the_end_of_the_period_is_the_deliverys_and_never_before_the_event(
    told: Subscription, expected: datetime
) -> None:
    cancelled = replace(CANCELLED, subscription=told)
    assert due(rule(AT_END, when=Kind.CANCELLED, add=("X",)), cancelled) == expected
    days_after = replace(AT_END, after=timedelta(days=3))
    one = rule(days_after, when=Kind.CANCELLED, add=("X",))
    assert due(one, cancelled) == expected + timedelta(days=3)


def test_an_end_beyond_the_calendar_does_not_stop_the_worker() -> None:
    far = datetime(9999, 12, 31, tzinfo=UTC)
    cancelled = replace(CANCELLED, subscription=Subscription(paid_until=far))
    one = rule(replace(AT_END, after=timedelta(weeks=9999)), when=Kind.CANCELLED, add=("X",))
    assert due(one, cancelled) == datetime(9000, 1, 1, tzinfo=UTC) + timedelta(weeks=9999)


def test_an_event_without_a_time_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="the event has no time yet"):
        UNLESS_REBILL.due_at(replace(FAILED, occurred_at=None))


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=24), "1 day"),
        (timedelta(weeks=1), "7 days"),
        (timedelta(weeks=9999), "9999 weeks"),
    ],
)
def test_a_time_is_told_as_the_file_writes_it(time: timedelta, words: str) -> None:
    assert span(time) == words
