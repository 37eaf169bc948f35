"""What all pages of the console have in common, whatever section they are of."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import Gone

from bridge.model.errors import NotStored
from bridge.queue.jobs import redis_for
from bridge.settings import Settings
from bridge.store.sessions.ended_sessions import EndedSessions
from bridge.web.console.console import Console
from bridge.web.console.shell import sessions
from bridge.web.console.shell.attempts import Attempts
from bridge.web.console.shell.login import Login
from bridge.web.console.shell.replies import NotAPage
from tests.web.console.conftest import PASSWORD, Browser
from tests.web.console.reading import lines


class Raises:
    """A section whose page does not come about."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("", "home", self.show)

    def show(self) -> str:
        raise self._error


@pytest.fixture
def raising(engine: Engine, redis_url: str) -> Callable[[Exception], Browser]:
    def browser_of(error: Exception) -> Browser:
        app = Flask("here", static_folder=None)
        sessions.set_up(app, Settings(console_password=PASSWORD))
        login = Login(PASSWORD, Attempts(redis_for(redis_url)), EndedSessions(engine))
        Console(login, [Raises(error)]).add_to(app)
        return Browser(app.test_client())

    return browser_of


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (NotAPage(), 404, "There is no such page"),
        (NotStored("Postgres does not answer"), 503, "The record cannot be read now"),
        (OperationalError("SELECT 'bea@example.com'", {}, Exception()), 503,
         "The record cannot be read now"),
        (Gone(), 410, "Gone"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_page_in_words(
    raising: Callable[[Exception], Browser], error: Exception, status: int, title: str
) -> None:
    page = raising(error).get("", status)
    assert lines(page)[0] == title
    assert "bea@" not in page


def test_what_postgres_does_not_take_is_no_fault_of_postgres(
    raising: Callable[[Exception], Browser],
) -> None:
    page = raising(DataError("SELECT 'bea@example.com'", {}, Exception())).get("", 400)
    assert lines(page)[0] == "Nothing was done"
    assert "bea@example.com" not in page


def test_an_address_that_there_is_not_has_the_same_page(browser: Browser) -> None:
    assert lines(browser.get("/nowhere/at/all", 404))[0] == "There is no such page"


def test_a_connection_that_was_cut_while_it_lay_idle_costs_one_more_look(
    raising: Callable[[Exception], Browser],
) -> None:
    cut = OperationalError("SELECT 1", {}, Exception(), connection_invalidated=True)
    browser = raising(cut)
    answer = browser.client.get("/console?days=30")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console?days=30")
