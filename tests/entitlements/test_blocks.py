"""What access means where a rule opens, takes or blocks what events open and block."""

from bridge.model import Action, Blocking, Effect
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, PAYF, rule, shop, until_the_end
from tests.entitlements.shop import (
    ANN,
    BEA,
    after,
    day,
    tags,
)


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


def test_a_removal_that_is_put_off_lets_a_block_stand_until_then(seen: Seen) -> None:
    story = shop(overdue=Blocking("GoldPAYF", after(days=1))).happens("purchase")
    removed = rule(Action.REMOVE, "GoldPAYF", 3)
    failed = story.happens("payment failed", effects=removed)
    assert [tags(seen(failed, at)) for at in (0, 1, 2, 3)] == [OPEN, PAYF, PAYF, OPEN]
    soon = story.happens("payment failed", effects=rule(Action.REMOVE, "GoldPAYF", 0.5))
    assert [tags(seen(soon, at)) for at in (0.75, 1, 2)] == [OPEN, OPEN, OPEN]


def test_a_second_cancellation_opens_nothing_that_the_first_one_shut(seen: Seen) -> None:
    story = shop(cancelled=Blocking("GoldCANC", after(days=7))).happens("purchase")
    paid = story.happens("cancelled").happens("rebill", at=1, next_payment=day(31))
    shut = paid.happens("cancelled", at=40)
    assert [tags(seen(shut, at)) for at in (30, 31, 40, 41)] == [OPEN, CANC, CANC, CANC]
    in_time = paid.happens("cancelled", at=31)
    assert [tags(seen(in_time, at)) for at in (32, 37, 38)] == [OPEN, OPEN, CANC]
