"""A site is told once that tags changed; nothing depends on whether it heard. Over real HTTP."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from bridge.destinations.notify import Notifier
from bridge.model.errors import ConfigError

KEY = "hand+shake/4711"
BUYER = "ann.secret+club@example.com"
WARNING = "The site of NOTIFY_URL was not told that tags changed"
LATER = (
    " It is told again of what changes after 60 s; what changes until then it sees when it looks by"
    " itself."
)


class Site(ThreadingHTTPServer):
    """Answers every post with `status` after `slow` seconds, or drop by drop without an end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.slow, self.endless = 200, 0.0, False
        self.posts: list[tuple[str, dict[str, list[str]]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/?aal_updateuser"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.posts.append((self.path, parse_qs(raw.decode())))
        time.sleep(self.server.slow)
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        while self.server.endless:
            self.wfile.write(b".")
            time.sleep(0.05)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.endless = False
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("end", ["", "=", "=KEY", "=KEY#top"])
def test_it_posts_the_contact_as_activecampaign_does(site: Site, end: str) -> None:
    Notifier(site.url + end, f" {KEY}\n").changed("17", BUYER)
    form = {"contact[id]": ["17"], "contact[email]": [BUYER]}
    assert site.posts == [("/?aal_updateuser=hand%2Bshake%2F4711", form)]


@pytest.mark.parametrize("status", [301, 403, 500])
def test_a_site_that_does_not_take_it_is_not_asked_again_and_fails_nothing(
    site: Site, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    site.status = status
    with caplog.at_level(logging.DEBUG):
        Notifier(site.url, KEY).changed("17", BUYER)
    assert len(site.posts) == 1
    assert caplog.messages == [f"{WARNING}: it answered {status}.{LATER}"]


def test_a_site_that_is_slow_holds_nobody_up(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.slow = 1
    Notifier(site.url, KEY, timeout=0.1).changed("17", BUYER)
    assert caplog.messages == [f"{WARNING}: it gave no answer within 0.1 s.{LATER}"]


def test_a_site_that_is_away_is_left_alone_for_a_minute(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]
    notifier = Notifier(site.url, KEY, clock=lambda: now[0])
    site.status = 500
    for seconds in (0, 1, 58.9):
        now[0] += seconds
        notifier.changed("17", BUYER)
    assert (len(site.posts), len(caplog.messages)) == (1, 1)
    site.status, now[0] = 200, 1060.0
    notifier.changed("18", BUYER)
    notifier.changed("19", BUYER)
    assert [form["contact[id]"] for _, form in site.posts] == [["17"], ["18"], ["19"]]


def test_a_page_that_never_ends_is_not_read(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.endless = True
    Notifier(site.url, KEY).changed("17", BUYER)
    assert (len(site.posts), caplog.messages) == (1, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_site_that_is_not_there_fails_nothing(
    caplog: pytest.LogCaptureFixture, host: str
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://{host}:{nobody.getsockname()[1]}/?aal_updateuser"
        with caplog.at_level(logging.DEBUG):
            Notifier(url, KEY).changed("17", BUYER)
    assert caplog.messages == [f"{WARNING}: it could not be reached.{LATER}"]


def test_a_host_that_cannot_be_one_fails_nothing(caplog: pytest.LogCaptureFixture) -> None:
    Notifier(f"https://{'a' * 70}..example.com/?aal_updateuser", KEY).changed("17", BUYER)
    assert caplog.messages == [f"{WARNING}: it could not be reached.{LATER}"]


EXAMPLE = "It looks like https://members.example.com/?aal_updateuser."
NO_HTTPS = f"NOTIFY_URL must be an https:// address. {EXAMPLE}"
OTHER = f"NOTIFY_URL must end in ?aal_updateuser, and have no other parameter. {EXAMPLE}"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://members.example.com/?aal_updateuser", NO_HTTPS),
        ("http://127.0.0.1.example.com/?aal_updateuser", NO_HTTPS),
        ("https://me:word@members.example.com/?aal_updateuser", NO_HTTPS),
        ("https:///?aal_updateuser", NO_HTTPS),
        ("https://[broken/?aal_updateuser", NO_HTTPS),
        ("ftp://127.0.0.1/?aal_updateuser", NO_HTTPS),
        ("", NO_HTTPS),
        ("https://members.example.com/", OTHER),
        ("https://members.example.com/?aal_updateuser&job=deleteuser", OTHER),
        ("https://members.example.com/?type=contact&key=KEY", OTHER),
        ("https://members.example.com/?job=deleteuser", OTHER),
        ("https://members.example.com/?aal_genpass=KEY", OTHER),
        (
            f"https://members.example.com/?aal_updateuser={KEY}",
            "The key does not belong into NOTIFY_URL, which ends in ?aal_updateuser."
            " Put it into NOTIFY_KEY.",
        ),
    ],
)
def test_an_address_that_could_do_harm_is_refused_without_being_said(
    url: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        Notifier(url, KEY)
    assert str(caught.value) == problem


def test_both_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        Notifier("members.example.com", " ")
    missing = (
        "NOTIFY_KEY is missing. AccessAlly shows it at the end of the address that it gives for"
        " aal_updateuser."
    )
    assert caught.value.problems == (NO_HTTPS, missing)
