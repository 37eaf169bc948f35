"""What access means: what is given back, and until when is paid."""

from typing import Any

import pytest

from bridge.entitlements.fold import fold
from bridge.model import Blocking, Refunds
from tests.entitlements.conftest import Seen
from tests.entitlements.shop import (
    ANN,
    Story,
    at_period_end,
    book,
    day,
    memberium,
    tags,
)

OPEN = ["gold"]
AT_PERIOD_END = memberium(cancelled=Blocking("GoldCANC", at_period_end()))


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts)))


def until_the_end(story: Story) -> Story:
    return Story(book(AT_PERIOD_END), story.facts)


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
