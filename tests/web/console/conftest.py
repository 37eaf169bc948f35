"""The console as an operator's browser meets it: the whole app over a real database."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import create_app
from bridge.queue import jobs
from bridge.settings import Settings
from tests.cli.shop import Shop

PASSWORD = "correct horse, batterie süß"


def client_of(
    database_url: str,
    redis_url: str,
    console_password: str = PASSWORD,
    rules_file: Path = Path("no rules file.yaml"),
) -> FlaskClient:
    jobs.Signals(jobs.redis_for(redis_url)).beat()  # a worker was seen
    config = Settings(
        database_url=database_url,
        redis_url=redis_url,
        thrivecart_secret="MADEUPSECRET",
        console_password=console_password,
        rules_file=rules_file,
    )
    return create_app(config).test_client()


class Browser:
    """Knows the password and sends it along, as a browser does once it was typed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._auth = ("anna", PASSWORD)

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(f"/console{address}", auth=self._auth)
        assert answer.status_code == status
        return answer.get_data(as_text=True)

    def post(self, address: str, status: int = 200, **fields: object) -> str:
        """The page, or where it leads to when `status` is 303."""
        answer = self.client.post(f"/console{address}", auth=self._auth, data=fields)
        assert answer.status_code == status
        return answer.headers["Location"] if status == 303 else answer.get_data(as_text=True)


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zone that is not Postgres'."""
    monkeypatch.setenv("TZ", "XST-02:00")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def client(database_url: str, redis_url: str) -> FlaskClient:
    return client_of(database_url, redis_url)


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    return Browser(client)


@pytest.fixture
def shop(engine: Engine) -> Shop:
    """The record behind the pages, to fill it."""
    return Shop(engine)
