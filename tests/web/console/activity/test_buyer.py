"""One buyer: why she gets in or not, what decides each of her tags, and what came."""

import re
from pathlib import Path

import pytest

from bridge.model import Kind
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.cli.hands import said
from tests.cli.shop import RULES, Shop, undated
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import between, lines

MORE = f"""{RULES}\
  - name: News
    when: purchase
    subscribe: Newsletter
    set: {{Last order: <order number>}}
    start automation: Hello
  - name: Win
    when: cancelled
    after: 60 days
    unless: purchase
    add: Win-back
"""


@pytest.fixture
def browser(database_url: str, redis_url: str, tmp_path: Path) -> Browser:
    """Whose console reads the rules."""
    file = tmp_path / "rules.yaml"
    file.write_text(MORE)
    return Browser(client_of(database_url, redis_url, rules_file=file))


def test_one_page_tells_all_of_a_buyer(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), rules=MORE)
    shop.work(shop.comes("refund", "upsell-3"), rules=MORE)
    shop.crm.refuses = {"GoldCANC"}
    shop.work(shop.comes("cancelled", "product-12"), rules=MORE)
    assert lines(browser.get("/deliveries/1/buyer")) == [
        "← All deliveries",
        "Bea Buyer",
        "buyer@example.com",
        "Gold is closed by GoldCANC since 31 Jan 2026, 16:00 (delivery 3), but ActiveCampaign will "
        "not have it, so it needs you: The tag 'GoldCANC' does not exist in ActiveCampaign. Then "
        "run `bridge retry 3`. A purchase or payment of product-12 (Product 12 & more), or a "
        "purchase of upsell-3 (Upsell 3 & more) opens it.",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): cancelled since 31 Jan 2026, 16:00 (delivery 3).",
        "Gold: upsell-3 (Upsell 3 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery "
        "1): ended since 31 Jan 2026, 15:00 (delivery 2).",
        "What waits or failed",
        "What happened | Received | Items | State | Why",
        "Cancelled #3 | 31 Jan 2026, 16:00",
        "Product 12 & more product-12 plan 912",
        "failed | Needs you: The tag 'GoldCANC' does not exist in ActiveCampaign.",
        "Tags she should have in ActiveCampaign",
        "Tag | Since | Because",
        "Gold | 31 Jan 2026, 14:00",
        "by 'Gold' (line 3), delivery 1",
        "GoldCANC | 31 Jan 2026, 16:01",
        "by 'Gold: cancelled' (line 3), delivery 3 The tag 'GoldCANC' does not exist in "
        "ActiveCampaign.",
        "Refunded | 31 Jan 2026, 15:00",
        "by 'Refunds' (line 9), delivery 2",
        "Welcome | 31 Jan 2026, 14:00",
        "by 'Buyers' (line 6), delivery 1",
        "Win-back | 1 Apr 2026, 16:00",
        "by 'Win' (line 17), delivery 3",
        "Tags she should not have in ActiveCampaign",
        "Tag | Since | Because",
        "GoldPAYF | 31 Jan 2026, 14:00",
        "by 'Gold' (line 3)",
        "GoldSUSP | 31 Jan 2026, 14:00",
        "by 'Gold' (line 3)",
        "Her lists in ActiveCampaign",
        "List | On it | Since | Because",
        "Newsletter | yes | 31 Jan 2026, 14:00",
        "by 'News' (line 12), delivery 1",
        "Her fields in ActiveCampaign",
        "Field | Should be | Since | Because",
        "Last order | '1001' | 31 Jan 2026, 14:00",
        "by 'News' (line 12), delivery 1",
        "Her automations in ActiveCampaign",
        "Automation | Started | Since | Because",
        "Hello | yes | 31 Jan 2026, 14:00",
        "by 'News' (line 12), delivery 1",
        "Her last deliveries",
        "What happened | Received | Items | State | Why",
        "Cancelled #3 | 31 Jan 2026, 16:00",
        "Product 12 & more product-12 plan 912",
        "failed | Needs you: The tag 'GoldCANC' does not exist in ActiveCampaign.",
        "Refund #2 | 31 Jan 2026, 15:00",
        "Upsell 3 & more upsell-3",
        "applied",
        "Purchase #1 | 31 Jan 2026, 14:00",
        "Product 12 & more product-12 plan 912",
        "Upsell 3 & more upsell-3 plan 93",
        "applied",
        "All her deliveries",
    ]


def test_tags_that_are_left_as_they_are_are_no_tags_that_she_should_not_have(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("payment failed"), rules=MORE)
    page = browser.get("/deliveries/1/buyer")
    assert between(page, "Tags left as they are in ActiveCampaign", "Her last deliveries") == [
        "Tag | Since | Because",
        "Gold | 31 Jan 2026, 14:00",
        "by 'Gold' (line 3), delivery 1",
    ]
    assert "Gold | 31 Jan 2026, 14:00" not in between(
        page,
        "Tags she should not have in ActiveCampaign",
        "Tags left as they are in ActiveCampaign",
    )


def test_a_delivery_that_waits_is_told_with_its_next_try(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(shop.comes("purchase"), rules=MORE)
    page = browser.get("/deliveries/1/buyer")
    waits = between(page, "What waits or failed", "Tags she should have in ActiveCampaign")
    assert [re.sub(r"at .*?\d\d:\d\d:\d\d", "at (now)", each) for each in waits] == [
        "What happened | Received | Items | State | Why",
        "Purchase #1 | 31 Jan 2026, 14:00",
        "Product 12 & more product-12 plan 912",
        "waiting | ActiveCampaign answered 500 to POST /contact/sync. Tries again at (now) without "
        "you.",
    ]


def test_a_ban_is_told_with_its_day_its_reason_and_what_lifts_it(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), rules=MORE)
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="charged back twice", hour=2), rules=MORE)
    page = browser.get("/deliveries/1/buyer")
    assert lines(page)[3:5] == [
        "Gold is closed to her: banned by hand since 31 Jan 2026, 16:00 (delivery 2: 'charged back "
        "twice'). `bridge undo --hand 2` lifts the ban.",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): banned by hand.",
    ]
    assert "banned by hand on 31 Jan 2026, 16:00: 'charged back twice', delivery 2" in lines(page)


def test_a_paused_account_is_said_above(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"), rules=MORE)
    assert [*map(undated, lines(browser.get("/deliveries/1/buyer"))[:6])] == [
        "ActiveCampaign is paused since (now). ActiveCampaign refused the key (403).",
        "1 delivery waits and goes on by itself once this is put right.",
        "← All deliveries",
        "Bea Buyer",
        "buyer@example.com",
        "Gold should be open to her since 31 Jan 2026, 14:00 (delivery 1), but ActiveCampaign is "
        "paused, so it needs you: ActiveCampaign refused the key (403).",
    ]


def test_it_is_reached_from_a_delivery_and_from_a_search(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("rebill"), rules=MORE)
    link = 'href="/console/deliveries/2/buyer">'
    assert f"{link}All of this buyer</a>" in browser.get("/deliveries/2")
    assert f"{link}Her tags, and why</a>" in browser.post("/search", email="buyer@example.com")
    assert "Her tags, and why" not in browser.get("/activity")


def test_a_wrong_rules_file_costs_nothing_of_it(
    database_url: str, redis_url: str, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), rules=MORE)
    page = Browser(client_of(database_url, redis_url)).get("/deliveries/1/buyer")
    assert lines(page)[:3] == ["← All deliveries", "Bea Buyer", "buyer@example.com"]
    assert lines(page)[3].startswith("Gold is open to her")


@pytest.mark.parametrize("id_", [1, 2])
def test_where_there_is_no_buyer_there_is_no_page(browser: Browser, shop: Shop, id_: int) -> None:
    shop.work(shop.comes("affiliate approved"), rules=MORE)
    assert lines(browser.get(f"/deliveries/{id_}/buyer", 404))[0] == "There is no such page"
