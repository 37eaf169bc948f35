"""What access means: whose event it is, and where she lives."""

import pytest

from bridge.model import Action, Effect
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import OPEN
from tests.entitlements.shop import (
    ANN,
    BEA,
    FakeBook,
    Fold,
    Story,
    book,
    day,
    memberium,
    plain,
    tags,
)

TWO = FakeBook(
    ((memberium("Gold"), frozenset({"product-12"})), (plain("Silver"), frozenset({"bump-1"})))
)


def shop(rules: FakeBook | None = None) -> Story:
    return Story(rules or book(memberium(), "product-12"))


def test_an_event_belongs_to_the_person_of_its_order(seen: Seen) -> None:
    told = shop().happens("purchase", customer="501")
    told = told.happens("payment failed", at=1, customer="502", email=ANN)
    assert tags(seen(told, 2)) == ["gold", "goldpayf"]


def test_an_event_of_no_known_order_belongs_to_its_customer(seen: Seen) -> None:
    told = shop().happens("purchase", email=ANN)
    told = told.happens("e-mail changed", "", at=1, order="", email=BEA)
    assert tags(seen(told, 1, BEA)) == OPEN


@pytest.mark.parametrize("none", ["", "0", "null"])
def test_some_words_are_no_customer_id(seen: Seen, none: str) -> None:
    told = shop().happens("purchase", customer=none, email=ANN)
    told = told.happens("purchase", order="1002", at=1, customer=none, email=BEA)
    assert (tags(seen(told, 2, ANN)), tags(seen(told, 2, BEA))) == (OPEN, OPEN)


def test_an_event_without_ids_belongs_to_whoever_held_the_address_when_it_happened(
    seen: Seen,
) -> None:
    told = shop().happens("purchase", email=ANN)
    told = told.happens("e-mail changed", "", at=1, order="", email=BEA)
    failed = told.happens("payment failed", at=2, order="", customer="", email=BEA)
    assert tags(seen(failed, 3, BEA)) == ["gold", "goldpayf"]
    elsewhere = told.happens("payment failed", at=2, order="", customer="", email=ANN)
    assert tags(seen(elsewhere, 3, BEA)) == OPEN


@pytest.mark.parametrize("kind", ["rebill", "resumed", "purchase"])
def test_an_event_with_a_new_address_moves_her(seen: Seen, kind: str) -> None:
    told = shop().happens("purchase").happens(kind, at=1, email=BEA, order="1001")
    told = told.happens("purchase", order="1002", at=2, email=BEA)
    assert (tags(seen(told, 3, BEA)), tags(seen(told, 3, ANN))) == (OPEN, [])


def test_an_address_that_she_left_does_not_come_back_by_a_rebill(seen: Seen) -> None:
    told = shop().happens("purchase").happens("e-mail changed", "", at=1, order="", email=BEA)
    assert tags(seen(told.happens("rebill", at=30, email=ANN), 31, BEA)) == OPEN


def test_an_address_that_she_left_comes_back_by_a_purchase(seen: Seen) -> None:
    told = shop().happens("purchase").happens("e-mail changed", "", at=1, order="", email=BEA)
    assert tags(seen(told.happens("purchase", order="2", at=30, email=ANN), 31, ANN)) == OPEN


def test_a_place_where_nobody_lives_wants_nothing(seen: Seen) -> None:
    told = shop().happens("purchase").happens("e-mail changed", "", at=1, order="", email=BEA)
    assert seen(told, 2, ANN).targets == {}


def test_all_people_of_one_address_are_judged_together(seen: Seen) -> None:
    told = shop(TWO).happens("purchase", order="1", customer="501")
    told = told.happens("purchase", "bump-1", order="2", customer="502")
    assert tags(seen(told, 1)) == ["gold", "silver"]


def test_who_takes_over_an_address_takes_what_was_given_there_off(seen: Seen) -> None:
    told = shop(TWO).happens("purchase", order="1", customer="501")
    told = told.happens("e-mail changed", "", at=1, order="", customer="501", email=BEA)
    told = told.happens("purchase", "bump-1", at=2, order="2", customer="502", email=ANN)
    assert (tags(seen(told, 3, ANN)), tags(seen(told, 3, BEA))) == (["silver"], ["gold"])


def test_what_rules_said_of_her_moves_along(seen: Seen) -> None:
    add = Effect(Action.ADD, "Buyer", item="product-12")
    told = shop().happens("purchase", effects=[add])
    told = told.happens("e-mail changed", "", at=1, order="", email=BEA)
    assert (tags(seen(told, 2, BEA)), tags(seen(told, 2, ANN))) == (["buyer", "gold"], [])


def test_a_contact_per_address_lets_each_order_live_where_it_was_bought(which: Fold) -> None:
    told = shop(TWO).happens("purchase", order="1", email=ANN)
    told = told.happens("purchase", "bump-1", order="2", at=1, email=BEA)
    told = told.happens("payment failed", order="1", at=2, email=BEA)
    found = which(told.facts, lambda _: told.rules, day(3), per_address=True)
    assert (tags(found[ANN]), tags(found[BEA])) == (["gold", "goldpayf"], ["silver"])


def test_a_contact_per_address_moves_nobody(which: Fold) -> None:
    told = shop().happens("purchase")
    told = told.happens("e-mail changed", "", at=1, order="", email=BEA)
    found = which(told.facts, lambda _: told.rules, day(3), per_address=True)
    assert (tags(found[ANN]), tags(found[BEA])) == (OPEN, [])


def test_an_event_of_nobody_known_belongs_to_its_address(seen: Seen) -> None:
    told = shop().happens("purchase", order="", customer="", email=ANN)
    told = told.happens("payment failed", order="", customer="", at=1, email=BEA)
    assert (tags(seen(told, 2, ANN)), tags(seen(told, 2, BEA))) == (OPEN, ["goldpayf"])


def test_who_only_left_carts_lives_there_since_the_first_of_them(seen: Seen) -> None:
    told = shop().happens("refund", "product-99", order="", customer="502", amount=1)
    told = told.happens("abandoned cart", order="", at=1, customer="501").hand("grant", at=2)
    told = told.happens("abandoned cart", order="", at=3, customer="501")
    told = told.happens("e-mail changed", "", order="", at=4, customer="502", email=BEA)
    assert (tags(seen(told, 5, ANN)), tags(seen(told, 5, BEA))) == (OPEN, [])
