"""Who comes in, and who does not."""

import pytest
from flask.testing import FlaskClient

from bridge.queue import jobs
from bridge.sandbox.servers import Servers
from tests.web.console.conftest import PASSWORD, Browser, client_of
from tests.web.console.reading import lines, token

ADDRESSES = ["", "/", "/activity?state=failed", "/search", "/deliveries/1", "/nowhere"]
WRONG = "That is not the password. It is the setting CONSOLE_PASSWORD of this bridge."


def tried(client: FlaskClient, password: str, **more: str) -> tuple[int, str]:
    """The status, and the page or where it leads."""
    form = {"csrf_token": token(client.get("/console/log-in").text), "password": password}
    answer = client.post("/console/log-in", data=form | more)
    return answer.status_code, answer.headers.get("Location") or answer.text


@pytest.mark.parametrize("address", [*ADDRESSES, "/log-in", "/static/console.css"])
def test_without_a_password_there_is_no_console(
    database_url: str, redis_url: str, address: str
) -> None:
    client = client_of(database_url, redis_url, console_password="")
    assert client.get(f"/console{address}", auth=("anna", "")).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_it_opens_to_nobody_else(client: FlaskClient, address: str, method: str) -> None:
    answer = client.open(f"/console{address}", method=method, auth=("anna", PASSWORD))
    leads = answer.headers.get("Location", "").partition("?")[0]
    assert (answer.status_code, leads) in {
        (303, "/console/log-in"),
        (400, ""),
        (405, ""),
        (404, ""),
    }
    assert "Log out" not in answer.text


def test_the_password_leads_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    asked = client.get("/console/activity?state=failed").headers["Location"]
    assert asked == "/console/log-in?next=/console/activity?state%3Dfailed"
    page = client.get(asked).text
    assert 'name="next" value="/console/activity?state=failed"' in page
    assert tried(client, PASSWORD, next="/console/activity?state=failed") == (
        303,
        "/console/activity?state=failed",
    )


@pytest.mark.parametrize(
    "next_page",
    [
        "https://example.com/",
        "//example.com",
        "/console/\\example.com",
        "/webhooks/x",
        "",
        "/console/\n",
    ],
)
def test_it_never_leads_to_another_site(client: FlaskClient, next_page: str) -> None:
    assert tried(client, PASSWORD, next=next_page) == (303, "/console")


def test_a_wrong_password_is_said_and_noted_without_its_letters(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    status, page = tried(client, "wrong horse", who="Anna")
    assert status == 401
    assert WRONG in page
    assert 'value="Anna"' in page
    assert "wrong horse" not in page
    assert caplog.messages == ["console: somebody came with a wrong password"]


@pytest.mark.parametrize("given", ["", PASSWORD[:-1], f"{PASSWORD} ", "\udcff", "é" * 5000])
def test_nothing_but_the_password_fits(client: FlaskClient, given: str) -> None:
    answer = tried(client, given.encode("utf-8", "ignore").decode())
    assert answer[0] == 401


def test_who_logs_out_is_out(browser: Browser) -> None:
    assert "Log out" in browser.get("/activity")
    assert lines(browser.press("/log-out", "/log-in"))[0] == "Log in"
    browser.get("/activity", 303)


def copied(browser: Browser, database_url: str, redis_url: str) -> FlaskClient:
    """Another process' client, that came by the browser's cookie."""
    held = browser.client.get_cookie("bridge_console", path="/console")
    assert held
    other = client_of(database_url, redis_url)
    other.set_cookie("bridge_console", held.value, path="/console")
    return other


def test_a_copy_of_the_cookie_is_out_with_it_in_every_process(
    browser: Browser, database_url: str, redis_url: str
) -> None:
    copies = [copied(browser, database_url, redis_url) for _ in range(2)]
    another = Browser(client_of(database_url, redis_url), who="Bea")
    assert [each.get("/console/activity").status_code for each in copies] == [200, 200]
    browser.press("/log-out", "/log-in")
    for each in copies:
        answer = each.get("/console/activity")
        assert answer.headers["Location"].startswith("/console/log-in")
        assert "Log out" not in each.get("/console/log-in").text
        assert each.post("/console/rules/check", data={"csrf_token": "x"}).status_code == 400
    assert "Log out" in another.get("/activity")


def test_it_may_log_in_anew(browser: Browser, database_url: str, redis_url: str) -> None:
    other = copied(browser, database_url, redis_url)
    browser.press("/log-out", "/log-in")
    assert tried(other, PASSWORD) == (303, "/console")
    assert "Log out" in other.get("/console/activity").text


def test_while_postgres_is_away_nothing_is_done_and_who_logs_out_is_told(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(client_of("postgresql://nobody@127.0.0.1:1/none", redis_url))
    assert "Set-up" in browser.get("/set-up")
    assert "cannot be read now" in browser.post("/rules/check", 503, text="")
    assert "could not be kept that this session is over" in browser.post("/log-out", 503)
    assert "console: a log-out could not be kept: OperationalError" in caplog.messages
    browser.get("/set-up", 303)


def test_while_redis_is_away_a_log_out_counts(
    browser: Browser, database_url: str, redis_url: str, servers: Servers
) -> None:
    other = copied(browser, database_url, redis_url)
    servers.kill_valkey()
    try:
        browser.press("/log-out", "/log-in")
        assert other.get("/console/activity").status_code == 303
    finally:
        servers.start_valkey()


def test_a_form_without_a_token_logs_nobody_in(client: FlaskClient) -> None:
    assert client.post("/console/log-in", data={"password": PASSWORD}).status_code == 400


def test_guessing_is_slowed_for_an_address_over_all_processes(
    database_url: str, redis_url: str, client: FlaskClient
) -> None:
    other = client_of(database_url, redis_url)
    first = [tried(each, "guess")[0] for each in (client, other) * 4]
    assert first == [401] * 5 + [429] * 3
    status, page = tried(client, PASSWORD)
    assert status == 429
    assert "Too many attempts. Try again in " in page


def test_guessing_is_slowed_while_redis_is_away(client: FlaskClient, servers: Servers) -> None:
    servers.kill_valkey()
    try:
        assert [tried(client, "guess")[0] for _ in range(7)] == [401] * 5 + [429] * 2
    finally:
        servers.start_valkey()


def test_who_comes_in_may_come_again(client: FlaskClient) -> None:
    for _ in range(3):
        assert [tried(client, "guess")[0] for _ in range(4)] == [401] * 4
        assert tried(client, PASSWORD)[0] == 303
        client.delete_cookie("bridge_console", path="/console")


@pytest.mark.parametrize(("hops", "seen"), [(0, [429]), (1, [401])])
def test_behind_a_proxy_an_address_is_that_ones_word(
    database_url: str, redis_url: str, hops: int, seen: list[int]
) -> None:
    client = client_of(database_url, redis_url, proxy_hops=hops)

    def comes(said: str) -> int:
        form = {"csrf_token": token(client.get("/console/log-in").text), "password": "guess"}
        headers = {"X-Forwarded-For": said}
        return client.post("/console/log-in", data=form, headers=headers).status_code

    # What stands before the proxy's own word, whoever asks has written.
    assert [comes(f"10.0.0.{n}, 203.0.113.1") for n in range(6)] == [401] * 5 + [429]
    assert [comes("10.0.0.1, 203.0.113.2")] == seen


def test_workers_that_are_seen_change_nothing_about_it(client: FlaskClient, redis_url: str) -> None:
    jobs.Signals(jobs.redis_for(redis_url)).beat()
    assert client.get("/console").status_code == 303
