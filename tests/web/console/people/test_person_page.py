"""One person: why she gets in or not, as of any day, and all that came of her."""

from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from bridge.explain.as_json.record_json import buyer_json
from bridge.explain.buyer import Buyers
from bridge.explain.people.membership_standing import membership_standings
from bridge.model import Kind
from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.reconcile.library import Library
from bridge.reconcile.planning import Summary, plan
from bridge.reconcile.rollout import Rollouts
from bridge.rules import file as rulesfile
from bridge.store.people import address_book
from tests.cli.hands import said
from tests.cli.shop import RULES, Shop, undated
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines, words

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


# As if she had gone on buying.
_MANY_MORE = """
insert into deliveries (key, source, kind, mode, email, event, body, state, occurred_at,
                        received_at, household_id)
select key || n, source, kind, mode, email, jsonb_set(event, '{order_id}', to_jsonb('o' || n)),
       body, state, occurred_at, received_at, household_id
from deliveries, generate_series(1, :number) as n where id = 1
"""


@pytest.fixture
def browser(database_url: str, redis_url: str, tmp_path: Path) -> Browser:
    """Whose console reads the rules."""
    file = tmp_path / "rules.yaml"
    file.write_text(MORE)
    return Browser(client_of(database_url, redis_url, rules_file=file))


def page_of(browser: Browser, shop: Shop, email: str = "buyer@example.com", then: str = "") -> str:
    number = address_book.person_of(shop.engine, email)
    return browser.get(f"/people/{number}{then}")


def test_one_page_tells_all_of_a_person(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), rules=MORE)
    refund = shop.comes("refund", "upsell-3")
    shop.work(refund, rules=MORE)
    shop.crm.refuses = {"GoldCANC"}
    shop.work(shop.comes("cancelled", "product-12"), rules=MORE)
    shop.comes_again(refund)
    told = lines(page_of(browser, shop))
    start = told.index("Gold closed")
    assert told[start : start + 8] == [
        "Gold closed",
        "Gold is closed by GoldCANC since 31 Jan 2026, 16:00 (delivery 3), but ActiveCampaign will "
        "not have it, so it needs you: The tag 'GoldCANC' does not exist in ActiveCampaign. Then "
        "try it again: delivery 3. A purchase or payment of product-12 (Product 12 & more), or a "
        "purchase of upsell-3 (Upsell 3 & more) opens it.",
        "What she bought or was given (2)",
        "What she got | Plan | Order | Since | State | Blocks",
        "Product 12 & more product-12 | One-time payment 912 | 1001 | 31 Jan 2026, 14:00 delivery 1"
        " | cancelled since 31 Jan 2026, 16:00 (delivery 3) | Gold, by GoldCANC",
        "Upsell 3 & more upsell-3 | One-time payment 93 | 1001 | 31 Jan 2026, 14:00 delivery 1 | "
        "ended since 31 Jan 2026, 15:00 (delivery 2) | nothing",
        *told[start + 6 : start + 8],
    ]
    assert "Gold | 31 Jan 2026, 14:00" in told
    assert (
        "by 'Gold: cancelled' (line 3), delivery 3 The tag 'GoldCANC' does not exist in "
        "ActiveCampaign." in told
    )
    assert "Newsletter | yes | 31 Jan 2026, 14:00" in told
    came = told[told.index("All that came") + 1 :]
    assert [*filter(lambda each: "order 1001" in each, came)] == [
        "Cancellation of Product 12 & more (product-12 plan 912), order 1001",
        "Refund of Upsell 3 & more (upsell-3), order 1001 came 2 times",
        "Purchase of Product 12 & more (product-12 plan 912) and Upsell 3 & more (upsell-3 plan "
        "93), order 1001",
    ]
    assert "failed Needs you: The tag 'GoldCANC' does not exist in ActiveCampaign." in came


def test_of_several_memberships_the_answer_stands_above_all(browser: Browser, shop: Shop) -> None:
    rules = MORE.replace("rules:", "  Club: {items: product-15}\nrules:", 1)
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=rules)
    assert 'class="glance"' not in page_of(browser, shop)
    shop.work(shop.comes("purchase", "product-15", order_id="9"), rules=rules)
    page = page_of(browser, shop)
    glance = page.partition('class="glance"')[2].partition("</ul>")[0]
    assert words(f"<main><ul {glance}</main>") == "Gold closed Club open"
    # What stands open is told in a sentence; each order is looked up where it does not.
    assert page.count("<details open><summary>What she bought") == 1
    assert page.count("<details><summary>What she bought") == 1


def test_what_a_rule_asked_for_leads_to_its_line_as_long_as_that_is_still_its(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("cancelled"), rules=MORE)
    page = page_of(browser, shop)
    assert "'Gold: cancelled' (<a href=\"/console/rules#line-3\">line 3</a>)" in page
    win = 1 + MORE.splitlines().index("  - name: Win")
    assert f"by 'Win' (<a href=\"/console/rules#line-{win}\">line {win}</a>)" in unescape(page)
    shop.publish(f"# Moved\n{MORE}")
    moved = page_of(browser, shop)
    assert "#line-" not in moved
    assert f"'Win' (line {win})" in words(moved)


def test_as_of_a_day_it_shows_that_day(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("cancelled"), rules=MORE)
    assert "Gold closed" in lines(page_of(browser, shop))
    with_all = words(page_of(browser, shop, then="?on=2026-01-31"))
    assert "Gold closed" in with_all
    before = words(page_of(browser, shop, then="?on=2026-01-30"))
    assert "Nothing of hers had happened by 30 Jan 2026, 23:59." in before
    assert "All that came" not in before


@pytest.mark.parametrize(
    "then",
    ["?on=yesterday", "?on=2026-13-01", "?on=9999-12-30", "?on=9999-12-31T23:59:59-23:59",
     "?on=0001-01-01", "?before=x", "?before=-1"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_page(browser: Browser, shop: Shop, then: str) -> None:
    shop.work(shop.comes("purchase"), rules=MORE)
    number = address_book.person_of(shop.engine, "buyer@example.com")
    assert lines(browser.get(f"/people/{number}{then}", 404))[0] == "There is no such page"


def test_every_address_of_hers_shows_the_same_person(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", email="old@example.com", customer_id="7"),
              shop.comes("purchase", email="new@example.com", customer_id="7", order_id="9"),
              rules=MORE)  # fmt: skip
    for address in ("old@example.com", "new@example.com"):
        told = words(page_of(browser, shop, address))
        assert "new@example.com · before: old@example.com" in told
        assert "order 9" in told


def test_what_it_says_is_what_the_command_says(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), shop.comes("payment failed"),
              shop.comes("purchase", "bump-9", email="ben@example.com"), rules=MORE)  # fmt: skip
    buyers = Buyers(shop.engine, Library(rulesfile.parse))
    for email in ("buyer@example.com", "ben@example.com"):
        buyer = buyers.find(email)
        assert buyer
        told = words(page_of(browser, shop, email))
        standings = membership_standings(buyer.known, buyer.product_names) if buyer.known else ()
        listed = {f"{m.name}: {t.got}: {t.stands}.": t.stands for m in standings for t in m.things}
        for sentence in buyer_json(buyer, buyers.sentences(buyer))["sentences"]:
            assert listed.get(sentence, sentence) in told


def test_a_life_of_many_events_is_turned_page_by_page(browser: Browser, shop: Shop) -> None:
    shop.work(*[shop.comes("purchase", order_id=str(n)) for n in range(60)], rules=MORE)
    first = page_of(browser, shop)
    assert first.count('<p class="when">') == 50
    assert "before=11" in first
    assert page_of(browser, shop, then="?before=11").count('<p class="when">') == 10


def test_the_first_that_came_of_a_long_life_is_reached(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", order_id="first"), rules=MORE)
    with shop.engine.begin() as connection:
        connection.execute(text(_MANY_MORE), {"number": 1_100})
    assert "order first" not in words(page_of(browser, shop, then="?before=1000"))
    assert "order first" in words(page_of(browser, shop, then="?before=50"))


def test_it_follows_quickly_while_something_waits(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(shop.comes("purchase"), rules=MORE)
    assert 'id="person" data-live="3"' in page_of(browser, shop)
    shop.crm.fails = None
    shop.work(1, rules=MORE)
    assert 'id="person" data-live="15"' in page_of(browser, shop)
    of_a_day = page_of(browser, shop, then="?on=2026-02-01")
    assert "data-live" not in of_a_day


def test_a_ban_is_told_with_its_day_its_reason_and_what_lifts_it(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), rules=MORE)
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="charged back twice", hour=2), rules=MORE)
    told = lines(page_of(browser, shop))
    assert (
        "Gold is closed to her: banned by hand since 31 Jan 2026, 16:00 (delivery 2: 'charged back "
        "twice'). 'Take it back' of delivery 2, on her page under 'Said by hand', lifts the ban."
    ) in told
    assert "Every membership: banned by hand on 31 Jan 2026, 16:00: 'charged back twice'" in told


def test_a_paused_account_is_said_above(browser: Browser, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"), rules=MORE)
    told = [*map(undated, lines(page_of(browser, shop)))]
    assert told[0] == "ActiveCampaign is paused since (now). ActiveCampaign refused the key (403)."
    assert any("Gold should be open to her" in each for each in told)


def test_she_is_reached_from_a_delivery(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), rules=MORE)
    assert 'href="/console/deliveries/1/buyer"' in browser.get("/deliveries/1")
    number = address_book.person_of(shop.engine, "buyer@example.com")
    answer = browser.client.get("/console/deliveries/1/buyer")
    assert answer.headers["Location"] == f"/console/people/{number}"


@pytest.mark.parametrize("address", ["/people/99", "/deliveries/1/buyer", "/deliveries/2/buyer"])
def test_where_there_is_nobody_there_is_no_page(browser: Browser, shop: Shop, address: str) -> None:
    shop.work(shop.comes("affiliate approved"), rules=MORE)
    assert lines(browser.get(address, 404))[0] == "There is no such page"


def test_what_she_calls_herself_is_never_markup(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase", name="<script>alert(1)</script>"), rules=MORE)
    assert "<script>alert" not in page_of(browser, shop)


def test_rules_that_changed_what_she_should_have_stand_among_what_came(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"))
    rollouts = Rollouts(shop.engine, Library(rulesfile.parse))
    rules, summary = rulesfile.parse(RULES.replace("Gold", "Platinum")), Summary()
    assert [*plan(shop.engine, Library(rulesfile.parse), rules, summary)]
    number = rollouts.apply(rules, summary)
    rollouts.finish()
    undo = rollouts.undo(number)
    rollouts.finish()
    page = page_of(browser, shop)
    came = words(page).partition("All that came")[2]
    assert "Version 2 of the rules was taken back. By that she was to get Gold, and to" in came
    assert f'<a href="/console/rules/versions/{undo}">' in page
    assert (
        came.index("was taken back") < came.index("brought to everybody") < came.index("Purchase")
    )
    before = page_of(browser, shop, then="?on=2026-02-01")
    assert "of the rules was" not in words(before)
