"""The list: what came, newest first, in words for the person who sells."""

import re
from html import unescape
from pathlib import Path

import pytest

from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.store.delivery import State
from bridge.web.console import filters
from tests.cli.shop import RULES, Shop, undated
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines, row, untimed


def test_an_empty_record_says_so(browser: Browser) -> None:
    told = lines(browser.get("/activity"))
    assert (told[0], told[-2:]) == (
        "Activity",
        [
            "0 all | 0 failed | 0 waiting | 0 applied | 0 no rule | 0 kept | 0 cannot be applied",
            "No deliveries have come yet.",
        ],
    )


def test_every_state_of_a_delivery_is_told() -> None:
    assert set(filters.STATES) == {str(state) for state in State}


def test_each_state_is_told_in_words(browser: Browser, shop: Shop) -> None:
    applied = shop.comes("purchase", "product-12")
    twice = shop.comes("rebill", "product-12", mode="test", email="ann@example.com")
    no_rule = shop.comes("rebill", "product-77")
    kept = shop.comes("affiliate approved")
    unusable = shop.comes("purchase", email="", order_id="2")
    shop.work(applied, twice, no_rule, kept, unusable)
    shop.crm.refuses = {"Gold"}
    failed = shop.comes("purchase", email="ben@example.com", order_id="3")
    shop.work(failed)
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    waiting = shop.comes("purchase", email="cleo@example.com", order_id="4")
    shop.work(waiting)
    fresh = shop.comes("purchase", email="dora@example.com", order_id="5")
    page = browser.get("/activity")
    item = "Product 12 & more product-12 plan 912"
    assert [row(page, id_) for id_ in (applied, twice, no_rule, kept)] == [
        f"31 Jan 2026, 14:00 | Purchase #1 {item} | Bea Buyer buyer@example.com | applied | "
        "triggered Welcome added Gold removed GoldPAYF removed GoldSUSP removed GoldCANC",
        f"31 Jan 2026, 15:00 | Rebill #2 test {item} | Bea Buyer ann@example.com | applied | "
        "added Gold removed GoldPAYF removed GoldSUSP removed GoldCANC",
        "31 Jan 2026, 16:00 | Rebill #3 Product 77 & more product-77 plan 977 | Bea Buyer "
        "buyer@example.com | no rule | No rule speaks about this.",
        "31 Jan 2026, 17:00 | Affiliate approved #4 | | kept | Stored for you to see; "
        "'affiliate_approved' changes no tags.",
    ]
    assert [untimed(row(page, id_)) for id_ in (unusable, failed, waiting, fresh)] == [
        f"31 Jan 2026, 18:00 | Purchase #5 {item} | Bea Buyer | cannot be applied | There is no "
        "e-mail address in this delivery, so no contact can be found.",
        f"31 Jan 2026, 19:00 | Purchase #6 {item} | Bea Buyer ben@example.com | failed | Needs "
        "you: The tag 'Gold' does not exist in ActiveCampaign.",
        f"31 Jan 2026, 20:00 | Purchase #7 {item} | Bea Buyer cleo@example.com | waiting | "
        "ActiveCampaign answered 500 to POST /contact/sync. Tries again at (soon) without you.",
        f"31 Jan 2026, 21:00 | Purchase #8 {item} | Bea Buyer dora@example.com | waiting | its "
        "turn comes",
    ]
    assert (
        "8 all | 1 failed | 2 waiting | 2 applied | 1 no rule | 1 kept | 1 cannot be applied"
    ) in lines(page)
    assert "Times are in <span data-zone>XST</span>." in page


def test_what_of_a_sale_has_no_rule_is_seen_in_the_list(
    database_url: str, redis_url: str, shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    browser = Browser(client_of(database_url, redis_url, rules_file=file))
    whole, mixed = shop.comes("purchase"), shop.comes("purchase", "product-12", "bump-7")
    shop.work(whole, mixed)
    told = "sold without a rule of its own"
    assert [told in row(browser.get("/activity"), id_) for id_ in (whole, mixed)] == [False, True]


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (1, "1 delivery waits and goes on by itself once this is put right."),
        (2, "2 deliveries wait and go on by themselves once this is put right."),
    ],
)
def test_a_paused_account_is_said_on_top(
    browser: Browser, shop: Shop, waiting: int, words: str
) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(*[shop.comes("purchase", order_id=str(number)) for number in range(waiting)])
    assert [*map(undated, lines(browser.get("/activity"))[:3])] == [
        "ActiveCampaign is paused since (now). ActiveCampaign refused the key (403).",
        words,
        "Activity",
    ]


def _ids(page: str) -> list[int]:
    return [int(line.split("#")[1].split()[0]) for line in lines(page) if "#" in line]


def test_a_page_holds_fifty_and_leads_to_older_and_newer_ones(browser: Browser, shop: Shop) -> None:
    for number in range(120):
        shop.comes("purchase", order_id=str(number))
    seen = {
        address: (
            _ids(page := browser.get(f"/activity{address}")),
            [x for x in ("Newer", "Older") if x in page],
        )
        for address in ("", "?before=71", "?before=21", "?after=20", "?after=70", "?after=119")
    }
    newest, middle, oldest = range(120, 70, -1), range(70, 20, -1), range(20, 0, -1)
    assert seen == {
        "": ([*newest], ["Older"]),
        "?before=71": ([*middle], ["Newer", "Older"]),
        "?before=21": ([*oldest], ["Newer"]),
        "?after=20": ([*middle], ["Newer", "Older"]),
        "?after=70": ([*newest], ["Older"]),
        "?after=119": ([*newest], ["Older"]),
    }
    assert 'href="/console/activity?before=71"' in browser.get("/activity")
    assert 'href="/console/activity?after=70"' in browser.get("/activity?before=71")


def test_it_shows_only_those_in_one_state(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("rebill", "product-77"))
    page = browser.get("/activity?outcome=no rule")
    assert _ids(page) == [2]
    assert "No rule: no rule speaks about it" in lines(page)
    assert "<option selected>no rule</option>" in page
    assert lines(browser.get("/activity?outcome=failed"))[-1] == "No delivery fits. Show all"
    assert _ids(browser.get("/activity?state=no rule")) == [2]  # as older links have it


def test_what_is_asked_for_stays_in_every_address_that_goes_on(
    browser: Browser, shop: Shop
) -> None:
    for number in range(60):
        shop.comes("purchase", order_id=str(number))
    asked = "outcome=waiting&amp;event=purchase&amp;item=product-12"
    shop.work(1)  # the intake notes what is named
    page = browser.get("/activity?outcome=waiting&event=purchase&item=product-12&first=2026-01-30")
    older = re.search(r'href="/console/activity[?]([^"]*before=11[^"]*)"', page)
    assert older
    assert asked.split("&amp;") == [
        x for x in unescape(older[1]).split("&") if x in unescape(asked)
    ]
    one = re.search(r'href="(/console/deliveries/60[?][^"]*)"', page)
    assert one
    delivery = browser.get(unescape(one[1]).removeprefix("/console"))
    assert f'href="/console/activity?{asked}&amp;first=2026-01-30">← Back to the list' in delivery


def test_the_newest_page_alone_follows_what_comes(browser: Browser, shop: Shop) -> None:
    shop.comes("purchase")
    assert 'id="activity" data-live="3"' in browser.get("/activity?outcome=waiting")
    assert "data-live" not in browser.get("/activity?before=5")


def test_one_that_came_again_says_so(browser: Browser, shop: Shop) -> None:
    first, _ = shop.comes("purchase"), shop.comes("rebill")
    shop.comes_again(first)
    page = browser.get("/activity?outcome=came more than once")
    assert _ids(page) == [first]
    assert "its turn comes came 2 times" in " ".join(lines(page))


def test_a_search_shows_one_buyers_deliveries_whatever_the_capitals(
    browser: Browser, shop: Shop
) -> None:
    mine = [shop.comes("purchase", email="Bea@example.com", order_id=str(n)) for n in range(52)]
    shop.comes("purchase", email="ben@example.com")
    page = browser.post("/search", email=" BEA@example.com ")
    assert _ids(page) == mine[:1:-1]
    assert "Of BEA@example.com, newest first" in lines(page)
    assert f'name="before" value="{mine[2]}"' in page
    rest = browser.post("/search", email="bea@example.com", before=mine[2])
    assert _ids(rest) == mine[1::-1]


def test_a_search_for_nobody_known_says_what_it_needs(browser: Browser) -> None:
    for email in ("nobody@example.com", "\0nobody@example.com\0"):
        assert lines(browser.post("/search", email=email))[-1] == (
            "No delivery of this buyer fits. The address must be whole, as the buyer typed it at "
            "the checkout; capitals make no difference."
        )


@pytest.mark.parametrize(
    "address",
    ["?state=lost", "?event=lost", "?first=soon", "?last=0001-01-01", "?refused=tag",
     "?refused=x:y", "?item=%00", "?item=" + "x" * 300, "?outcome=lost", "?before=x", "?before=-1",
     "?after=²", "?before=9999999999999999999", "?after=" + "9" * 3000],
)  # fmt: skip
def test_an_address_that_asks_for_what_cannot_be_is_unknown(browser: Browser, address: str) -> None:
    assert lines(browser.get(f"/activity{address}", 404)) == [
        "There is no such page",
        "Perhaps the address was cut off, or what it showed is no longer kept.",
        "← Home",
    ]
