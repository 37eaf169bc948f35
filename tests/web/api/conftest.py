"""A program that has the token; each answer is held against the description."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from bridge.web.api.api import openapi
from tests.cli.shop import Shop
from tests.web.console.conftest import client_of

TOKEN = "a-token-of-our-own-making"
_SERVED = {**openapi(), "servers": [{"url": "http://localhost"}]}


class Program:
    """Shows the token, and reads nothing that the description does not tell of."""

    def __init__(self, client: FlaskClient, token: str = TOKEN) -> None:
        self.client = client
        self.token = token
        self._described = OpenAPI.from_dict(_SERVED)

    def get(self, address: str, status: int = 200) -> Any:
        return self._answered("GET", address, status)

    def post(self, address: str, status: int = 200, **told: object) -> Any:
        return self._answered("POST", address, status, json=told or None)

    def _answered(self, method: str, address: str, status: int, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.client.open(f"/api{address}", method=method, headers=headers, **more)
        assert answer.status_code == status, answer.text
        self._hold(answer)
        return answer.json

    def _hold(self, answer: TestResponse) -> None:
        """Raises what openapi-core finds."""
        request = WerkzeugOpenAPIRequest(answer.request)
        self._described.validate_response(request, WerkzeugOpenAPIResponse(answer))


@pytest.fixture
def program(database_url: str, redis_url: str) -> Program:
    return Program(client_of(database_url, redis_url, console_token=TOKEN))


@pytest.fixture
def shop(engine: Engine) -> Shop:
    """The record behind it, to fill it."""
    return Shop(engine)
