"""What access means: which item of which order an event is about."""

from bridge.entitlements.fold import fold
from bridge.model import Action
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, rule, shop, until_the_end
from tests.entitlements.shop import (
    ANN,
    BEA,
    Story,
    book,
    day,
    item,
    memberium,
    tags,
)


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
