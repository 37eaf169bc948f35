"""What access means: what hands said, and events that name no order."""

from typing import Any

import pytest

from bridge.model import Refunds
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import OPEN, PAYF
from tests.entitlements.shop import (
    ANN,
    BEA,
    FakeBook,
    Story,
    after,
    book,
    day,
    memberium,
    plain,
    tags,
)

ONE = frozenset({"product-12"})


def shop(**parts: Any) -> Story:
    return Story(book(memberium(**parts)))


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


def test_a_ban_takes_the_tag_of_whom_no_purchase_is_known(seen: Seen) -> None:
    found = seen(shop().hand("ban"), 1)
    assert (found.targets["gold"], found.open["Gold"]) == ("unwanted", False)


def test_a_ban_of_all_comes_before_what_is_granted_later(seen: Seen) -> None:
    assert tags(seen(shop().hand("ban", "").hand("grant", at=1), 2)) == []


def test_an_end_is_said_of_what_is_known_later_too_until_it_is_paid(seen: Seen) -> None:
    story = shop().happens("purchase", "product-99").hand("end", at=1)
    failed = story.happens("payment failed", order="2", at=2)
    assert seen(failed, 3).targets["gold"] == "unwanted"
    assert tags(seen(failed.happens("rebill", order="2", at=4), 5)) == OPEN


def test_what_is_taken_back_stays_so_wherever_she_moves_later(seen: Seen) -> None:
    story = shop().hand("grant", at=1, key="said").happens("purchase", "product-99", at=2)
    story = story.hand("undo", about="said", at=3)
    story = story.happens("e-mail changed", "", order="", at=4, email=BEA)
    assert (tags(seen(story, 5, ANN)), tags(seen(story, 5, BEA))) == ([], [])


def test_what_takes_back_can_be_taken_back(seen: Seen) -> None:
    story = shop().happens("purchase").hand("ban", at=1, key="ban")
    story = story.hand("undo", about="ban", at=2, key="undo").hand("undo", about="undo", at=3)
    assert tags(seen(story, 4)) == []


def test_a_grant_is_for_who_has_the_address_not_for_who_left_it(seen: Seen) -> None:
    story = shop().happens("purchase", "product-99", order="2", customer="", email=BEA)
    story = story.happens("rebill", "product-99", order="2", customer="", at=1, email=ANN)
    story = story.hand("grant", at=2, email=BEA)
    assert (tags(seen(story, 3, BEA)), tags(seen(story, 3, ANN))) == (OPEN, [])


def test_of_two_people_at_one_address_each_has_what_is_presumed(seen: Seen) -> None:
    story = shop(completed_ends=True, refunds=Refunds.OFF)
    story = story.happens("completed", order="", customer="501")
    story = story.happens("refund", order="", customer="502", at=1)
    assert seen(story, 2).targets["gold"] == "unspoken"
