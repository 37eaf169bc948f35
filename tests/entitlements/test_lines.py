"""What access means: what was paid for one item of one order, and given back."""

from typing import Any

import pytest

from bridge.model import Refunds
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import OPEN
from tests.entitlements.shop import (
    Story,
    book,
    day,
    memberium,
    tags,
)


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts)))


def bought(currency: str) -> Story:
    return Story(book()).happens("purchase", amount=4900, currency=currency)


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


def test_a_part_given_back_takes_nothing_though_the_purchase_named_no_currency(seen: Seen) -> None:
    story = bought("").happens("refund", at=day(1), amount=1000, currency="USD")
    assert tags(seen(story, 3)) == ["gold"]
    rest = story.happens("refund", at=day(2), amount=3900, currency="USD")
    assert tags(seen(rest, 3)) == []


def test_a_part_given_back_takes_nothing_though_it_names_no_currency(seen: Seen) -> None:
    story = bought("USD").happens("refund", at=day(1), amount=1000, currency="")
    assert tags(seen(story, 3)) == ["gold"]
