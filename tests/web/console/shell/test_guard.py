"""Who may see the pages, and what a browser and a log may do with them."""

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
from bridge.web.console.guard import Tokens
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import PASSWORD, Browser, client_of
from tests.web.console.reading import lines, token

ADDRESSES = ["", "/", "?state=failed", "/search", "/deliveries/1", "/static/console.css"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_password_there_is_no_console(
    database_url: str, redis_url: str, address: str
) -> None:
    client = client_of(database_url, redis_url, console_password="")
    assert client.get(f"/console{address}", auth=("anna", "")).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES[:-1])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic YW5uYTo="},
        {"Authorization": "Basic YW5uYTpjb3JyZWN0"},
        {"Authorization": f"Bearer {PASSWORD.encode()!r}"},
    ],
)
def test_it_opens_to_nobody_else(
    client: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    answer = client.get(f"/console{address}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="The bridge", charset="UTF-8"'
    assert lines(answer.get_data(as_text=True)) == [
        "The password, please",
        "This console opens with CONSOLE_PASSWORD, under any user name.",
        "← All deliveries",
    ]


def test_a_wrong_password_is_noted_without_its_letters(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/console")
    assert caplog.messages == []  # a browser first asks without one
    client.get("/console", auth=("anna", "wrong horse"))
    assert caplog.messages == ["console: somebody came with a wrong password"]


@pytest.mark.parametrize("user", ["", "anna", "Søren"])
def test_the_password_opens_it_under_any_user_name(client: FlaskClient, user: str) -> None:
    assert client.get("/console", auth=(user, PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "address", ["/console", "/console/deliveries/9", "/console/static/icon.svg"]
)
def test_no_page_may_be_kept_framed_or_run_anything(client: FlaskClient, address: str) -> None:
    for auth in (("anna", PASSWORD), ("anna", "wrong")):
        headers = client.get(address, auth=auth).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )


def test_what_is_wrong_with_the_workers_stands_on_every_page_for_who_may_see_it(
    database_url: str, redis_url: str
) -> None:
    client = client_of(database_url, redis_url)
    jobs.redis_for(redis_url).flushall()
    nobody = "No worker was seen for half a minute, so what comes waits. Does worker.py run?"
    assert nobody in client.get("/console", auth=("anna", PASSWORD)).get_data(as_text=True)
    assert nobody not in client.get("/console").get_data(as_text=True)
    trouble = "rules.yaml cannot be used, so the workers go on with publication 4 of the rules."
    jobs.Signals(jobs.redis_for(redis_url)).beat(trouble)
    page = client.get("/console", auth=("anna", PASSWORD)).get_data(as_text=True)
    assert (trouble in page, nobody in page) == (True, False)


def test_a_rules_file_that_the_workers_do_not_use_stands_on_every_page(
    database_url: str, redis_url: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), datetime.now(UTC))
    client = client_of(database_url, redis_url, rules_file=file)
    page = client.get("/console", auth=("anna", PASSWORD)).get_data(as_text=True)
    assert "The workers go by publication 1 (rules.yaml, " in page
    assert "differs from it. Restart the workers, and it decides what comes;" in page


def test_the_page_that_asks_for_the_password_has_the_others_look(client: FlaskClient) -> None:
    asked = client.get("/console").get_data(as_text=True)
    (sheet,) = re.findall(r'rel="stylesheet" href="(.*?)"', asked)
    assert client.get(sheet).status_code == 200


def test_the_receiver_asks_for_no_password_and_gets_no_such_headers(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer.headers


@pytest.mark.parametrize(
    "token",
    [
        "",
        "1",
        "1.x.y",
        # Named, because it holds the time: every process must collect the same tests.
        pytest.param(Tokens("another password").of(1), id="another password's"),
    ],
)
def test_a_button_that_is_not_ours_does_nothing(browser: Browser, shop: Shop, token: str) -> None:
    shop.crm.refuses = {"Gold"}
    id_ = shop.comes("purchase")
    shop.work(id_)
    said = browser.post(f"/deliveries/{id_}/retry", 400, token=token)
    assert lines(said) == [
        "Nothing was done",
        "The page with that button was open for too long, or is not ours. Open the delivery again "
        "and press the button there.",
        "← All deliveries",
    ]
    kept = shop.deliveries.find(id_)
    assert kept is not None
    assert kept.state is State.FAILED


def test_the_button_of_one_delivery_is_not_another_ones(browser: Browser, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    first, second = shop.comes("purchase"), shop.comes("purchase", email="ben@example.com")
    shop.work(first, second)
    page = browser.get(f"/deliveries/{first}")
    browser.post(f"/deliveries/{second}/retry", 400, token=token(page))
    browser.post(f"/deliveries/{first}/retry", 303, token=token(page))


def test_a_button_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(PASSWORD)
    with monkeypatch.context() as earlier:
        earlier.setattr("itsdangerous.timed.time.time", lambda: 1_000_000)
        old = tokens.of(1)
    for second, good in ((86_400, True), (86_402, False)):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda at=second: 1_000_000 + at)
        assert tokens.fits(old, 1) is good


def test_an_oversized_form_is_refused(browser: Browser) -> None:
    assert lines(browser.post("/search", 413, email="x" * 20_000))[0] == "Request Entity Too Large"


def test_no_address_of_a_page_and_no_log_line_names_anybody(
    browser: Browser, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.crm.refuses = {"Gold"}
    ids = [shop.comes("purchase", order_id=str(order)) for order in range(60)]
    shop.work(*ids)
    with caplog.at_level(logging.DEBUG):
        pages = [
            browser.get(""),
            browser.get(f"/deliveries/{ids[-1]}"),
            browser.get(f"/deliveries/{ids[-1]}/buyer"),
            browser.post("/search", email="buyer@example.com"),
            browser.post("/search", email="buyer@example.com", before=ids[5]),
        ]
        led = browser.post(f"/deliveries/{ids[-1]}/retry", 303, token=token(pages[1]))
    addresses = [
        found for page in pages for found in re.findall(r'(?:href|src|action)="(.*?)"', page)
    ]
    assert len(addresses) > 100
    assert "buyer@example.com" in pages[3]
    for text in (*addresses, led, caplog.text):
        assert not re.search("bea|buyer(@|%40)|example[.]com", text, re.IGNORECASE)
        assert "@" not in text


def test_while_postgres_is_away_every_page_says_so_plainly(
    browser: Browser, shop: Shop, servers: Servers
) -> None:
    shop.crm.refuses = {"Gold"}
    id_ = shop.comes("purchase")
    shop.work(id_)
    button = token(browser.get(f"/deliveries/{id_}"))
    servers._end_postgres("stop")
    try:
        said = [
            browser.get("", 503),
            browser.get(f"/deliveries/{id_}", 503),
            browser.post("/search", 503, email="buyer@example.com"),
            browser.post(f"/deliveries/{id_}/retry", 503, token=button),
        ]
    finally:
        servers.start_postgres()
    assert [lines(each) for each in said] == [
        [
            "The record cannot be read now",
            "Postgres does not answer (OperationalError). Deliveries that were acknowledged are "
            "safe; load this page again in a minute.",
            "← All deliveries",
        ]
    ] * 4
    assert lines(browser.get(""))[0] == "Deliveries"
