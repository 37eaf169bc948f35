"""What a rule puts off, until when, under which name, and what calls it off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Action, Change, Event, Item, Kind, Sort, Stamp, Subscription
from bridge.rules import Block, Group, Later, Rule, Rules, Verdict, Words, span

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


def changes(one: Rule, of: Event) -> tuple[Change, ...]:
    rules = Rules("activecampaign", (one,))
    (verdict,) = rules.explain(of)
    told = rules.changes(of)
    assert verdict.matched is bool(told)
    assert verdict.calls_off is any(change.action is Action.CALL_OFF for change in told)
    return told


def why_not(one: Rule, of: Event) -> str:
    (verdict,) = Rules("activecampaign", (one,)).explain(of)
    return verdict.why_not


def timers(one: Rule, of: Event) -> list[str]:
    return [change.timer for change in changes(one, of)]


def due(one: Rule, of: Event) -> datetime | None:
    (change,) = changes(one, of)
    return change.due_at


def test_what_is_put_off_keeps_its_events_place_in_time() -> None:
    assert changes(rule(), FAILED) == (
        Change(
            Action.ADD, "X", Stamp(int(NOON.timestamp()), False, "d1"), "", "Late", 5,
            due_at=NOON + WEEK, timer="Late product-12",
        ),
    )  # fmt: skip


def test_a_rule_that_is_not_put_off_has_no_timer() -> None:
    (change,) = changes(rule(None, add=("X",)), FAILED)
    assert (change.due_at, change.timer) == (None, "")


def test_each_item_has_a_timer_of_its_own() -> None:
    both = replace(FAILED, items=(GOLD, EXTRA, replace(GOLD, plan="1")))
    assert timers(rule(), both) == ["Late product-12", "Late upsell-3"]
    assert timers(rule(items=("upsell-3",), add=("X",)), both) == ["Late upsell-3"]
    assert timers(rule(), replace(FAILED, items=())) == ["Late -"]


def test_claims_and_occasions_are_put_off_item_by_item() -> None:
    both = replace(FAILED, items=(GOLD, EXTRA))
    told = changes(rule(revoke=("X",), start=("Dunning",)), both)
    occasion = f"payment failed d1 - {int(NOON.timestamp())}"
    assert [(c.action, c.claim, c.timer) for c in told] == [
        (Action.REVOKE, "product-12", "Late product-12"),
        (Action.REVOKE, "upsell-3", "Late upsell-3"),
        (Action.START, f"{occasion} product-12", "Late product-12"),
        (Action.START, f"{occasion} upsell-3", "Late upsell-3"),
    ]


def test_what_an_event_of_any_item_calls_off_has_one_timer() -> None:
    any_purchase = Later(WEEK, unless_any=frozenset({Kind.PURCHASE}))
    both = replace(FAILED, items=(GOLD, EXTRA))
    assert timers(rule(any_purchase), both) == ["Late *"]
    bought = replace(REBILL, kind=Kind.PURCHASE, items=(Item("bump", "9"),))
    narrow = rule(any_purchase, items=("product-12",), plans=("1",), add=("X",))
    assert timers(narrow, bought) == ["Late *"]


def test_an_event_that_names_no_item_calls_off_where_any_item_does() -> None:
    any_cart = Later(WEEK, unless_any=frozenset({Kind.ABANDONED_CART}))
    left = replace(REBILL, kind=Kind.ABANDONED_CART, items=())
    for does in ({"add": ("X",)}, {"grant": ("X",)}):
        assert timers(rule(any_cart, items=("product-12",), **does), left) == ["Late *"]


def test_an_event_that_calls_off_names_what_and_which_timer() -> None:
    told = changes(rule(items=("product-12",), add=("X",), subscribe=("Dunning",)), REBILL)
    stamp = REBILL.stamp
    assert told == (
        Change(Action.CALL_OFF, "X", stamp, "call off", "Late", 5, timer="Late product-12",
               sort=Sort.TAG),
        Change(Action.CALL_OFF, "Dunning", stamp, "call off", "Late", 5, timer="Late product-12",
               sort=Sort.LIST),
    )  # fmt: skip


def test_what_began_without_an_item_is_called_off_by_an_event_of_any() -> None:
    assert timers(rule(), REBILL) == ["Late product-12", "Late -"]


def test_only_an_event_about_its_item_calls_off() -> None:
    assert why_not(rule(items=("upsell-3",), add=("X",)), REBILL) == (
        "none of its items is in this event"
    )
    assert why_not(rule(plans=("1",), add=("X",)), REBILL) == (
        "only pricing option 1 or unknown; this was 90222"
    )
    nameless = replace(REBILL, items=(Item("product", "12"),))
    assert timers(rule(plans=("1",), add=("X",)), nameless) == ["Late product-12"]


def test_of_what_calls_off_only_mode_and_currency_are_asked_besides() -> None:
    asked = (Words("mode", ("live",)), Words("coupon", ("A",)))
    assert why_not(rule(only=asked, add=("X",)), REBILL) == ""
    assert why_not(rule(only=asked, add=("X",)), replace(REBILL, mode="test")) == (
        "only in live mode; this was in test mode"
    )


def test_an_item_that_a_group_picked_is_called_off_by_its_own_event() -> None:
    either = Group("any", (Block(("product-12",)), Block(("upsell-3",))))
    assert "Late product-12" in timers(rule(only=(either,), grant=("X",)), REBILL)


def test_the_verdict_says_that_it_calls_off() -> None:
    one = rule()
    assert Rules("activecampaign", (one,)).explain(REBILL) == (Verdict(one, True, calls_off=True),)
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
