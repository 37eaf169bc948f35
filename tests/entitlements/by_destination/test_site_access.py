"""Until when an entitlement opens a site that knows access: asked of both folds."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bridge.entitlements.by_destination.site_access import Access, best_access
from bridge.entitlements.desired import Desired, DesiredState, Value
from bridge.entitlements.fold import fold
from bridge.model import Action, Block, Blocking, Moment, Refunds, Sort
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import rule, shop
from tests.entitlements.shop import (
    ANN,
    DAY,
    FakeBook,
    Story,
    after,
    at_period_end,
    day,
    item,
    plain,
)

HOLD = "Gold live:1001:product-12"
FOR_LIFE = "for life"


def monthly(**parts: Any) -> Story:
    """Bought on the first of January, paid for a month."""
    return shop(**parts).happens("purchase", every=30, amount=2900)


def until(number: float) -> str:
    return str(day(number))


def written(**wait: float) -> Blocking:
    return Blocking("Gold…", after(**wait), written=True)


@pytest.fixture
def access(seen: Seen) -> Any:
    """By its hold until when it is open; of one alone the day itself; "" where it is closed."""

    def ask(story: Story, at: float | datetime) -> Any:
        found = seen(story, at).access
        return found.get(HOLD, "") if set(found) <= {HOLD} else found

    return ask


def test_what_is_paid_once_is_for_life(access: Any) -> None:
    assert access(shop().happens("purchase"), 4000) == FOR_LIFE
    both = [item("product-12", single=True), item("bump-1", single=False)]
    assert access(shop().happens("purchase", both, next_payment=day(30)), 4000) == FOR_LIFE


def test_a_subscription_is_open_until_its_next_payment_and_each_moves_that(access: Any) -> None:
    bought = monthly()
    assert [access(bought, at) for at in (0, 30, 31)] == [until(30), until(30), ""]
    paid = bought.happens("rebill", at=30, next_payment=day(61))
    assert [access(paid, at) for at in (31, 61, 62)] == [until(61), until(61), ""]


def test_an_end_that_nobody_told_is_for_life_until_something_ends_it_at_once(access: Any) -> None:
    bought = shop().happens("purchase").happens("rebill", at=30)
    assert access(bought, 400) == FOR_LIFE
    failed = bought.happens("payment failed", at=60)
    assert access(failed, 60) == ""
    cancelled = bought.happens("cancelled", at=60)
    assert (access(cancelled, day(60, 59)), access(cancelled, day(60, 60))) == (FOR_LIFE, "")
    assert access(cancelled.happens("rebill", at=61, every=30), 61) == until(91)


def test_a_date_that_an_order_tells_of_several_subscriptions_is_none_of_theirs(access: Any) -> None:
    both = [item("product-12"), item("product-13")]
    bought = shop().happens("purchase", both, next_payment=day(30))
    assert access(bought, 60) == FOR_LIFE
    assert access(bought.happens("rebill", at=365, every=365), 365) == until(730)


def test_a_failed_payment_lets_it_run_out_and_the_next_one_opens_it(access: Any) -> None:
    failed = monthly().happens("payment failed", at=30)
    assert (access(failed, 30), access(failed, 31)) == (until(30), "")
    assert access(failed.happens("rebill", at=33), 33) == until(63)


def test_a_failed_payment_ends_it_when_the_file_says_so(access: Any) -> None:
    at_once = monthly(overdue=written()).happens("payment failed", at=29)
    assert access(at_once, 29) == ""
    patient = monthly(overdue=written(days=3)).happens("payment failed", at=30)
    assert (access(patient, 31), access(patient, 34)) == (until(33), "")
    suspended = monthly(suspended=written(days=7)).happens("payment failed", at=30)
    assert (access(suspended, 37), access(suspended, 38)) == (until(37), "")


def test_a_cancellation_ends_it_with_what_is_paid(access: Any) -> None:
    cancelled = monthly().happens("cancelled", at=10)
    assert [access(cancelled, at) for at in (11, 30, 31)] == [until(30), until(30), ""]
    told = monthly().happens("cancelled", at=10, paid_until=day(31))
    assert access(told, 31) == until(31)


def test_a_cancellation_ends_it_when_the_file_says_so(access: Any) -> None:
    at_once = monthly(cancelled=written()).happens("cancelled", at=10)
    assert (access(at_once, day(10, 59)), access(at_once, day(10, 60))) == (until(30), "")
    later = monthly(cancelled=written(days=7)).happens("cancelled", at=10)
    assert (access(later, 10), access(later, 18)) == (until(17), "")
    end = Blocking("GoldCANC", at_period_end(days=2), written=True)
    assert access(monthly(cancelled=end).happens("cancelled", at=10), 10) == until(32)
    off = monthly(cancelled=None).happens("cancelled", at=10)
    assert (access(off, 30), access(off, 31)) == (until(30), "")


def test_a_pause_lasts_until_she_resumes(access: Any) -> None:
    paused = monthly(paused=written()).happens("paused", at=10)
    assert access(paused, 10) == ""
    assert access(paused.happens("resumed", at=12), 12) == until(30)
    assert access(monthly().happens("paused", at=10), 12) == until(30)


def test_a_month_given_back_changes_nothing_until_it_is_cancelled(access: Any) -> None:
    given = monthly().happens("rebill", at=30, amount=2900).happens("refund", at=31, amount=2900)
    assert access(given, 59) == until(60)
    assert access(given.happens("cancelled", at=32), 33) == ""


def test_all_given_back_ends_it_at_once_and_a_payment_gives_it_again(access: Any) -> None:
    given = monthly().happens("refund", at=3, amount=2900)
    assert (access(given, day(3, 59)), access(given, day(3, 60))) == (until(30), "")
    assert access(given.happens("rebill", at=30, amount=2900), 30) == until(60)
    kept = monthly(refunds=Refunds.OFF).happens("refund", at=3, amount=2900)
    assert access(kept, 29) == until(30)


def test_a_plan_that_is_paid_off_is_for_life_or_ends_with_its_term(access: Any) -> None:
    paid = monthly().happens("rebill", at=30, left=0)
    assert access(paid.happens("payment failed", at=60), 4000) == FOR_LIFE
    assert access(monthly(completed_ends=True).happens("rebill", at=30, left=0), 31) == until(60)


def test_what_lasts_a_time_ends_with_it_whatever_is_paid(access: Any) -> None:
    lasting = monthly(lasts=day(40) - day(0)).happens("rebill", at=30)
    assert (access(lasting, 40), access(lasting, 41)) == (until(40), "")


def test_a_hand_grants_to_a_day_and_ends_and_bans_at_once(access: Any) -> None:
    [held] = access(shop().hand("grant", until=day(5)), 5).items()
    assert held == ("Gold hand:d00:Gold", until(5))
    assert access(shop().hand("grant", until=day(5)), 6) == ""
    assert access(shop().hand("grant").hand("end", at=1), 1) == ""
    assert access(monthly().hand("ban", at=1), 1) == ""


def test_a_rule_that_revokes_the_membership_or_puts_its_block_on_ends_it_at_once(
    access: Any,
) -> None:
    for action, name in ((Action.REVOKE, "Gold"), (Action.ADD, "GoldCANC")):
        told = monthly().happens("payment failed", at=1, order="9", effects=rule(action, name))
        assert access(told, 2)  # of another order
        told = monthly().happens("resumed", at=1, effects=rule(action, name))
        assert access(told, 2) == ""


def test_another_order_keeps_the_membership_open_by_itself(access: Any) -> None:
    twice = monthly().happens("purchase", at=5, order="1002", amount=2900)
    refunded = twice.happens("refund", at=6, amount=2900)
    assert access(refunded, 7) == {"Gold live:1002:product-12": FOR_LIFE}


def test_what_was_never_paid_is_not_wanted_at_a_site_and_never_told_anew() -> None:
    told = told_of(shop().happens("payment failed"), 1)
    assert (told.value, told.anew, told.creates) == (Value.UNWANTED, None, False)


def told_of(story: Story, at: float) -> Desired:
    [desired] = at_site(story, at).access.values()
    return desired


def at_site(story: Story, at: float) -> DesiredState:
    return fold(story.facts, lambda _: story.rules, day(at))[ANN]


def test_what_money_bought_is_told_anew_while_it_lasts_and_a_rebill_tells_the_end_alone() -> None:
    bought = monthly()
    [purchase] = [Moment.of(fact.event) for fact in bought.facts]
    assert (told_of(bought, 1).anew, told_of(bought, 1).creates) == (purchase, True)
    assert (told_of(bought, 31).anew, told_of(bought, 31).creates) == (None, False)
    assert told_of(bought.happens("rebill", at=30), 30).anew == purchase
    failed = bought.happens("payment failed", at=30).happens("rebill", at=32)
    assert told_of(failed, 32).anew == Moment.of(failed.facts[-1].event)


def test_an_end_that_is_told_ahead_stays_told_so_that_nothing_is_said_when_it_comes() -> None:
    cancelled = monthly().happens("cancelled", at=10)
    assert [told_of(cancelled, at).text for at in (11, 31, 400)] == [day(30).isoformat()] * 3


def test_a_hand_that_hurries_a_written_end_ends_it_at_once() -> None:
    story = monthly(cancelled=written(days=7)).happens("cancelled", at=10)
    [ahead] = [each for each in at_site(story, 11).upcoming if each.what == Block.CANCELLED]
    hurried = story.hand("hurry", "", at=12, about=ahead.subject)
    assert told_of(hurried, 13).value is Value.UNWANTED


def test_a_site_calls_it_by_its_name_there_and_two_memberships_may_be_one() -> None:
    gold, silver = plain("Gold", access="Circle"), plain("Silver", access="Circle", lasts=DAY)
    sold = frozenset({"product-12"})
    told = told_of(Story(FakeBook(((gold, sold), (silver, sold))), monthly().facts), 0)
    assert (told.name, told.text) == ("Circle", day(30).isoformat())


def test_of_two_that_are_one_the_longer_counts() -> None:
    wanted = Desired(Sort.ACCESS, "Gold", Value.WANTED, Moment(1))
    sooner, later = (replace(wanted, text=f"2026-0{month}-01") for month in (1, 2))
    ended = replace(wanted, value=Value.UNWANTED)
    assert best_access(sooner, later) is later
    assert best_access(wanted, later) is wanted
    assert best_access(sooner, ended) is sooner


def test_access_is_over_once_its_end_has_come() -> None:
    assert not Access(Value.WANTED).is_over(10)
    assert [Access(Value.WANTED, 10).is_over(at) for at in (9, 10)] == [False, True]
