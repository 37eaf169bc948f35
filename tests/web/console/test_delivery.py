"""One delivery: what came, who asked for what, what came of it, and why the buyer has her tags."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.model import Kind
from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.queue import jobs
from bridge.sandbox.servers import Servers
from bridge.store import destinations
from bridge.store.delivery import State
from bridge.store.engine import transaction
from tests.cli.hands import said
from tests.cli.shop import NOON, RULES, Shop, undated
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import between, lines, untimed


def test_it_tells_the_whole_story(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    refund = shop.comes("refund", "upsell-3", mode="test")
    shop.comes_again(refund)
    shop.work(refund)
    page = browser.get(f"/deliveries/{refund}")
    told = [*map(undated, lines(page))]
    body = told.index("All that ThriveCart sent")
    assert told[: body + 1] == [
        "← All deliveries",
        "Refund #2 applied",
        "The buyer's tags are as the rules want them.",
        "What came",
        "Event | refund order.refund test mode",
        "Happened | 31 Jan 2026, 15:00",
        "Ordered | 1 Jan 2026, 15:00",
        "Received | 31 Jan 2026, 15:00, and 1 more time: counted only",
        "Buyer | Bea Buyer",
        "E-mail | buyer@example.com Can she get in?",
        "Items",
        "Upsell 3 & more upsell-3",
        "Amount | 49.00 USD",
        "Refunded | full",
        "Order | 1001",
        "Invoice | 000001001",
        "Subscription | 7773118",
        "Rules | version 1 3f2a9c1b04de@fd1a3fa",
        "Tries | 1",
        "Settled | (now)",
        "All that ThriveCart sent",
    ]
    assert between(page, "What followed of it", "Calls to the CRM") == [
        "Rule | Line | Asks for | What came of it",
        "Refunds | 9 | add Refunded | added",
        "Gold: refund | 3 | add Gold | nothing to do: access did not change",
        "The buyer's tags in ActiveCampaign, as they should be",
        "Tag | Should be there | Because",
        "Gold | yes",
        "by 'Gold' (line 3), delivery 1",
        "GoldCANC | no",
        "by 'Gold' (line 3)",
        "GoldPAYF | no",
        "by 'Gold' (line 3)",
        "GoldSUSP | no",
        "by 'Gold' (line 3)",
        "Refunded | yes",
        "by 'Refunds' (line 9), this delivery",
        "Welcome | yes",
        "by 'Buyers' (line 6), delivery 1",
    ]
    calls = between(page, "Calls to the CRM")
    assert calls[0] == "Time | Call | Answer | Took | Note"
    assert [re.sub("^.*? [|]", "(time) |", call) for call in calls[1:]] == [
        "(time) | POST /contactTags | 201 | 40 ms"
    ]


@pytest.mark.parametrize(
    ("kind", "membership", "told"),
    [
        (Kind.GRANTED_BY_HAND, "Gold", ["Membership | Gold", "Until | 31 Jan 2190, 14:00"]),
        (Kind.ENDED_BY_HAND, "Gold", ["Membership | Gold"]),
        (Kind.BANNED_BY_HAND, "Gold", ["Membership | Gold"]),
        (Kind.BANNED_BY_HAND, "", ["Membership | every membership"]),
    ],
)
def test_what_a_hand_said_tells_the_membership_and_why(
    browser: Browser, shop: Shop, kind: Kind, membership: str, told: list[str]
) -> None:
    until = NOON.replace(year=2190) if kind is Kind.GRANTED_BY_HAND else None
    shop.work(shop.comes("purchase"))
    id_ = said(shop, kind, membership, "she asked <b>twice</b>", hour=2, until=until)
    shop.work(id_)
    page = browser.get(f"/deliveries/{id_}")
    assert between(page, "What came", "What followed of it")[:-3] == [
        f"Event | {kind}",
        "Happened | 31 Jan 2026, 16:00",
        "Received | 31 Jan 2026, 16:00",
        "E-mail | buyer@example.com Can she get in?",
        *told,
        "Why | she asked <b>twice</b>",
    ]
    assert "sent</summary>" not in page


def test_what_takes_a_hand_s_word_back_names_its_delivery(browser: Browser, shop: Shop) -> None:
    shop.work(said(shop, Kind.GRANTED_BY_HAND, "Gold", "she asked", hour=2))
    back = said(shop, Kind.TAKEN_BACK_BY_HAND, about="bridge:hand:2", hour=3)
    shop.work(back)
    assert "Takes back | delivery 1" in lines(browser.get(f"/deliveries/{back}"))


def test_what_the_cart_sent_is_folded_away_and_whole(browser: Browser, shop: Shop) -> None:
    page = browser.get(f"/deliveries/{shop.comes('purchase')}")
    folded = re.search(r"<details><summary>All that ThriveCart sent</summary>(.*?)</details>",
                       page, re.DOTALL)  # fmt: skip
    assert folded
    assert "&#34;event&#34;: &#34;order.success&#34;" in folded[1]
    assert "thrivecart_secret" not in page


def test_a_delivery_that_waits_says_why_and_when(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    id_ = shop.comes("refund")
    shop.work(id_)
    page = browser.get(f"/deliveries/{id_}")
    assert [*map(untimed, lines(page)[1:3])] == [
        "Refund #1 waiting",
        "ActiveCampaign answered 500 to POST /contact/sync. Tries again at (soon) without you.",
    ]
    assert "by 'Refunds' (line 9), this delivery ActiveCampaign does not know yet" in lines(page)
    assert "Try it again" not in page


def test_a_paused_account_is_said_above_a_delivery_that_waits(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    id_ = shop.comes("purchase")
    shop.work(id_)
    assert [*map(undated, lines(browser.get(f"/deliveries/{id_}"))[:4])] == [
        "ActiveCampaign is paused since (now). ActiveCampaign refused the key (403).",
        "1 delivery waits and goes on by itself once this is put right.",
        "← All deliveries",
        "Purchase #1 waiting",
    ]


def test_an_event_that_tags_nobody_is_shown_without_a_buyer(browser: Browser, shop: Shop) -> None:
    id_ = shop.comes("affiliate approved")
    shop.work(id_)
    page = browser.get(f"/deliveries/{id_}")
    assert lines(page)[1:3] == [
        "Affiliate approved #1 kept",
        "Stored for you to see; 'affiliate_approved' changes no tags.",
    ]
    assert "E-mail" not in page
    assert between(page, "Calls to the CRM") == ["None."]


def test_what_buyers_and_rules_write_is_never_markup(browser: Browser, shop: Shop) -> None:
    hostile = "\"><script>alert('x')</script><img src=x>{{ 7*7 }}"
    id_ = shop.comes("purchase", name=hostile, order_id=hostile)
    shop.work(id_)
    pages = [
        browser.get("/activity"),
        browser.get(f"/deliveries/{id_}"),
        browser.post("/search", email=hostile),
    ]
    for page in pages:
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(" in page
        assert "{{ 7*7 }}" in page


def _failed(shop: Shop) -> int:
    shop.crm.refuses = {"Gold"}
    id_ = shop.comes("purchase")
    shop.work(id_)
    shop.crm.refuses = set()
    return id_


def test_a_failed_delivery_has_a_button_that_tries_it_again(
    browser: Browser, shop: Shop, redis_url: str
) -> None:
    id_ = _failed(shop)
    page = browser.get(f"/deliveries/{id_}")
    assert lines(page)[1:4] == [
        "Purchase #1 failed",
        "Needs you: The tag 'Gold' does not exist in ActiveCampaign.",
        "Try it again by the rules as they stand now",
    ]
    said = browser.press(f"/deliveries/{id_}/retry", f"/deliveries/{id_}")
    assert jobs.Signals(jobs.redis_for(redis_url)).waiting() == {("delivery", id_)}
    assert "It is tried again now." in lines(said)
    shop.work(id_)
    assert lines(browser.get(f"/deliveries/{id_}"))[1:3] == [
        "Purchase #1 applied",
        "The buyer's tags are as the rules want them.",
    ]


def test_while_the_account_is_paused_the_button_says_that_it_is_not_tried_yet(
    browser: Browser, shop: Shop
) -> None:
    id_ = _failed(shop)
    with transaction(shop.engine) as connection:
        because = "ActiveCampaign refused the key (403)."
        destinations.pause(connection, "activecampaign", because, datetime.now(UTC))
    page = browser.press(f"/deliveries/{id_}/retry")
    assert lines(page)[0] == "It will be tried again, but not yet: the account is paused."
    assert lines(page)[4:6] == [
        "Purchase #1 waiting",
        "Needs you: ActiveCampaign refused the key (403). Then it goes on without you.",
    ]


def test_without_redis_the_button_says_that_it_takes_longer(
    browser: Browser, shop: Shop, servers: Servers
) -> None:
    id_ = _failed(shop)
    servers.kill_valkey()
    try:
        page = browser.press(f"/deliveries/{id_}/retry")
    finally:
        servers.start_valkey()
    assert lines(page)[:4] == [
        "Redis does not answer, so what comes waits until it does. Is it running, and is REDIS_URL "
        "right?",
        "It will be tried again. Redis does not answer, so the workers come to it once it does.",
        "← All deliveries",
        "Purchase #1 waiting",
    ]
    kept = shop.deliveries.find(id_)
    assert kept is not None
    assert kept.state is State.WAITING


def test_a_delivery_that_no_rule_speaks_about_can_be_tried_by_new_rules(
    browser: Browser, shop: Shop
) -> None:
    id_ = shop.comes("rebill", "product-77")
    shop.work(id_)
    browser.post(f"/deliveries/{id_}/retry", 303)


@pytest.mark.parametrize("id_", [1, 2**63 - 1])
def test_an_unknown_delivery_is_unknown(browser: Browser, id_: int) -> None:
    assert lines(browser.get(f"/deliveries/{id_}", 404))[0] == "There is no such page"


@pytest.mark.parametrize("id_", ["x", "-1", 2**63, "9" * 3000])
def test_what_is_no_deliverys_number_is_unknown(browser: Browser, id_: object) -> None:
    browser.get(f"/deliveries/{id_}", 404)


def test_an_unknown_delivery_cannot_be_tried_again(browser: Browser, shop: Shop) -> None:
    assert "Try it again" in browser.get(f"/deliveries/{_failed(shop)}")
    shop.deliveries._engine.connect().exec_driver_sql("DELETE FROM deliveries")
    said = browser.post("/deliveries/1/retry", 404)
    assert lines(said)[0] == "There is no such page"


def test_where_no_rule_speaks_the_nearest_are_named(
    database_url: str, redis_url: str, shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES.replace("[product-12, upsell-3]", "product-12\n    plans: 90222"))
    sale = shop.comes("rebill", "product-12", plan="90333")
    shop.work(sale, rules=file.read_text())
    browser = Browser(client_of(database_url, redis_url, rules_file=file))
    told = lines(browser.get(f"/deliveries/{sale}"))
    assert told[1:6] == [
        "Rebill #1 no rule",
        "No rule speaks about this.",
        "What came nearest, by the rules as they stand now:",
        "'Gold: rebill' (line 3): only pricing option 90222 or unknown; this was 90333",
        "Try it again by the rules as they stand now",
    ]


def test_what_was_applied_though_no_rule_names_it_is_told(
    database_url: str, redis_url: str, shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES.replace("[product-12, upsell-3]", "product-12\n    plans: 90222"))
    sale = shop.comes("purchase", "product-12", plan="90333")
    shop.work(sale, rules=file.read_text())
    browser = Browser(client_of(database_url, redis_url, rules_file=file))
    told = lines(browser.get(f"/deliveries/{sale}"))
    assert told[1:6] == [
        "Purchase #1 applied",
        "The buyer's tags are as the rules want them.",
        "None of the rules that match names product-12 plan 90333, as they stand now; the page "
        "Products gives each a place in the rules.",
        "What came nearest, by the rules as they stand now:",
        "'Gold: purchase' (line 3): only pricing option 90222; this was 90333",
    ]


def test_a_delivery_is_followed_until_it_is_done(browser: Browser, shop: Shop) -> None:
    id_ = shop.comes("purchase")
    fresh = browser.get(f"/deliveries/{id_}")
    assert 'id="delivery" data-live="2"' in fresh
    assert "Its turn comes: a worker takes it up in a moment." in lines(fresh)
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(id_)
    page = browser.get(f"/deliveries/{id_}")
    told = [each for each in lines(page) if each.startswith("1 try so far; the next one is due ")]
    assert re.fullmatch(r".* due .*\d\d:\d\d:\d\d\. This page follows by itself\.", told[0])
    shop.crm.fails = None
    shop.deliveries.reopen([id_], NOON)
    shop.work(id_)
    shop.sweep()
    assert "data-live" not in browser.get(f"/deliveries/{id_}")


def test_while_the_account_is_paused_no_next_try_is_promised(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    id_ = shop.comes("purchase")
    shop.work(id_)
    told = lines(browser.get(f"/deliveries/{id_}"))
    assert "This page follows by itself once the account answers again." in " ".join(told)
    assert "the next one is due" not in " ".join(told)
