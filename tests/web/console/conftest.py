"""The console as an operator's browser meets it: the whole app over a real database."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine

from app import create_app
from bridge.queue import jobs
from bridge.settings import Settings
from tests.cli.shop import Shop
from tests.web.console.reading import token

PASSWORD = "correct horse, batterie süß"


class CompiledTemplates(BytecodeCache):
    """Those of all apps in this process, each of which would compile them anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_TEMPLATES = CompiledTemplates()


def client_of(
    database_url: str,
    redis_url: str,
    console_password: str = PASSWORD,
    rules_file: Path = Path("no rules file.yaml"),
    environment: Mapping[str, str] | None = None,
    **more: Any,
) -> FlaskClient:
    jobs.Signals(jobs.redis_for(redis_url)).beat()  # a worker was seen
    config = Settings(
        database_url=database_url,
        redis_url=redis_url,
        thrivecart_secret="MADEUPSECRET",
        console_password=console_password,
        rules_file=rules_file,
        **more,
    )
    app = create_app(config, environment or {})
    app.jinja_env.bytecode_cache = _TEMPLATES
    return app.test_client()


class Browser:
    """Has logged in, and sends with each form the token that its page gave, as a browser does."""

    def __init__(self, client: FlaskClient, who: str = "Anna") -> None:
        self.client = client
        self.token = ""
        asked = client.get("/console/log-in").get_data(as_text=True)
        fields = {"csrf_token": token(asked), "password": PASSWORD, "who": who}
        assert client.post("/console/log-in", data=fields).status_code == 303

    def get(self, address: str, status: int = 200) -> str:
        """The page below /console."""
        answer = self.client.get(f"/console{address}")
        assert answer.status_code == status, answer.headers.get("Location")
        page = answer.get_data(as_text=True)
        self.token = token(page) if "csrf_token" in page else self.token
        return page

    def post(self, address: str, status: int = 200, **fields: object) -> str:
        """The page, or where it leads to when `status` is 303."""
        if not self.token:
            self.get("/activity")
        form = {"csrf_token": self.token} | fields
        answer = self.client.post(f"/console{address}", data=form)
        assert answer.status_code == status
        return answer.headers["Location"] if status == 303 else answer.get_data(as_text=True)

    def press(self, address: str, then: str = "", **fields: object) -> str:
        """The page to which a form leads; `then` is its address, where that is promised."""
        leads = self.post(address, 303, **fields)
        assert leads == f"/console{then}" or not then
        return self.get(leads.removeprefix("/console"))


@pytest.fixture(autouse=True, scope="package")
def _one_key_for_all() -> Iterator[None]:
    """Each app makes the key of its cookies from its password, slowly on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "scrypt", cache(hashlib.scrypt))
        yield


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
