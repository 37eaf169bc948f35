"""The first page: how the bridge is, at a glance."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from bridge.model import Kind
from bridge.model.errors import AccountRefused
from bridge.queue import jobs
from bridge.store.engine import transaction
from tests.cli.shop import Shop
from tests.fakes import event
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines, words


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Something came just now, and was applied."""
    shop.publish()
    shop.worker.take_in(
        shop.deliveries.keep(event(Kind.PURCHASE, "product-12"), datetime.now(UTC)).id
    )
    return shop


def test_before_anything_came_it_leads_to_the_set_up(browser: Browser) -> None:
    answer = browser.client.get("/console")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/set-up")


@pytest.mark.usefixtures("sold")
def test_it_says_when_something_came_last_and_that_all_is_well(browser: Browser) -> None:
    told = words(browser.get(""))
    assert "Receiving just now The last delivery of a buyer: " in told
    assert "1 today." in told
    assert "Waiting 0 Nothing waits." in told
    assert "Failed 0 Nothing failed." in told
    assert "Workers running One was seen within the last half minute." in told
    assert "You must act" not in told
    assert "1 delivery: 1 applied." in told


def test_who_must_act_is_told_so_on_top(browser: Browser, sold: Shop) -> None:
    sold.crm.refuses = {"Gold"}
    sold.work(sold.comes("purchase", email="ben@example.com"))
    sold.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    sold.work(sold.comes("purchase", order_id="3", email="cleo@example.com"))
    told = words(browser.get(""))
    assert "You must act" in told
    assert "'Gold'" in told
    assert "1 person" in told
    assert "is paused: it refuses the bridge." in told
    assert "Failed 1 Somebody must act, then they are tried again." in told
    assert "Waiting 1 The oldest came " in told


@pytest.mark.usefixtures("sold")
def test_a_worker_that_is_gone_is_seen(browser: Browser, redis_url: str) -> None:
    jobs.redis_for(redis_url).flushall()
    assert "Workers none None was seen for half a minute." in words(browser.get(""))


@pytest.mark.usefixtures("sold")
def test_the_chart_is_of_two_days_or_of_a_month(browser: Browser) -> None:
    page = browser.get("")
    assert page.count("<g>") == 48
    assert "Deliveries by outcome, 48 hours" in page
    page = browser.get("?days=30")
    assert page.count("<g>") == 30
    assert "The same as a table" in page
    assert browser.get("?days=x").count("<g>") == 48


@pytest.mark.usefixtures("sold")
def test_it_says_what_of_the_allowed_calls_is_used(
    database_url: str, redis_url: str, client: FlaskClient
) -> None:
    assert client
    told = {"ACTIVECAMPAIGN_URL": "https://shop.api-us1.com", "ACTIVECAMPAIGN_KEY": "made up",
            "ACTIVECAMPAIGN_RATE": "4"}  # fmt: skip
    page = Browser(client_of(database_url, redis_url, environment=told)).get("")
    assert "calls in the last minute, of 240 allowed." in page.replace("call in", "calls in")
    assert "made up" not in page
    without = Browser(client_of(database_url, redis_url)).get("")
    assert "not set up" in without


def test_it_follows_by_itself(browser: Browser, sold: Shop) -> None:
    assert 'id="glance" data-live="5"' in browser.get("")
    with transaction(sold.engine) as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'failed'")
    assert any(line.startswith("1") for line in lines(browser.get("")))


def test_tests_are_counted_apart_and_it_says_so(browser: Browser, shop: Shop) -> None:
    shop.keeps("purchase", datetime.now(UTC), mode="test")
    told = words(browser.get(""))
    assert "Receiving no buyer yet 0 today, and 1 in test mode or by hand." in told
    assert "1 of these came in test mode or by hand." in told
