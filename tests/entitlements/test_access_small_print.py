"""What access means where lives are rare: what is paid, told twice, or told too late."""

from collections.abc import Sequence
from typing import Any

from bridge.model import Action, Blocking, Effect
from tests.entitlements.conftest import Seen
from tests.entitlements.shop import (
    ANN,
    BEA,
    Story,
    after,
    at_period_end,
    book,
    day,
    item,
    memberium,
    tags,
)

OPEN, CANC, PAYF, SUSP = ["gold"], ["gold", "goldcanc"], ["gold", "goldpayf"], ["gold", "goldsusp"]


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts), "product-12"))


def until_the_end(**parts: Any) -> Story:
    return shop(cancelled=Blocking("GoldCANC", at_period_end()), **parts)


def rule(action: Action, name: str, after: float | None = None) -> Sequence[Effect]:
    due = None if after is None else day(after)
    return [Effect(action, name, item="product-12", due_at=due)]


# -- a purchase told twice


def test_a_purchase_told_twice_moves_nobody_back(seen: Seen) -> None:
    story = shop().happens("purchase", key="a").happens("rebill", key="b", email=BEA)
    assert tags(seen(story.happens("purchase", at=day(0, 1), key="c"), 1, BEA)) == OPEN


def test_a_purchase_told_twice_may_tell_more_of_what_it_paid(seen: Seen) -> None:
    story = until_the_end().happens("purchase")
    story = story.happens("purchase", at=day(0, 5), next_payment=day(30)).happens("cancelled", at=1)
    assert (tags(seen(story, day(30, -1))), tags(seen(story, 30))) == (OPEN, CANC)


def test_a_purchase_told_twice_is_no_payment_after_what_a_rule_revoked(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.REVOKE, "Gold"))
    assert tags(seen(story.happens("purchase", at=day(0, 5)), 1)) == []


# -- what is paid


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


# -- refunds and failed payments that name no item


def test_a_refund_that_names_no_item_is_about_the_base_product_even_if_paid_once(
    seen: Seen,
) -> None:
    story = shop().happens("purchase", (item("product-12", 29700, single=True),), amount=29700)
    assert tags(seen(story.happens("refund", at=1, amount=29700, items_told=False), 2)) == []


def test_so_it_is_in_an_order_of_before_the_bridge_of_which_another_item_is_known(
    seen: Seen,
) -> None:
    story = shop().happens("payment failed", "product-13")
    story = story.happens("refund", at=1, amount=2900, items_told=False)
    assert seen(story, 2).targets["gold"] == "unwanted"


def test_a_base_product_that_is_not_in_the_order_is_presumed_by_no_refund(seen: Seen) -> None:
    story = shop().happens("purchase", "product-13", amount=29700)
    story = story.happens("refund", at=1, amount=2900, items_told=False)
    assert seen(story, 2).targets == {}


def test_lines_that_are_told_later_say_as_well_that_it_was_paid_once(seen: Seen) -> None:
    story = shop().happens("purchase", "product-13").happens("payment failed", items_told=False)
    story = story.happens("purchase", (item("product-12", single=True),), at=day(0, 1))
    assert tags(seen(story, 1)) == OPEN


# -- rules


def test_a_rule_may_open_what_a_purchase_opens_later(seen: Seen) -> None:
    story = shop(opens=after(days=30)).happens("purchase", effects=rule(Action.GRANT, "Gold"))
    assert tags(seen(story, 0)) == OPEN


def test_what_a_rule_gives_later_takes_nothing_until_then(seen: Seen) -> None:
    story = shop().happens("payment failed", effects=rule(Action.GRANT, "Gold", after=2))
    assert (seen(story, 1).targets["gold"], seen(story, 2).targets["gold"]) == (
        "unspoken",
        "wanted",
    )


def test_a_rule_takes_the_tag_at_a_failed_payment(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("payment failed", at=1, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story, 2)) == ["goldpayf"]


def test_a_rule_that_adds_a_blocking_tag_waits_for_no_end_of_a_period(seen: Seen) -> None:
    story = until_the_end().happens("purchase", next_payment=day(30))
    assert tags(seen(story.happens("rebill", at=1, effects=rule(Action.ADD, "GoldCANC")), 1)) == (
        CANC
    )


def test_what_an_affiliates_event_asks_for_is_not_the_buyers(seen: Seen) -> None:
    add = [Effect(Action.ADD, "Partner")]
    story = shop().happens("purchase")
    story = story.happens("commission earned", "", at=1, email=BEA, customer="", effects=add)
    assert (tags(seen(story, 2, ANN)), tags(seen(story, 2, BEA))) == (OPEN, ["partner"])


def test_what_a_rule_blocks_later_lifts_nothing_that_blocks_now(seen: Seen) -> None:
    later = rule(Action.ADD, "GoldPAYF", after=2)
    story = shop().happens("purchase").happens("payment failed", at=1, effects=later)
    assert [tags(seen(story, at)) for at in (1, 1.9, 3)] == [PAYF] * 3


def test_a_payment_that_lifts_later_lifts_at_once_what_has_not_begun(seen: Seen) -> None:
    story = shop(overdue=Blocking("GoldPAYF", after(days=3)), lifts=after(days=7))
    story = story.happens("purchase").happens("payment failed", at=1).happens("rebill", at=2)
    assert tags(seen(story, 5)) == OPEN


def test_a_rules_block_beside_a_cancellation_leaves_that_to_its_end(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("cancelled", at=1, effects=rule(Action.ADD, "GoldCANC"))
    story = story.happens("rebill", at=2, next_payment=day(30))
    assert [tags(seen(story, at)) for at in (1, 2, 29, 30)] == [CANC, OPEN, OPEN, CANC]


def test_a_completion_tells_of_no_money_beside_the_last_payment(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900).happens("completed", at=1)
    assert tags(seen(story.happens("refund", at=2, amount=1450), 3)) == OPEN


def test_a_failed_payment_after_a_rule_lifted_the_last_one_blocks_again(seen: Seen) -> None:
    lift = rule(Action.REMOVE, "GoldPAYF")
    story = shop().happens("purchase").happens("payment failed", at=1, effects=lift)
    assert tags(seen(story, 1)) == OPEN
    assert tags(seen(story.happens("payment failed", at=1), 2)) == PAYF
