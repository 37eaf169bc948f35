"""Each entitlement as her page lists it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.explain.people.held_thing import HeldThing
from bridge.explain.people.membership_standing import membership_standings
from bridge.explain.snapshot import snapshot_of
from bridge.model import Kind
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.hands import said
from tests.cli.shop import NOON, Shop

RULES = """\
crm: activecampaign
memberships:
  Gold: {items: [product-12, upsell-3]}
  Club: {items: [product-15]}
"""
CALLED = {("product-12", "912"): "Yearly"}


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def things(shop: Shop) -> list[HeldThing]:
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    names = {"product-12": "Gold year"}
    return [e for m in membership_standings(known, names, CALLED) for e in m.things]


def test_it_tells_order_item_plan_and_since_when(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("rebill"), rules=RULES)
    (told,) = things(shop)
    assert (told.item, told.name, told.order) == ("product-12", "Gold year", "1001")
    assert (told.plan, told.plan_name) == ("912", "Yearly")
    assert (told.since, told.delivery) == (NOON, 1)
    assert (told.counts, told.blocks) == (True, "nothing")


def test_the_plan_of_a_purchase_counts_before_what_others_tell(shop: Shop) -> None:
    shop.work(shop.comes("payment failed", plan="77"), rules=RULES)
    assert [each.plan for each in things(shop)] == ["77"]
    shop.work(shop.comes("purchase", plan="78"), rules=RULES)
    assert [each.plan for each in things(shop)] == ["78"]


def test_what_names_no_order_and_was_never_paid_is_told_so(shop: Shop) -> None:
    shop.work(shop.comes("payment failed", order_id=""), rules=RULES)
    (told,) = things(shop)
    assert (told.order, told.since, told.delivery) == ("", None, None)
    assert "no payment known" in told.got


@pytest.mark.parametrize(
    ("events", "blocks"),
    [
        (["payment failed"], "Gold, by GoldPAYF"),
        (["cancelled"], "Gold, by GoldCANC"),
        (["payment failed", "cancelled"], "Gold, by GoldPAYF and GoldCANC"),
        (["payment failed", "rebill"], "nothing"),
        (["refund"], "nothing"),
    ],
)
def test_what_it_blocks_and_by_which_tag(shop: Shop, events: list[str], blocks: str) -> None:
    shop.work(shop.comes("purchase"), *(shop.comes(each) for each in events), rules=RULES)
    assert [each.blocks for each in things(shop)] == [blocks]


def test_it_blocks_nothing_where_another_one_stands_better(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("cancelled"), rules=RULES)
    shop.work(shop.comes("purchase", order_id="2"), rules=RULES)
    blocks = {each.order: each.blocks for each in things(shop)}
    assert blocks == {"1001": "nothing: another one stands better", "2": "nothing"}


def test_what_a_hand_gave_is_of_no_order(shop: Shop) -> None:
    until = NOON + timedelta(days=20_000)
    shop.work(shop.comes("purchase"), rules=RULES)
    by_hand = said(shop, Kind.GRANTED_BY_HAND, "Club", "a prize", hour=2, until=until)
    shop.work(by_hand, rules=RULES)
    told = next(each for each in things(shop) if not each.item)
    assert (told.order, told.plan, told.delivery) == ("", "", by_hand)
    assert told.got.startswith("granted by hand since")
    assert told.until == until


def test_a_ban_is_nothing_that_she_got(shop: Shop) -> None:
    shop.work(shop.comes("cart_abandoned"), rules=RULES)
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", hour=2), rules=RULES)
    assert things(shop) == []


def test_what_is_banned_blocks_all_of_it(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), rules=RULES)
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", hour=2), rules=RULES)
    assert [(each.blocks, each.counts) for each in things(shop)] == [("Gold", False)]
