"""What access means: one person's hold on one item by one order."""

from datetime import timedelta
from typing import Any

import pytest

from bridge.model import Action, Blocking, Effect, Kind, Refunds
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, PAYF, SUSP
from tests.entitlements.shop import (
    ANN,
    Fold,
    Story,
    accessally,
    after,
    at_period_end,
    book,
    day,
    item,
    memberium,
    tags,
)

AT_PERIOD_END = memberium(cancelled=Blocking("GoldCANC", at_period_end()))


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts)))


def until_the_end(story: Story) -> Story:
    return Story(book(AT_PERIOD_END), story.facts)


PAID_OFF = [("completed", None), ("rebill", 0)]


MONTH = timedelta(days=30)


def gold(action: Action, due: float | None = None) -> list[Effect]:
    at = None if due is None else day(due)
    return [Effect(action, "Gold", item="product-12", due_at=at)]


@pytest.mark.parametrize("kind", ["purchase", "rebill", "completed"])
def test_a_payment_grants_even_of_an_order_never_seen(seen: Seen, kind: str) -> None:
    assert tags(seen(shop().happens(kind), 0)) == OPEN


def test_a_purchase_can_open_later(seen: Seen) -> None:
    story = shop(opens=after(days=7)).happens("purchase")
    assert (tags(seen(story, 6.9)), tags(seen(story, 7))) == ([], OPEN)


def test_a_purchase_that_is_off_grants_nothing_and_takes_nothing(seen: Seen) -> None:
    found = seen(shop(opens=None).happens("purchase"), 1)
    assert (found.targets["gold"], found.open["Gold"]) == ("unspoken", False)


def test_it_is_overdue_from_a_failed_payment_until_one_that_happened_later(seen: Seen) -> None:
    story = shop().happens("purchase").happens("payment failed", at=30)
    assert tags(seen(story, 30)) == PAYF
    assert tags(seen(story.happens("rebill", at=29), 31)) == PAYF
    assert tags(seen(story.happens("rebill", at=31), 31)) == OPEN


@pytest.mark.parametrize("kind", ["resumed", "rebill", "completed"])
def test_it_is_paused_until_resumed_or_a_payment_that_happened_later(seen: Seen, kind: str) -> None:
    story = shop().happens("purchase").happens("paused", at=30)
    assert tags(seen(story, 30)) == SUSP
    assert tags(seen(story.happens(kind, at=40), 40)) == OPEN


def test_resuming_pays_nothing(seen: Seen) -> None:
    story = shop().happens("purchase").happens("payment failed", at=30)
    assert tags(seen(story.happens("resumed", at=31), 32)) == PAYF


def test_it_is_cancelled_from_its_cancellation(seen: Seen) -> None:
    story = shop().happens("purchase").happens("cancelled", at=30)
    assert tags(seen(story, day(30, 60))) == CANC


def test_at_period_end_it_is_cancelled_from_the_end_of_what_is_paid(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase"))
    told = story.happens("cancelled", at=10, paid_until=day(30))
    assert (tags(seen(told, day(30, -1))), tags(seen(told, 30))) == (OPEN, CANC)


def test_days_after_the_period_end_are_added_to_it(seen: Seen) -> None:
    membership = memberium(cancelled=Blocking("GoldCANC", at_period_end(days=3)))
    story = Story(book(membership)).happens("purchase", next_payment=day(30))
    story = story.happens("cancelled", at=10)
    assert (tags(seen(story, day(33, -1))), tags(seen(story, 33))) == (OPEN, CANC)


def test_one_payment_after_a_cancellation_opens_until_the_end_that_it_paid(seen: Seen) -> None:
    story = shop().happens("purchase").happens("cancelled", at=30)
    story = story.happens("rebill", at=40, next_payment=day(70))
    found = [tags(seen(story, at)) for at in (day(40), day(70, -1), day(70))]
    assert found == [OPEN, OPEN, CANC]


def test_or_for_one_frequency_where_it_tells_no_end(seen: Seen) -> None:
    story = shop().happens("purchase", every=30).happens("cancelled", at=30)
    story = story.happens("rebill", at=40)
    assert (tags(seen(story, day(70, -1))), tags(seen(story, 70))) == (OPEN, CANC)


def test_a_second_payment_lifts_the_cancellation(seen: Seen) -> None:
    story = shop().happens("purchase").happens("cancelled", at=30)
    story = story.happens("rebill", at=40, next_payment=day(70))
    assert tags(seen(story.happens("rebill", at=70, next_payment=day(100)), 150)) == OPEN


def test_a_cancellation_told_twice_is_one(seen: Seen) -> None:
    story = shop().happens("purchase").happens("cancelled", at=30).happens("cancelled", at=31)
    story = story.happens("rebill", at=40, next_payment=day(70))
    assert (tags(seen(story, 41)), tags(seen(story, 70))) == (OPEN, CANC)


def test_a_payment_that_happened_before_the_cancellation_lifts_nothing(seen: Seen) -> None:
    story = shop().happens("purchase").happens("cancelled", at=30).happens("rebill", at=29)
    assert tags(seen(story, 31)) == CANC


@pytest.mark.parametrize(("kind", "left"), PAID_OFF)
@pytest.mark.parametrize("later", ["payment failed", "paused", "cancelled"])
def test_what_comes_after_it_was_paid_off_no_longer_concerns_it(
    seen: Seen, kind: str, left: int | None, later: str
) -> None:
    story = shop().happens("purchase").happens(kind, at=60, left=left)
    assert tags(seen(story.happens(later, at=61), 90)) == OPEN


def test_paid_off_it_can_still_be_given_back(seen: Seen) -> None:
    story = shop().happens("purchase", amount=100).happens("completed", at=60)
    assert tags(seen(story.happens("refund", at=61, amount=100), 62)) == []


@pytest.mark.parametrize(("kind", "left"), PAID_OFF)
def test_a_fixed_term_ends_with_what_is_paid(seen: Seen, kind: str, left: int | None) -> None:
    story = shop(completed_ends=True).happens("purchase", every=30)
    story = story.happens(kind, at=60, left=left)
    assert (tags(seen(story, day(90, -1))), tags(seen(story, 90))) == (OPEN, [])


def test_a_fallback_on_the_base_product_never_concerns_what_was_paid_once(seen: Seen) -> None:
    sold = (item("product-12", 29700, single=True), item("upsell-3", 1000, single=False))
    story = shop().happens("purchase", sold)
    for kind in ("payment failed", "cancelled", "paused"):
        assert tags(seen(story.happens(kind, at=30, items_told=False), 31)) == OPEN
    story = shop().happens("purchase", (item("product-12", 2900, single=False),))
    assert tags(seen(story.happens("payment failed", at=30, items_told=False), 31)) == PAYF


def test_lasts_ends_it_by_itself(seen: Seen) -> None:
    story = shop(lasts_months=12).happens("purchase")
    assert (tags(seen(story, day(365, -1))), tags(seen(story, 365))) == (OPEN, [])


def test_lasts_counts_from_when_it_opened(seen: Seen) -> None:
    story = Story(book(memberium(opens=after(days=7), lasts=after(days=30).after)))
    story = story.happens("purchase")
    assert (tags(seen(story, day(37, -1))), tags(seen(story, 37))) == (OPEN, [])


def test_a_payment_meanwhile_lengthens_nothing_one_after_it_grants_as_long_again(
    seen: Seen,
) -> None:
    story = shop(lasts=after(days=30).after).happens("purchase").happens("rebill", at=20)
    assert tags(seen(story, 30)) == []
    story = story.happens("rebill", at=40)
    found = [tags(seen(story, at)) for at in (day(40), day(70, -1), day(70))]
    assert found == [OPEN, OPEN, []]


def test_lasts_counts_months_to_the_last_of_a_shorter_one(seen: Seen) -> None:
    story = shop(lasts_months=1).happens("purchase", at=30)
    assert (tags(seen(story, day(58, -1))), tags(seen(story, 58))) == (OPEN, [])


def test_each_entitlement_follows_its_own_version_of_the_rules(which: Fold) -> None:
    books = {"live:1:product-12": book(memberium(refunds=Refunds.OFF))}
    story = shop().happens("purchase", order="1", amount=100)
    story = story.happens("refund", order="1", at=1, amount=100)
    found = which(story.facts, lambda key: books.get(key, story.rules), day(2))
    assert tags(found[ANN]) == OPEN
    found = which(story.facts, lambda _: story.rules, day(2))
    assert tags(found[ANN]) == []


def test_one_that_no_version_gave_anything_has_no_membership(which: Fold) -> None:
    story = shop().happens("purchase")
    assert which(story.facts, lambda _: None, day(2))[ANN].targets == {}


def test_a_rules_grant_after_what_lasts_is_over_grants_for_as_long_again(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase", at=-40)
    story = story.happens("payment failed", effects=gold(Action.GRANT)).happens("rebill", at=1)
    seen_on = [tags(seen(story, at)) for at in (-5, 2, day(30, -1), 30)]
    assert seen_on == [[], ["gold"], ["gold"], []]


def test_a_rules_grant_while_it_stands_makes_it_last_no_longer(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase")
    story = story.happens("rebill", at=10, effects=gold(Action.GRANT))
    assert (tags(seen(story, day(30, -1))), tags(seen(story, 30))) == (["gold"], [])


def test_a_rules_grant_that_is_put_off_until_it_is_over_grants_again_then(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase", effects=gold(Action.GRANT, 40))
    seen_on = [tags(seen(story, at)) for at in (day(30, -1), 35, 40, day(70, -1), 70)]
    assert seen_on == [["gold"], [], ["gold"], ["gold"], []]


def test_what_a_rule_revoked_stays_so_until_its_grant_counts(seen: Seen) -> None:
    story = Story(book()).happens("purchase", effects=gold(Action.REVOKE))
    story = story.happens("payment failed", at=1, effects=gold(Action.GRANT, 3))
    seen_on = [tags(seen(story, at)) for at in (0, 2, 3)]
    assert seen_on == [[], ["goldpayf"], ["gold", "goldpayf"]]


def test_a_rules_grant_lasts_from_where_its_event_counts(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH), "product-12"))
    story = story.happens("payment failed", effects=gold(Action.GRANT, 2))
    story = story.happens("purchase", "product-13", at=90)
    seen_on = [tags(seen(story, at)) for at in (day(120, -1), 120)]
    assert seen_on == [["gold", "goldpayf"], ["goldpayf"]]


def test_a_rules_grant_that_was_called_off_once_over_leaves_what_is_presumed(seen: Seen) -> None:
    grant = Effect(Action.GRANT, "Gold", item="product-12", due_at=day(2),
                   unless=frozenset({Kind.PURCHASE}))  # fmt: skip
    story = Story(book(memberium(lasts=MONTH))).happens("payment failed", effects=[grant])
    story = story.happens("purchase", at=90, order="1002")
    assert seen(story, 120).targets["gold"] == "unspoken"


def test_what_was_lost_is_not_told_as_lost_once_it_is_bought_and_opens_later(seen: Seen) -> None:
    story = Story(book(accessally(opens=after(days=7)), "product-12"))
    story = story.happens("purchase", "product-13").happens("refund", amount=100)
    bought = story.happens("purchase", [item("product-12", 100)], at=1, amount=100)
    revoked = [seen(bought, at).targets["gold_revoke"] for at in (day(1, -1), 1, day(8, -1), 8)]
    assert revoked == ["wanted", "unspoken", "unspoken", "unwanted"]


def test_what_a_payment_opens_sooner_lasts_from_then_on(seen: Seen) -> None:
    story = Story(book(memberium(opens=after(days=7), lasts=MONTH))).happens("purchase")
    story = story.happens("rebill", at=1)
    seen_on = [tags(seen(story, at)) for at in (day(1, -1), 1, day(31, -1), 31)]
    assert seen_on == [[], ["gold"], ["gold"], []]
