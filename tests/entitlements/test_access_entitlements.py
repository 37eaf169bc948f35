"""What access means: one person's hold on one item by one order."""

from typing import Any

import pytest

from bridge.entitlements.fold import fold
from bridge.model import Blocking, Refunds
from tests.entitlements.conftest import Seen
from tests.entitlements.shop import (
    ANN,
    BEA,
    FakeBook,
    Fold,
    Story,
    after,
    at_period_end,
    book,
    day,
    item,
    memberium,
    plain,
    tags,
)

OPEN, CANC, PAYF, SUSP = ["gold"], ["gold", "goldcanc"], ["gold", "goldpayf"], ["gold", "goldsusp"]
ONE = frozenset({"product-12"})
AT_PERIOD_END = memberium(cancelled=Blocking("GoldCANC", at_period_end()))


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts)))


def until_the_end(story: Story) -> Story:
    return Story(book(AT_PERIOD_END), story.facts)


# -- granted, overdue, paused


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


# -- cancelled


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


# -- ended


def test_a_part_of_the_price_given_back_changes_nothing(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900)
    assert tags(seen(story.happens("refund", at=1, amount=2899), 2)) == OPEN


@pytest.mark.parametrize("price", [2900, None])
def test_an_amount_that_cannot_be_known_counts_as_all(seen: Seen, price: int | None) -> None:
    story = shop().happens("purchase", amount=price)
    given_back = None if price else 100
    assert tags(seen(story.happens("refund", at=1, amount=given_back), 2)) == []


def test_money_is_counted_in_its_currency(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900, currency="USD")
    story = story.happens("rebill", at=1, amount=2900, currency="EUR")
    assert tags(seen(story.happens("refund", at=2, amount=2900, currency="USD"), 3)) == OPEN
    both = story.happens("refund", at=2, amount=2900, currency="USD")
    assert tags(seen(both.happens("refund", at=3, amount=2900, currency="EUR"), 4)) == []


def test_money_of_a_currency_in_which_nothing_was_paid_counts_as_all(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900, currency="USD")
    assert tags(seen(story.happens("refund", at=2, amount=100, currency="EUR"), 3)) == []


def test_refund_any_ends_at_the_first(seen: Seen) -> None:
    story = shop(refunds=Refunds.ANY).happens("purchase", amount=2900)
    assert tags(seen(story.happens("refund", at=1, amount=100), 2)) == []


def test_refund_off_never_ends(seen: Seen) -> None:
    story = shop(refunds=Refunds.OFF).happens("purchase", amount=2900)
    assert tags(seen(story.happens("refund", at=1, amount=2900), 2)) == OPEN


@pytest.mark.parametrize("refunds", [Refunds.FULL, Refunds.ANY])
def test_a_payment_after_that_grants_again(seen: Seen, refunds: Refunds) -> None:
    story = shop(refunds=refunds).happens("purchase", amount=2900)
    story = story.happens("refund", at=1, amount=2900).happens("rebill", at=30, amount=2900)
    assert (tags(seen(story, 29)), tags(seen(story, 30))) == ([], OPEN)
    again = story.happens("refund", at=31, amount=2900)
    assert tags(seen(again, 32)) == []


def test_money_is_counted_per_order_and_item(seen: Seen) -> None:
    story = shop().happens("purchase", "product-12=1000 product-13=5000", amount=6000)
    gold_13 = Story(book(memberium(), "product-13"), story.facts)
    assert tags(seen(gold_13.happens("refund", "product-12", at=1, amount=5000), 2)) == OPEN
    assert tags(seen(gold_13.happens("refund", "product-13", at=1, amount=5000), 2)) == []


def test_a_refund_naming_several_items_is_shared_out_by_what_was_paid_for_each(seen: Seen) -> None:
    story = shop().happens("purchase", "product-12=1000 product-13=3000", amount=4000)
    half = story.happens("refund", "product-12 product-13", at=1, amount=2000)
    assert tags(seen(half, 2)) == OPEN
    assert tags(seen(half.happens("refund", "product-12 product-13", at=3, amount=2000), 4)) == []


# -- what is paid


def paid_until(seen: Seen, story: Story) -> list[bool]:
    """Whether it is still open at d29, d59 and d89."""
    return [seen(story, at).open["Gold"] for at in (29, 59, 89)]


def test_the_paid_period_ends_at_the_latest_end_that_was_told(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase", next_payment=day(60)))
    story = story.happens("cancelled", at=1, paid_until=day(30))
    assert paid_until(seen, story) == [True, True, False]


def test_told_by_none_it_ends_one_frequency_after_the_last_payment(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase", every=30)).happens("rebill", at=30)
    story = story.happens("cancelled", at=31)
    assert paid_until(seen, story) == [True, True, False]


def test_told_by_none_without_a_frequency_it_ends_at_once(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase")).happens("cancelled", at=1)
    assert paid_until(seen, story) == [False, False, False]


def test_a_period_whose_payment_failed_is_not_paid(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase", next_payment=day(30)))
    story = story.happens("payment failed", at=30)
    story = story.happens("cancelled", at=31, paid_until=day(60))
    assert paid_until(seen, story) == [True, False, False]


@pytest.mark.parametrize(("refunded", "cancelled"), [(32, 33), (33, 32)])
def test_a_period_whose_payment_was_given_back_is_not_paid(
    seen: Seen, refunded: int, cancelled: int
) -> None:
    story = until_the_end(shop().happens("purchase", amount=2900, next_payment=day(30)))
    story = story.happens("rebill", at=30, amount=2900, next_payment=day(60))
    story = story.happens("refund", at=refunded, amount=2900)
    story = story.happens("cancelled", at=cancelled, paid_until=day(60))
    assert paid_until(seen, story) == [True, False, False]


def test_another_entitlement_tells_nothing_of_it(seen: Seen) -> None:
    story = until_the_end(shop().happens("purchase", order="1").happens("cancelled", order="1"))
    story = story.happens("rebill", "product-99", order="1", at=1, next_payment=day(60))
    assert paid_until(seen, story) == [False, False, False]


# -- paid off


PAID_OFF = [("completed", None), ("rebill", 0)]


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


# -- lasts


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


# -- by hand


def test_a_grant_by_hand_stands_until_its_date(seen: Seen) -> None:
    story = shop().hand("grant", until=day(10))
    assert (tags(seen(story, day(10, -1))), tags(seen(story, 10))) == (OPEN, [])


def test_a_grant_by_hand_to_a_date_is_not_cut_by_what_the_membership_lasts(seen: Seen) -> None:
    story = shop(lasts=after(days=5).after).hand("grant", until=day(10))
    assert tags(seen(story, 9)) == OPEN


@pytest.mark.parametrize("kind", ["refund", "cancelled", "payment failed", "paused"])
def test_no_event_of_the_cart_touches_a_grant_by_hand(seen: Seen, kind: str) -> None:
    story = shop().hand("grant").happens("purchase", amount=100, at=1)
    assert tags(seen(story.happens(kind, at=2, amount=100), 3)) == OPEN


def test_an_end_by_hand_ends_what_hands_granted(seen: Seen) -> None:
    story = shop().hand("grant").hand("end", at=1)
    assert tags(seen(story, 1)) == []


def test_an_end_by_hand_ends_what_was_bought_until_its_next_payment(seen: Seen) -> None:
    story = shop().happens("purchase").hand("end", at=1)
    assert tags(seen(story, 1)) == []
    assert tags(seen(story.happens("rebill", at=30), 30)) == OPEN


def test_an_end_by_hand_is_of_one_membership(seen: Seen) -> None:
    rules = FakeBook(((memberium("Gold"), ONE), (plain("Silver"), ONE)))
    story = Story(rules).happens("purchase").hand("end", "gold", at=1)
    assert tags(seen(story, 1)) == ["silver"]


def test_an_end_by_hand_leaves_alone_who_moves_there_later(seen: Seen) -> None:
    story = shop().happens("purchase", email=BEA).hand("end", at=1, email=ANN)
    story = story.happens("e-mail changed", "", order="", at=2, email=ANN)
    assert tags(seen(story, 3, ANN)) == OPEN


@pytest.mark.parametrize("membership", ["Gold", ""])
def test_a_ban_blocks_whatever_else_stands(seen: Seen, membership: str) -> None:
    story = shop().happens("purchase").hand("grant").hand("ban", membership, at=1)
    assert tags(seen(story, 1)) == []
    assert tags(seen(story.happens("purchase", at=2, order="2"), 2)) == []
    assert tags(seen(story.happens("rebill", at=2), 2)) == []


def test_a_ban_comes_before_the_purchase_of_whoever_buys_there(seen: Seen) -> None:
    assert tags(seen(shop().hand("ban").happens("purchase", at=1), 2)) == []


@pytest.mark.parametrize("word", ["ban", "end"])
def test_what_a_hand_said_can_be_taken_back(seen: Seen, word: str) -> None:
    story = shop().happens("purchase").hand(word, at=1, key="said")
    assert tags(seen(story.hand("undo", about="said", at=2), 2)) == OPEN


def test_a_grant_taken_back_is_none_wherever_she_moved(seen: Seen) -> None:
    story = shop().happens("purchase", "product-99").hand("grant", at=1, key="said")
    story = story.happens("e-mail changed", "", order="", at=2, email=BEA)
    assert tags(seen(story, 2, BEA)) == OPEN
    for email in (ANN, BEA):
        assert tags(seen(story.hand("undo", about="said", at=3, email=email), 3, BEA)) == []


# -- without an order number


def test_an_event_without_an_order_is_about_the_newest_that_is_not_ended(seen: Seen) -> None:
    story = shop().happens("purchase", order="1", amount=100)
    story = story.happens("purchase", order="2", at=1, amount=100)
    story = story.happens("refund", order="2", at=2, amount=100)
    assert tags(seen(story.happens("payment failed", order="", at=3), 4)) == PAYF


def test_or_about_the_newest_where_all_are_ended(seen: Seen) -> None:
    story = shop().happens("purchase", order="1", amount=100)
    story = story.happens("refund", order="1", at=2, amount=100)
    assert tags(seen(story.happens("rebill", order="", at=3), 4)) == OPEN


def test_never_about_one_that_began_later(seen: Seen) -> None:
    story = shop().happens("payment failed", order="").happens("purchase", order="1", at=1)
    assert tags(seen(story, 2)) == OPEN


def test_else_one_is_presumed_that_can_block_and_neither_gives_nor_takes(seen: Seen) -> None:
    found = seen(shop().happens("payment failed", order=""), 1)
    assert (found.targets["gold"], found.targets["goldpayf"]) == ("unspoken", "wanted")
    assert found.open["Gold"] is False


def test_one_that_is_presumed_is_given_once_it_is_paid(seen: Seen) -> None:
    story = shop().happens("payment failed", order="").happens("rebill", order="", at=1)
    assert tags(seen(story, 1)) == OPEN


def test_the_refund_of_one_that_is_presumed_takes_it(seen: Seen) -> None:
    story = shop().happens("payment failed", order="").happens("refund", order="", at=1)
    assert seen(story, 2).targets["gold"] == "unwanted"


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_plain_takes_the_tag_of_one_presumed_that_is_cancelled_or_refunded(
    seen: Seen, kind: str
) -> None:
    assert seen(Story(book(plain())).happens(kind), 1).targets["gold"] == "unwanted"


def test_what_is_presumed_takes_nothing_from_what_is_paid(seen: Seen) -> None:
    story = shop().happens("purchase", order="2", at=1).happens("cancelled", order="1", at=2)
    assert tags(seen(story, 3)) == OPEN


# -- refunds that name no item


def two_items() -> Story:
    story = Story(book(memberium(), "product-13"))
    return story.happens("purchase", "product-12=1000 product-13=3000", amount=4000)


def test_a_refund_of_the_orders_amount_that_names_no_item_is_about_all_of_them(
    seen: Seen,
) -> None:
    story = two_items().happens("refund", at=1, amount=4000, items_told=False)
    assert tags(seen(story, 2)) == []


def test_each_item_gets_back_what_the_order_asked_for_it(seen: Seen) -> None:
    story = two_items().happens("rebill", at=1, amount=1000)
    story = story.happens("refund", at=2, amount=4000, items_told=False)
    assert tags(seen(story, 3)) == []


def test_a_refund_of_less_that_names_no_item_is_about_the_base_product(seen: Seen) -> None:
    story = two_items().happens("refund", at=1, amount=3000, items_told=False)
    assert tags(seen(story, 2)) == OPEN
    base = Story(book(memberium(), "product-12"), story.facts)
    assert tags(seen(base, 2)) == []


def test_a_refund_of_nothing_known_changes_nothing(seen: Seen) -> None:
    story = two_items().happens("refund", "", at=1, amount=500, items_told=False)
    assert tags(seen(story, 2)) == OPEN


def test_a_refund_of_nothing_known_must_be_looked_at() -> None:
    story = two_items().happens("refund", "", at=1, amount=500, items_told=False, key="odd")
    assert list(fold(story.facts, lambda _: story.rules, day(2))[ANN].unclear) == ["odd"]


# -- by which version


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
