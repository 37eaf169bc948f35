"""What access means: until when is paid."""

import pytest

from bridge.model import Blocking
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, PAYF, SUSP, shop, until_the_end
from tests.entitlements.shop import (
    Story,
    after,
    at_period_end,
    book,
    day,
    memberium,
    tags,
)


def paid_until(seen: Seen, story: Story) -> list[bool]:
    """Whether it is still open at d29, d59 and d89."""
    return [seen(story, at).open["Gold"] for at in (29, 59, 89)]


def test_the_paid_period_ends_at_the_latest_end_that_was_told(seen: Seen) -> None:
    story = until_the_end().happens("purchase", next_payment=day(60))
    story = story.happens("cancelled", at=1, paid_until=day(30))
    assert paid_until(seen, story) == [True, True, False]


def test_told_by_none_it_ends_one_frequency_after_the_last_payment(seen: Seen) -> None:
    story = until_the_end().happens("purchase", every=30).happens("rebill", at=30)
    story = story.happens("cancelled", at=31)
    assert paid_until(seen, story) == [True, True, False]


def test_told_by_none_without_a_frequency_it_ends_at_once(seen: Seen) -> None:
    story = until_the_end().happens("purchase").happens("cancelled", at=1)
    assert paid_until(seen, story) == [False, False, False]


def test_a_period_whose_payment_failed_is_not_paid(seen: Seen) -> None:
    story = until_the_end().happens("purchase", next_payment=day(30))
    story = story.happens("payment failed", at=30)
    story = story.happens("cancelled", at=31, paid_until=day(60))
    assert paid_until(seen, story) == [True, False, False]


@pytest.mark.parametrize(("refunded", "cancelled"), [(32, 33), (33, 32)])
def test_a_period_whose_payment_was_given_back_is_not_paid(
    seen: Seen, refunded: int, cancelled: int
) -> None:
    story = until_the_end().happens("purchase", amount=2900, next_payment=day(30))
    story = story.happens("rebill", at=30, amount=2900, next_payment=day(60))
    story = story.happens("refund", at=refunded, amount=2900)
    story = story.happens("cancelled", at=cancelled, paid_until=day(60))
    assert paid_until(seen, story) == [True, False, False]


def test_another_entitlement_tells_nothing_of_it(seen: Seen) -> None:
    story = until_the_end().happens("purchase", order="1").happens("cancelled", order="1")
    story = story.happens("rebill", "product-99", order="1", at=1, next_payment=day(60))
    assert paid_until(seen, story) == [False, False, False]


def test_any_event_may_tell_how_often_is_paid(seen: Seen) -> None:
    story = shop(completed_ends=True).happens("purchase").happens("payment failed", at=1, every=30)
    story = story.happens("completed", at=10)
    assert (tags(seen(story, day(40, -1))), tags(seen(story, 40))) == (OPEN, [])


def test_days_after_a_period_that_is_over_count_from_the_cancellation(seen: Seen) -> None:
    story = shop(cancelled=Blocking("GoldCANC", at_period_end(days=3)))
    story = story.happens("purchase", next_payment=day(30)).happens("cancelled", at=40)
    assert (tags(seen(story, day(43, -1))), tags(seen(story, 43))) == (OPEN, CANC)


def test_a_period_whose_payment_failed_is_not_paid_whether_or_not_that_blocks(seen: Seen) -> None:
    story = until_the_end(overdue=None).happens("purchase").happens("payment failed", at=1)
    story = story.happens("cancelled", at=1, paid_until=day(30))
    assert tags(seen(story, 2)) == CANC


def test_one_payment_after_a_cancellation_shortens_nothing_that_was_paid(seen: Seen) -> None:
    story = until_the_end().happens("purchase", next_payment=day(60)).happens("cancelled", at=1)
    story = story.happens("rebill", at=2, next_payment=day(50))
    assert (tags(seen(story, day(60, -1))), tags(seen(story, 60))) == (OPEN, CANC)


def test_a_pause_may_tell_the_end_of_what_is_paid(seen: Seen) -> None:
    story = shop(paused=Blocking("GoldSUSP", at_period_end())).happens("purchase")
    story = story.happens("paused", at=10, paid_until=day(30))
    assert (tags(seen(story, day(30, -1))), tags(seen(story, 30))) == (OPEN, SUSP)


def test_a_month_given_back_in_two_halves_is_not_paid(seen: Seen) -> None:
    story = until_the_end().happens("purchase", amount=2900, next_payment=day(30))
    story = story.happens("rebill", at=30, amount=2900, next_payment=day(60))
    halves = story.happens("refund", at=31, amount=1450).happens("refund", at=32, amount=1450)
    more = story.happens("refund", at=31, amount=3000)
    for told in (halves, more):
        assert tags(seen(told.happens("cancelled", at=40), 41)) == CANC
    half = story.happens("refund", at=31, amount=1450).happens("cancelled", at=40)
    assert tags(seen(half, 41)) == OPEN


def test_a_second_payment_waits_no_longer_than_the_first_one(seen: Seen) -> None:
    story = shop(lifts=after(seconds=30)).happens("payment failed")
    story = story.happens("purchase", at=0).happens("payment failed", at=1)
    story = story.happens("rebill", at=1).happens("rebill", at=day(1, 30))
    assert (tags(seen(story, day(1, 29))), tags(seen(story, day(1, 30)))) == (PAYF, OPEN)


def test_who_paid_after_a_cancellation_is_in_as_long_as_anything_tells_that_is_paid(
    seen: Seen,
) -> None:
    story = Story(book(memberium(cancelled=Blocking("GoldCANC", at_period_end()))))
    story = story.happens("purchase", every=30).happens("cancelled", at=1).happens("rebill", at=2)
    story = story.happens("paused", at=32, paid_until=day(60))
    seen_on = [tags(seen(story, at)) for at in (day(32, -1), 32, day(60, -1), 60)]
    paused = ["gold", "goldsusp"]
    assert seen_on == [["gold"], paused, paused, ["gold", "goldcanc", "goldsusp"]]


def test_who_paid_after_a_cancellation_is_in_until_the_end_of_what_she_paid_before(
    seen: Seen,
) -> None:
    story = Story(book()).happens("purchase", amount=100, next_payment=day(365))
    story = story.happens("cancelled", at=1)
    story = story.happens("rebill", at=2, amount=100, next_payment=day(32))
    seen_on = [tags(seen(story, at)) for at in (day(2, -1), 2, day(365, -1), 365)]
    assert seen_on == [["gold", "goldcanc"], ["gold"], ["gold"], ["gold", "goldcanc"]]
