"""The log-in form, and the way out."""

import logging

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.patient_store import insisting
from bridge.store.sessions.ended_sessions import EndedSessions
from bridge.web.console.shell import sessions
from bridge.web.console.shell.attempts import Attempts
from bridge.web.console.shell.replies import to

logger = logging.getLogger(__name__)

_WRONG = "That is not the password. It is the setting CONSOLE_PASSWORD of this bridge."
_NOT_ENDED = (
    "You are logged out in this browser. Postgres does not answer, so it could not be kept that "
    "this session is over: a copy of its cookie, where there is one, still works. Another "
    "CONSOLE_PASSWORD ends it."
)
_LOOK, _OUT = "console.static", "console.log_out"
_OPEN = ("console.log_in", _LOOK)


class Login:
    """Everything but the form and the look asks for it first. `password` must not be empty."""

    def __init__(self, password: str, attempts: Attempts, ended: EndedSessions) -> None:
        self._password = password
        self._attempts = attempts
        self._ended = ended

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/log-in", "log_in", self.log_in, methods=["GET", "POST"])
        routes.add_url_rule("/log-out", "log_out", self.log_out, methods=["POST"])

    def drop_ended(self) -> None:
        """A session that was logged out is none, whoever has its cookie. While Postgres cannot say
        so, pages that need nothing of it are shown, and nothing is done: raises SQLAlchemyError."""
        if request.endpoint == _LOOK or not sessions.is_in():
            return
        try:
            if insisting(lambda: self._ended.has(sessions.id_of_session())):
                sessions.log_out()
        except SQLAlchemyError:
            if request.method == "POST" and request.endpoint not in (*_OPEN, _OUT):
                raise

    def ask(self) -> Response | None:
        """Where the request goes first; None where whoever sent it is in."""
        if request.endpoint in _OPEN or sessions.is_in():
            return None
        here = request.full_path.rstrip("?") if request.method != "POST" else None
        return to(url_for("console.log_in", next=here if here != "/console" else None))

    def log_in(self) -> Response:
        if request.method != "POST":
            return to(_next()) if sessions.is_in() else _form()
        seconds = self._attempts.seconds_to_wait(request.remote_addr or "")
        if seconds:
            logger.warning("console: too many attempts to log in; the next in %d s", seconds)
            return _form(f"Too many attempts. Try again in {seconds} seconds.", 429)
        if not sessions.fits(request.form.get("password", ""), self._password):
            logger.warning("console: somebody came with a wrong password")
            return _form(_WRONG, 401)
        self._attempts.forgive(request.remote_addr or "")
        sessions.log_in(request.form.get("who", ""))
        return to(_next())

    def log_out(self) -> Response:
        ended = sessions.id_of_session()
        sessions.log_out()
        try:
            insisting(lambda: self._ended.end(ended))
        except SQLAlchemyError as error:
            logger.warning("console: a log-out could not be kept: %s", type(error).__name__)
            return _form(_NOT_ENDED, 503)
        return to(url_for("console.log_in"))


def _form(problem: str = "", status: int = 200) -> Response:
    who = request.form.get("who", "")
    return make_response(
        render_template("shell/log_in.html", problem=problem, who=who, next=_next()), status
    )


def _next() -> str:
    """The page that was asked for; only ever one of ours."""
    wanted = request.values.get("next", "")
    home: str = url_for("console.home")
    ours = wanted.startswith("/console/") and "\\" not in wanted and wanted.isprintable()
    return wanted if ours else home
