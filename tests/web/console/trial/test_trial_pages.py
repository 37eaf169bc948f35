"""Try it: what would happen is told and nothing done; a test is stored as the webhook does it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bridge.sources.thrivecart import samples
from bridge.store.deliveries import Deliveries
from tests.cli.shop import Shop
from tests.store.figures.test_sales import known
from tests.web.console.conftest import Browser
from tests.web.console.reading import words

FILE = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: Dear
    when: purchase
    amount: at least 100.00
    add: VIP
  - name: May
    when: purchase
    coupon: MAY
    trigger: Spring
"""
TRIED = {"what": "purchase", "item": "product-12", "email": "you@example.com"}


@pytest.fixture(autouse=True)
def _rules(shop: Shop) -> None:
    shop.publish(FILE)


def tried(browser: Browser, status: int = 200, **fields: str) -> str:
    return browser.post("/try", status, **{**TRIED, **fields})


def sent(browser: Browser, status: int = 303, **fields: str) -> str:
    """Where it leads to, or the page that asks first."""
    return browser.post("/try/send", status, **{**TRIED, **fields})


def count(engine: Engine) -> int:
    return len(Deliveries(engine).latest(100))


def test_it_tells_what_would_come_of_a_purchase_and_changes_nothing(
    browser: Browser, engine: Engine
) -> None:
    page = tried(browser)
    text = words(page)
    assert "Purchase of Product 12 & more product-12 plan 912 for 49.00 USD" in text
    assert "a new order, for somebody of whom nothing is known yet." in text
    assert "Gold: purchase 3 grants 'Gold' for product-12" in text
    assert "Gold shut opens" in text
    assert "Gold not touched has it" in text
    assert "Dear (6) only amounts at least 100.00; this was 49.00" in text
    assert '<a href="/console/rules#line-6">6</a>' in page
    assert count(engine) == 0


def test_amount_and_coupon_count_where_they_matter(browser: Browser) -> None:
    text = words(tried(browser, amount="120", coupon="MAY", currency="eur"))
    assert "for 120.00 EUR" in text
    assert "Dear 6 adds 'VIP'" in text
    assert "May 10 triggers 'Spring'" in text
    assert "Spring starts its automation" in text


def test_what_is_known_of_a_buyer_counts_and_a_refund_is_of_her_own_order(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase", email="you@example.com"), rules=FILE)
    text = words(tried(browser, what="refund"))
    assert "of her order 1002, with all that is known of this buyer" in text
    assert "Gold open shuts" in text
    assert "Gold has it does not have it" in text


def test_an_item_without_a_rule_leads_to_its_place(browser: Browser) -> None:
    text = words(tried(browser, item="bump-7"))
    assert "No rule matches, so nothing would come of it." in text
    assert "Give bump-7 a place in the rules" in text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, engine: Engine
) -> None:
    fields = {
        "what": "purchase", "item": "gold", "email": "nobody", "amount": "a lot", "plan": "x",
        "currency": "euro", "coupon": '"><b>',
    }  # fmt: skip
    for address in ("/try", "/try/send"):
        page = browser.post(address, 400, **fields)
        assert "5 fields have to be corrected; nothing was done." in words(page)
        assert "'gold' is no item." in words(page)
        for typed in ("gold", "nobody", "a lot", "euro", "&#34;&gt;&lt;b&gt;"):
            assert f'value="{typed}"' in page
    assert count(engine) == 0


@pytest.mark.parametrize("what", ["", "bought", "purchase\0"])
def test_an_event_that_is_none_is_asked_for(browser: Browser, what: str) -> None:
    assert "Choose what happens." in words(tried(browser, 400, what=what))


def test_a_test_is_stored_as_the_webhook_stores_what_the_cart_posts(
    browser: Browser, client: FlaskClient, engine: Engine
) -> None:
    leads = sent(browser, plan="901", amount="20", coupon="MAY")
    stored = Deliveries(engine).find(int(leads.rpartition("/")[2]))
    assert stored
    event = stored.event
    assert (event.kind, event.mode, event.contact.email) == ("purchase", "test", "you@example.com")
    assert (event.items[0].plan, event.money.amount, event.coupon) == ("901", 2000, "MAY")
    posted = samples.delivery(
        "purchase", items=("product-12",), email="you@example.com", name="", plan="901",
        mode="test", amount=2000, order_id=event.order_id, secret="MADEUPSECRET",
        customer_id=samples.customer_of("you@example.com"), at=event.occurred_at,
        more={"coupon": "MAY"},
    )  # fmt: skip
    answer = client.post("/webhooks/thrivecart", data=samples.as_form(posted),
                         content_type=samples.FORM)  # fmt: skip
    assert answer.json == {"message": "duplicate", "id": stored.id}
    assert "MADEUPSECRET" not in str(Deliveries(engine).body(stored.id))


def test_it_leads_to_the_delivery_which_says_that_it_was_stored(browser: Browser) -> None:
    page = browser.press("/try/send", **TRIED)
    assert "The test was stored. What becomes of it is shown here." in words(page)
    assert "test mode" in words(page)


def test_for_a_real_buyer_it_asks_first_with_all_that_was_typed(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    shop.comes("purchase", email="you@example.com")
    page = sent(browser, 200, email="You@example.com", coupon="MAY")
    assert "This is a real buyer" in words(page)
    assert "really done to that contact in ActiveCampaign" in words(page)
    assert 'name="coupon" value="MAY"' in page
    assert count(engine) == 1
    sent(browser, sure="yes")
    assert count(engine) == 2


def test_who_was_only_ever_a_test_is_nobody_real(browser: Browser, engine: Engine) -> None:
    sent(browser)
    sent(browser, what="refund")
    refund, purchase = Deliveries(engine).latest(2)
    assert refund.event.order_id == purchase.event.order_id


def test_an_address_stands_in_no_address_of_a_page(browser: Browser, shop: Shop) -> None:
    shop.comes("purchase", email="you@example.com")
    for address in ("/try", "/try/send"):
        page = browser.post(address, 200, **TRIED)
        assert "you@example.com" not in " ".join(
            part for part in page.split('"') if part.startswith(("/", "http"))
        )
    browser.get("/try/send", 303)


def test_other_pages_lead_here_with_an_item(browser: Browser) -> None:
    assert 'value="product-34"' in browser.get("/try?item=product-34&what=refund")


def test_rules_that_ignore_tests_are_said_to(browser: Browser, shop: Shop) -> None:
    shop.publish(f"{FILE}test_events: ignore\n")
    assert "test_events: ignore" in words(browser.get("/try"))


def test_without_a_pricing_option_it_is_the_one_that_was_sold_last(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    assert "The pricing option is made up" in words(tried(browser))
    shop.work(shop.comes("purchase", plan="77"), shop.comes("purchase", plan="78"), rules=FILE)
    known(engine)
    page = words(tried(browser))
    assert "product-12 plan 78 for 49.00 USD" in page
    assert "made up" not in page
    assert "plan 5 for 49.00 USD" in words(tried(browser, plan="5"))
