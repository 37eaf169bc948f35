"""How pages answer what is no page of their own."""

from flask import Blueprint, Flask, Response
from sqlalchemy import Engine

from bridge.queue.jobs import redis_for
from bridge.settings import Settings
from bridge.store.sessions.ended_sessions import EndedSessions
from bridge.web.console.console import Console
from bridge.web.console.shell import sessions
from bridge.web.console.shell.attempts import Attempts
from bridge.web.console.shell.login import Login
from bridge.web.console.shell.replies import confirm_first
from tests.web.console.conftest import PASSWORD, Browser
from tests.web.console.reading import lines


class Asks:
    """A section with a question."""

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("", "home", self.ask)

    def ask(self) -> Response:
        return confirm_first(
            "Forget <her>?", ["This cannot be undone."], action="/console/do", button="Forget her",
            back="/console", fields={"count": 3}, typed=("address", "Type her address"),
        )  # fmt: skip


def test_a_question_stands_before_what_is_done(engine: Engine, redis_url: str) -> None:
    app = Flask("here", static_folder=None)
    sessions.set_up(app, Settings(console_password=PASSWORD))
    login = Login(PASSWORD, Attempts(redis_for(redis_url)), EndedSessions(engine))
    Console(login, [Asks()]).add_to(app)
    # The browser looks for its token on the way in.
    page = Browser(app.test_client()).get("")
    assert lines(page) == [
        "Forget <her>?",
        "This cannot be undone.",
        "Type her address",
        "Forget her No, go back",
    ]
    assert '<form method="post" action="/console/do">' in page
    assert '<input type="hidden" name="count" value="3">' in page
    assert 'name="address" type="text"' in page
