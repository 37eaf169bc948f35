"""The cookie that says who is in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bridge.settings import Settings
from bridge.web.console.shell import sessions
from tests.web.console.conftest import PASSWORD, Browser, client_of


def cookie(client: FlaskClient, **more: object) -> str:
    found = client.get("/console/log-in", **more).headers["Set-Cookie"]
    return found.partition(";")[2]


def test_no_script_and_no_other_site_gets_it(client: FlaskClient) -> None:
    assert sorted(cookie(client).split("; ")) == [" HttpOnly", "Path=/console", "SameSite=Lax"]


def test_over_https_it_never_goes_over_http(client: FlaskClient) -> None:
    assert "Secure" in cookie(client, base_url="https://bridge.example.com")


def test_behind_a_proxy_that_speaks_https_too(database_url: str, redis_url: str) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    behind = client_of(database_url, redis_url, proxy_hops=1)
    assert "Secure" in cookie(behind, headers=headers)
    assert "Secure" not in cookie(client_of(database_url, redis_url), headers=headers)


def key_of(**more: str) -> object:
    app = Flask("here")
    told = {"console_password": "a", "thrivecart_secret": "b", "database_url": "c"} | more
    sessions.set_up(app, Settings(**told))  # type: ignore[arg-type] # all of them text
    return app.secret_key


@pytest.mark.parametrize("name", ["console_password", "thrivecart_secret", "database_url"])
def test_all_processes_sign_alike_and_other_settings_log_everybody_out(name: str) -> None:
    assert key_of() == key_of()
    assert key_of() != key_of(**{name: "x"})


def test_another_password_logs_everybody_out(
    browser: Browser, database_url: str, redis_url: str
) -> None:
    held = browser.client.get_cookie("bridge_console", path="/console")
    assert held
    same = client_of(database_url, redis_url)
    same.set_cookie("bridge_console", held.value, path="/console")
    assert same.get("/console/activity").status_code == 200
    other = client_of(database_url, redis_url, console_password="another")
    other.set_cookie("bridge_console", held.value, path="/console")
    assert other.get("/console/activity").status_code == 303


def test_it_knows_the_name_that_was_typed(
    browser: Browser, database_url: str, redis_url: str
) -> None:
    assert 'Log out <span class="key">Anna</span>' in browser.get("/activity")
    long = Browser(client_of(database_url, redis_url), who=f" {'x' * 100}  y")
    assert f'<span class="key">{"x" * 60}</span>' in long.get("/activity")


def test_a_name_keeps_nothing_that_cannot_be_stored(database_url: str, redis_url: str) -> None:
    odd = Browser(client_of(database_url, redis_url), who="An\0na \u202e")
    assert '<span class="key">An na</span>' in odd.get("/activity")


def test_the_right_password_is_the_only_one_that_fits() -> None:
    assert sessions.fits(PASSWORD, PASSWORD)
    assert not sessions.fits("", PASSWORD)
    assert not sessions.fits("\udcff", PASSWORD)
