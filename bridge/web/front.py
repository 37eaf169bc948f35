"""What stands at the address itself, and what anybody gets who comes to one that there is not."""

from collections.abc import Iterable

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.exceptions import HTTPException

from bridge.web.console.shell.guard import harden

_RUNNING = "The bridge is running. It has no pages here: a console opens with CONSOLE_PASSWORD."


class Front:
    """`sources` are the names at the ends of the webhooks' addresses."""

    def __init__(self, sources: Iterable[str], *, has_console: bool) -> None:
        self._known = ", ".join(f"/webhooks/{source}" for source in sources)
        self._has_console = has_console

    def add_to(self, app: Flask) -> None:
        routes = Blueprint("front", __name__, template_folder="templates")
        routes.add_url_rule("/", "front", self.front)
        app.register_blueprint(routes)
        app.register_error_handler(404, self._nowhere)
        app.register_error_handler(405, self._not_that_way)
        app.register_error_handler(500, _unforeseen)

    def front(self) -> Response:
        if self._has_console:
            return make_response(redirect("/console", 303))
        return _answer(200, "The bridge", _RUNNING)

    def _nowhere(self, _: HTTPException) -> Response:
        """What there is, for whoever comes to an address that there is not."""
        there = f"There is {self._known}, and /healthz."
        return _answer(404, "There is no such page", f"There is nothing at this address. {there}")

    def _not_that_way(self, _: HTTPException) -> Response:
        others = "Deliveries are posted to /webhooks/…; the others are read."
        said = f"This address takes no {request.method}. {others}"
        return _answer(405, "Not in that way", said)


def _unforeseen(_: Exception) -> Response:
    said = "Something unforeseen happened in the bridge; its log says where. Nothing is lost by it."
    return _answer(500, "Something unforeseen", said)


def _answer(status: int, title: str, message: str) -> Response:
    """A page for a browser, JSON for everybody else."""
    accepts = request.accept_mimetypes
    if accepts.accept_html and accepts["text/html"] > accepts["application/json"]:
        page = render_template("front.html", title=title, message=message)
        return harden(make_response(page, status))
    return make_response(jsonify(message=message), status)
