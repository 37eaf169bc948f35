"""Each membership of a person: open or not, why, and by what."""

import pytest
from sqlalchemy import Engine

from bridge.explain.access.access_sentences import access_sentences
from bridge.explain.people.membership_standing import (
    MembershipStanding,
    Openness,
    membership_standings,
)
from bridge.explain.snapshot import snapshot_of
from bridge.model import Kind
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.hands import said
from tests.cli.shop import Shop

RULES = """\
crm: activecampaign
memberships:
  Gold: {items: [product-12, upsell-3]}
  Club: {items: [product-15]}
"""


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def standings(shop: Shop) -> list[MembershipStanding]:
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    return [*membership_standings(known, {})]


@pytest.mark.parametrize(
    ("events", "openness"),
    [
        (["purchase"], Openness.OPEN),
        (["purchase", "payment failed"], Openness.CLOSED),
        (["purchase", "payment failed", "rebill"], Openness.OPEN),
        (["purchase", "cancelled"], Openness.CLOSED),
        (["purchase", "refund"], Openness.CLOSED),
        (["rebill"], Openness.OPEN),
    ],
)
def test_a_word_says_whether_it_is_open(shop: Shop, events: list[str], openness: Openness) -> None:
    for each in events:
        shop.work(shop.comes(each), rules=RULES)
    (gold,) = standings(shop)
    assert (gold.name, gold.openness) == ("Gold", openness)


def test_what_the_account_was_not_told_of_is_not_called_open(shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"), rules=RULES)
    shop.work(shop.comes("purchase", "product-15", order_id="2"), rules=RULES)
    assert [(each.name, each.openness) for each in standings(shop)] == [
        ("Gold", Openness.UNTOLD),
        ("Club", Openness.OPEN),
    ]


def test_a_ban_closes_it_whatever_she_pays(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), rules=RULES)
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="why", hour=2), rules=RULES)
    (gold,) = standings(shop)
    assert gold.openness is Openness.CLOSED
    assert not any(each.counts for each in gold.things)


def test_each_thing_that_she_got_is_told_and_whether_it_counts(shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), rules=RULES)
    shop.work(shop.comes("refund", "upsell-3"), rules=RULES)
    (gold,) = standings(shop)
    counts = {each.got.split()[0]: each.counts for each in gold.things}
    assert counts == {"product-12": True, "upsell-3": False}


def test_what_is_closed_stands_first(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), rules=RULES)
    shop.work(shop.comes("purchase", "product-15", order_id="2"), rules=RULES)
    shop.work(shop.comes("cancelled", "product-15", order_id="2"), rules=RULES)
    assert [(each.name, each.openness) for each in standings(shop)] == [
        ("Club", Openness.CLOSED),
        ("Gold", Openness.OPEN),
    ]


def test_its_sentences_are_those_of_the_command(shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), rules=RULES)
    shop.work(shop.comes("payment failed"), rules=RULES)
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    told = [*access_sentences(known, {})]
    (gold,) = membership_standings(known, {})
    mine = [*gold.sentences, *(f"Gold: {each.got}: {each.stands}." for each in gold.things)]
    assert mine == told
