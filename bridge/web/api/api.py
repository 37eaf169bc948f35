"""The routes below /api, each with the token before it and errors as JSON."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml
from flask import Blueprint, Flask, Response, jsonify, make_response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bridge.explain.as_json.json_values import plain
from bridge.model.errors import NotStored
from bridge.web.api.bearer import Bearer

_DESCRIPTION = Path(__file__).with_name("openapi.yaml")
_LARGEST_BODY = 10_000  # bytes
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Resource(Protocol):
    """Some facts about one subject."""

    def add_to(self, routes: Blueprint) -> None:
        """Their routes; addresses are below /api."""


class NoSuchThing(Exception):
    """There is nothing of that number."""


class BadRequestError(Exception):
    """What was asked cannot be asked; its words say why."""


class Api:
    def __init__(self, bearer: Bearer, resources: Iterable[Resource]) -> None:
        self._bearer = bearer
        self._resources = resources

    def add_to(self, app: Flask) -> None:
        routes = Blueprint("api", __name__, url_prefix="/api")
        routes.before_request(_limit)
        routes.before_request(self._bearer.refusal)
        routes.after_request(_harden)
        routes.add_url_rule("/openapi.json", "openapi", lambda: reply(openapi()))
        for each in self._resources:
            each.add_to(routes)
        routes.add_url_rule("/<path:_>", "unknown", lambda _: _nothing(NoSuchThing()))
        routes.register_error_handler(NoSuchThing, _nothing)
        routes.register_error_handler(BadRequestError, lambda error: reply(_words(error), 400))
        routes.register_error_handler(NotStored, _away)
        routes.register_error_handler(SQLAlchemyError, _away)
        routes.register_error_handler(HTTPException, _refused)
        app.register_blueprint(routes)


@cache
def openapi() -> dict[str, Any]:
    """The description of all of it, by the OpenAPI Specification 3.1."""
    told: dict[str, Any] = yaml.safe_load(_DESCRIPTION.read_text(encoding="utf-8"))
    return told


def reply(what: object, status: int = 200) -> Response:
    return make_response(jsonify(plain(what)), status)


def _limit() -> None:
    request.max_content_length = _LARGEST_BODY


def _words(error: Exception) -> dict[str, str]:
    return {"message": str(error)}


def _nothing(_: Exception) -> Response:
    return reply({"message": "There is nothing at this address. See /api/openapi.json."}, 404)


def _away(error: Exception) -> Response:
    """Without the words of the driver, which may hold somebody's address."""
    said = str(error) if isinstance(error, NotStored) else type(error).__name__
    return reply({"message": f"The record cannot be read now ({said}). Try again."}, 503)


def _refused(error: HTTPException) -> Response:
    return reply({"message": error.description or error.name}, error.code or 500)


def _harden(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
