"""The console's routes: every section's, behind the log-in, and what all pages have."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from flask import Blueprint, Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bridge.model.errors import NotStored
from bridge.web.console import filters
from bridge.web.console.shell import guard, sessions
from bridge.web.console.shell.login import Login
from bridge.web.console.shell.navigation import has_page, is_home, navigation
from bridge.web.console.shell.replies import NotAPage, away, say, to, unknown

logger = logging.getLogger(__name__)

_NOT_OURS = (
    "The page with that button was open for too long, or is not ours. Go back, load the page anew "
    "and press the button there."
)
_NOT_KEPT = (
    "Something that was typed, or stands in the address, is nothing that Postgres takes: a letter "
    "that cannot be seen, or a number that is too large. Go back, and write it anew."
)


class Section(Protocol):
    """Some pages about one subject."""

    def add_to(self, routes: Blueprint) -> None:
        """Their routes; addresses are below /console."""


class Console:
    """`troubles` are sentences on what keeps the bridge from working, on top of every page."""

    def __init__(
        self,
        login: Login,
        sections: Iterable[Section],
        troubles: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._login = login
        self._sections = sections
        self._troubles = troubles

    def add_to(self, app: Flask) -> None:
        """Needs the app's secret key; see sessions.set_up."""
        app.config.update(guard.CSRF_SETTINGS)
        csrf = CSRFProtect(app)
        app.jinja_env.globals["csrf_field"] = guard.csrf_field
        routes = Blueprint("console", __name__, url_prefix="/console",
                           template_folder="templates", static_folder="static")  # fmt: skip
        routes.before_request(self._login.drop_ended)
        routes.before_request(lambda: guard.insist_on_own_form(csrf))
        routes.before_request(self._login.ask)
        routes.after_request(guard.harden)
        for each in (self._login, *self._sections):
            each.add_to(routes)
        routes.add_url_rule("/<path:_>", "unknown", lambda _: unknown())
        _say_errors(routes)
        for word in filters.FILTERS:
            routes.add_app_template_filter(word)
        routes.context_processor(self._on_every_page)
        app.register_blueprint(routes)

    def _on_every_page(self) -> dict[str, object]:
        seen = self._troubles() if sessions.is_in() else ()
        return {
            "navigation": navigation() if sessions.is_in() else (),
            "is_home": is_home(),
            "has_page": has_page,
            "who": sessions.who(),
            "states": filters.STATES,
            "zone": filters.zone(),
            "troubles": seen,
        }


def _say_errors(routes: Blueprint) -> None:
    routes.register_error_handler(NotStored, away)
    routes.register_error_handler(SQLAlchemyError, _database)
    routes.register_error_handler(NotAPage, unknown)
    routes.register_error_handler(CSRFError, lambda _: say(400, "Nothing was done", _NOT_OURS))
    routes.register_error_handler(HTTPException, _refused)


def _database(error: Exception) -> Response:
    """What a page read by itself; what it said may hold somebody's address."""
    logger.warning("console: %s", type(error).__name__)
    if isinstance(error, DataError):
        return say(400, "Nothing was done", _NOT_KEPT)
    if getattr(error, "connection_invalidated", False) and request.method == "GET":
        # It was cut while it lay in the pool, which is empty now.
        return to(request.full_path.rstrip("?"))
    return away(NotStored(f"Postgres does not answer ({type(error).__name__})"))


def _refused(error: HTTPException) -> Response:
    if error.code == 404:
        return unknown()
    return say(error.code or 500, error.name, error.description or "")
