"""What a browser and a log may do with the pages, and which forms are heard."""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bridge.queue import jobs
from bridge.sandbox.servers import Servers
from bridge.store import rulebooks
from bridge.store.delivery import State
from bridge.store.people import address_book
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import PASSWORD, Browser, client_of
from tests.web.console.reading import lines

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "address", ["/console/activity", "/console/deliveries/9", "/console/static/icon.svg"]
)
def test_no_page_may_be_kept_framed_or_run_anything_else(
    client: FlaskClient, browser: Browser, address: str
) -> None:
    for asked in (client, browser.client):
        headers = asked.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == POLICY


def test_what_is_wrong_with_the_workers_stands_on_every_page_for_who_may_see_it(
    browser: Browser, redis_url: str
) -> None:
    jobs.redis_for(redis_url).flushall()
    nobody = "No worker was seen for half a minute, so what comes waits. Does worker.py run?"
    assert nobody in browser.get("/activity")
    trouble = "rules.yaml cannot be used, so the workers go on with version 4 of the rules."
    jobs.Signals(jobs.redis_for(redis_url)).beat(trouble)
    page = browser.get("/activity")
    assert (trouble in page, nobody in page) == (True, False)
    browser.press("/log-out")
    assert trouble not in browser.get("/log-in")


def test_a_rules_file_that_the_workers_do_not_use_stands_on_every_page(
    database_url: str, redis_url: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), datetime.now(UTC))
    page = Browser(client_of(database_url, redis_url, rules_file=file)).get("/activity")
    assert "The workers go by version 1 (rules.yaml, " in page


def test_the_receiver_gets_no_such_headers(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer.headers


@pytest.mark.parametrize("sent", ["", "1", "IjEi.x.y"])
def test_a_button_that_is_not_ours_does_nothing(browser: Browser, shop: Shop, sent: str) -> None:
    shop.crm.refuses = {"Gold"}
    id_ = shop.comes("purchase")
    shop.work(id_)
    said = browser.post(f"/deliveries/{id_}/retry", 400, csrf_token=sent)
    assert lines(said) == [
        "Nothing was done",
        "The page with that button was open for too long, or is not ours. Go back, load the page "
        "anew and press the button there.",
        "← Home",
    ]
    kept = shop.deliveries.find(id_)
    assert kept is not None
    assert kept.state is State.FAILED


def test_a_button_of_another_ones_session_does_nothing(
    browser: Browser, database_url: str, redis_url: str
) -> None:
    other = Browser(client_of(database_url, redis_url))
    other.get("/activity")
    browser.post("/deliveries/1/retry", 400, csrf_token=other.token)


def test_a_head_does_nothing_that_a_button_does(browser: Browser, shop: Shop) -> None:
    """It carries no token, and whoever looks whether the address answers sends it."""
    shop.work(shop.comes("purchase"))
    her = address_book.person_of(shop.engine, "buyer@example.com")
    form = {"typed": "buyer@example.com", "what": "ban", "membership": "Gold", "why": "a guess"}
    for page in ("forget", "by-hand"):
        asked = browser.client.head(f"/console/people/{her}/{page}", data=form)
        assert asked.status_code == 200
    assert address_book.person_of(shop.engine, "buyer@example.com") == her
    assert shop.deliveries.find(2) is None  # nobody said anything by hand
    assert browser.client.head("/console/rules/edit", data={"text": ""}).status_code == 200


def test_a_head_tries_no_password(client: FlaskClient) -> None:
    for _ in range(9):
        asked = client.head("/console/log-in", data={"password": PASSWORD})
        assert (asked.status_code, asked.headers.get("Location")) == (200, None)
    assert client.get("/console/people").status_code == 303


def test_an_oversized_form_is_refused(browser: Browser) -> None:
    said = browser.post("/search", 413, email="x" * 2_100_000)
    assert lines(said)[0] == "Request Entity Too Large"


def test_no_address_of_a_page_and_no_log_line_names_anybody(
    browser: Browser, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.crm.refuses = {"Gold"}
    ids = [shop.comes("purchase", order_id=str(order)) for order in range(60)]
    shop.work(*ids)
    with caplog.at_level(logging.DEBUG):
        pages = [browser.get("/activity"), browser.get(f"/deliveries/{ids[-1]}")]
        led = browser.post(f"/deliveries/{ids[-1]}/retry", 303)
    found = [each for page in pages for each in re.findall(r'(?:href|src|action)="(.*?)"', page)]
    assert len(found) > 60
    for text in (*found, led, caplog.text):
        assert not re.search("bea|buyer(@|%40)|example[.]com", text, re.IGNORECASE)
        assert "@" not in text


def test_while_postgres_is_away_every_page_says_so_plainly(
    browser: Browser, shop: Shop, servers: Servers
) -> None:
    shop.crm.refuses = {"Gold"}
    id_ = shop.comes("purchase")
    shop.work(id_)
    browser.get(f"/deliveries/{id_}")
    servers._end_postgres("stop")
    try:
        # A connection that lay idle was cut: the page is looked for once more.
        browser.client.get("/console/activity", follow_redirects=True)
        said = [
            browser.get("/activity", 503),
            browser.get(f"/deliveries/{id_}", 503),
            browser.post(f"/deliveries/{id_}/retry", 503),
        ]
    finally:
        servers.start_postgres()
    assert [lines(each) for each in said] == [
        [
            "The record cannot be read now",
            "Postgres does not answer (OperationalError). Deliveries that were acknowledged are "
            "safe; load this page again in a minute.",
            "← Home",
        ]
    ] * 3
    assert browser.get("/activity")
