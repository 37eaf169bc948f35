"""What access means: when events happened, and in which order they count."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bridge.model import Action, Effect, Moment
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import OPEN
from tests.entitlements.shop import (
    ANN,
    BEA,
    Fold,
    Story,
    accessally,
    book,
    day,
    memberium,
    tags,
)


def shop() -> Story:
    return Story(book(memberium(), "product-12"))


FIRST = day(1)


THEN = FIRST + timedelta(microseconds=1)


def test_an_event_happened_when_it_tells_or_when_it_was_received_whichever_is_earlier() -> None:
    event = shop().happens("purchase", at=5).facts[0].event
    assert event.received(day(6)).occurred_at == day(5)
    assert event.received(day(4)).occurred_at == day(4)


def test_a_time_before_2010_is_none() -> None:
    event = shop().happens("purchase", at=datetime(2009, 12, 31, tzinfo=UTC)).facts[0].event
    assert event.received(day(1)).occurred_at == day(1)


@pytest.mark.parametrize("kind", ["payment failed", "cancelled", "paused"])
def test_what_claims_to_be_older_than_its_purchase_counts_right_after_it(
    seen: Seen, kind: str
) -> None:
    told = shop().happens("purchase", at=10).happens(kind, at=8)
    assert tags(seen(told, 11)) != OPEN
    assert tags(seen(told.happens("rebill", at=10), 11)) == OPEN


def test_events_older_than_the_purchase_keep_their_own_order(seen: Seen) -> None:
    told = shop().happens("purchase", at=10)
    assert tags(seen(told.happens("paused", at=7).happens("resumed", at=8), 11)) == OPEN
    assert tags(seen(told.happens("resumed", at=7).happens("paused", at=8), 11)) != OPEN


def test_a_purchase_told_twice_is_paid_once(seen: Seen) -> None:
    told = shop().happens("purchase", amount=2900).happens("purchase", at=1, amount=2900)
    assert tags(seen(told.happens("refund", at=2, amount=2900), 3)) == []


def test_a_purchase_told_twice_counts_at_the_earliest_time(seen: Seen) -> None:
    told = shop().happens("purchase", at=1).happens("payment failed", at=0.5)
    assert tags(seen(told, 2)) == ["gold", "goldpayf"]
    assert tags(seen(told.happens("purchase", at=0), 2)) == ["gold", "goldpayf"]
    failed_later = shop().happens("purchase", at=0).happens("payment failed", at=1)
    assert tags(seen(failed_later.happens("purchase", at=2), 3)) == ["gold", "goldpayf"]


def test_a_purchase_without_an_order_number_is_an_order_of_its_own(seen: Seen) -> None:
    twice = shop().happens("purchase", order="", amount=100)
    twice = twice.happens("purchase", order="", at=1, amount=100)
    once_refunded = twice.happens("refund", order="", at=2, amount=100)
    assert tags(seen(once_refunded, 3)) == OPEN
    assert tags(seen(once_refunded.happens("refund", order="", at=4, amount=100), 5)) == []


@pytest.mark.parametrize("taking", ["payment failed", "paused"])
@pytest.mark.parametrize("giving", ["rebill", "completed"])
def test_within_one_second_what_gives_counts_after_what_takes(
    seen: Seen, taking: str, giving: str
) -> None:
    bought = shop().happens("purchase")
    for first, second in ((taking, giving), (giving, taking)):
        assert tags(seen(bought.happens(first, at=1).happens(second, at=1), 2)) == OPEN


def test_within_one_second_a_purchase_counts_first(seen: Seen) -> None:
    told = shop().happens("payment failed", key="a").happens("purchase", key="b")
    assert tags(seen(told, 0)) == ["gold", "goldpayf"]


def test_within_one_second_a_change_of_address_counts_last(seen: Seen) -> None:
    told = shop().happens("purchase", email=ANN)
    told = told.happens("e-mail changed", "", order="", email=BEA, at=1, key="a")
    told = told.happens("rebill", email=ANN, at=1, key="b")
    assert tags(seen(told, 1, BEA)) == OPEN


def test_test_and_live_never_touch_each_other(seen: Seen) -> None:
    told = shop().happens("purchase", amount=100)
    for kind in ("refund", "cancelled", "payment failed"):
        other = told.happens(kind, at=1, amount=100, mode="test")
        assert tags(seen(other, 2)) == OPEN
        unnumbered = told.happens(kind, at=1, amount=100, mode="test", order="", customer="")
        assert tags(seen(unnumbered, 2)) == OPEN
    moved = told.happens("e-mail changed", "", at=1, order="", email=BEA, mode="test")
    assert tags(seen(moved, 2)) == OPEN


@pytest.mark.parametrize("kind", ["payment declined", "abandoned cart", "commission earned"])
def test_what_sells_nothing_never_makes_touches_or_presumes_an_entitlement(
    seen: Seen, kind: str
) -> None:
    assert seen(shop().happens(kind), 0).targets == {}
    failed = shop().happens("purchase").happens("payment failed", at=1)
    assert tags(seen(failed.happens(kind, at=2), 3)) == ["gold", "goldpayf"]


@pytest.mark.parametrize("kind", ["payment declined", "abandoned cart", "commission earned"])
def test_what_sells_nothing_moves_nobody(seen: Seen, kind: str) -> None:
    told = shop().happens("purchase").happens(kind, at=1, email=BEA)
    assert (tags(seen(told, 2)), tags(seen(told, 2, BEA))) == (OPEN, [])


def test_one_delivery_counts_once_however_often_it_comes(which: Fold) -> None:
    told = shop().happens("purchase", amount=100).happens("rebill", at=1, amount=100)
    told = told.happens("refund", at=2, amount=100)
    rules = told.rules
    for facts in permutations(told.facts * 2, 4):
        if len({fact.event.key for fact in facts}) == 3:
            assert tags(which(facts, lambda _: rules, day(3))[ANN]) == OPEN


def test_within_one_second_a_rebill_counts_after_a_refund_and_a_cancellation(seen: Seen) -> None:
    bought = shop().happens("purchase", amount=100)
    for taking in ("refund", "cancelled"):
        told = bought.happens(taking, at=1, amount=100, key="b")
        told = told.happens("rebill", at=1, amount=100, key="a")
        assert tags(seen(told, 2)) == OPEN


def test_within_one_second_a_resumption_counts_after_a_pause(seen: Seen) -> None:
    told = shop().happens("purchase").happens("resumed", at=1, key="a")
    assert tags(seen(told.happens("paused", at=1, key="b"), 2)) == OPEN


def test_within_one_second_what_is_alike_counts_by_its_delivery_key(seen: Seen) -> None:
    add, remove = (Effect(action, "Buyer") for action in (Action.ADD, Action.REMOVE))
    told = shop().happens("purchase").happens("rebill", at=1, key="b", effects=[add])
    told = told.happens("rebill", at=1, key="a", effects=[remove])
    assert tags(seen(told, 2)) == ["buyer", "gold"]


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_granted_and_ended_within_one_second_is_ended(seen: Seen, keys: str) -> None:
    story = Story(book()).hand("grant", at=FIRST, key=keys[0]).hand("end", at=THEN, key=keys[1])
    assert tags(seen(story, 2)) == []


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_ended_and_granted_within_one_second_is_granted(seen: Seen, keys: str) -> None:
    story = Story(book()).hand("end", at=FIRST, key=keys[0]).hand("grant", at=THEN, key=keys[1])
    assert tags(seen(story, 2)) == ["gold"]


@pytest.mark.parametrize("later", [0, 1, 999_999])
def test_what_she_pays_in_the_second_of_an_end_counts_after_it(seen: Seen, later: int) -> None:
    story = Story(book()).happens("purchase").happens("rebill", at=FIRST, key="a")
    story = story.hand("end", at=FIRST + timedelta(microseconds=later), key="b")
    assert tags(seen(story, 2)) == ["gold"]


def test_the_order_survives_being_written_down() -> None:
    story = Story(book()).hand("grant", at=FIRST, key="b").hand("end", at=THEN, key="a")
    moments = [Moment.of(fact.event) for fact in story.facts]
    assert moments == sorted(moments)
    assert [str(each) for each in moments] == sorted(map(str, moments))
    assert [Moment.parse(str(each)) for each in moments] == moments


def test_a_hands_grant_goes_with_who_came_last_though_she_moves_in_that_second(
    seen: Seen,
) -> None:
    story = Story(book(accessally("Course"), "product-12")).hand("grant", "Course")
    story = story.hand("end", "Course", at=day(0, 1)).happens("purchase", amount=2900, at=day(0, 1))
    story = story.happens("refund", amount=2900, at=day(0, 1), email=BEA)
    story = story.hand("grant", "Course", at=day(0, 1))
    found = [seen(story, day(0, 1), email).open for email in (ANN, BEA)]
    assert found == [{"Course": False}, {"Course": True}]
