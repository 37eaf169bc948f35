"""No secret ever leaves the process: not into Postgres, Redis, logs or answers."""

import json
import logging
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import Engine

from app import create_app
from bridge.sandbox.servers import Servers
from bridge.settings import Settings
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json
from tests.reconcile.stage import RULES, Stage
from tests.sources.reading import SECRET, sent

URL = "/webhooks/thrivecart"
PASSWORD = "MADEUPPASSWORD"


@pytest.fixture
def client(database_url: str, redis_url: str) -> FlaskClient:
    config = Settings(
        database_url=database_url.replace("postgres:@", f"postgres:{PASSWORD}@"),
        redis_url=redis_url,
        thrivecart_secret=SECRET,
    )
    assert PASSWORD in config.database_url
    return create_app(config).test_client()


def everything_in_postgres(database_url: str) -> str:
    """Every row of every table, as text."""
    rows: list[Any] = []
    with psycopg.connect(database_url) as connection:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (name,) in connection.execute(names).fetchall():
            query = psycopg.sql.SQL("SELECT t::text FROM {} t").format(psycopg.sql.Identifier(name))
            rows += connection.execute(query).fetchall()
    return repr(rows)


def everything_in_redis(redis_url: str) -> str:
    redis = Redis.from_url(redis_url)
    jobs = [redis.hgetall(key) for key in redis.scan_iter("rq:job:*")]
    return repr([sorted(redis.scan_iter()), jobs])


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (as_form(sent()), FORM, 200),
        (as_json(sent()), JSON, 200),
        # A form whose author put the word into other places as well.
        (as_form(sent(more={"passthrough": {"s": SECRET}, "note": f"a{SECRET}b"})), FORM, 200),
        (as_json(sent(more={SECRET: {SECRET: [SECRET]}})), JSON, 200),
        (as_form(sent(name=SECRET, order_id=SECRET)), FORM, 200),
        # Almost right, or right and unreadable.
        (as_form(sent(secret=SECRET + "X")), FORM, 401),
        (as_json(sent(more={"thrivecart_secret": [SECRET]})), JSON, 401),
        (as_json(sent())[:-1], JSON, 400),
        (b"a" + b"[b]" * 99 + b"=" + SECRET.encode(), FORM, 400),
    ],
)
def test_the_secret_word_of_a_delivery_stays_nowhere(
    client: FlaskClient,
    engine: Engine,
    database_url: str,
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    content_type: str,
    status: int,
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post(URL, data=body, content_type=content_type)
        if status == 200:
            stage = Stage(engine)
            stage.publish(RULES)
            stage.work.take_in(answer.json["id"])  # type: ignore[index] # it is our JSON
    assert answer.status_code == status
    in_postgres, in_redis = everything_in_postgres(database_url), everything_in_redis(redis_url)
    assert ("order.success" in in_postgres) is (status == 200)  # else this looked at nothing
    assert (b"delivery-1" in in_redis.encode()) is (status == 200)
    for place in (in_postgres, in_redis, caplog.text, answer.get_data(as_text=True)):
        assert SECRET not in place


def test_a_store_that_does_not_answer_tells_no_password_and_no_buyer(
    client: FlaskClient, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    servers._end_postgres("stop")
    try:
        with caplog.at_level(logging.INFO):
            answer = client.post(URL, data=as_form(sent(email="bea@example.com")))
    finally:
        servers.start_postgres()
    assert answer.status_code == 503
    for place in (caplog.text, answer.get_data(as_text=True)):
        for private in (PASSWORD, SECRET, "bea@example.com"):
            assert private not in place
    assert "thrivecart: 503: Postgres does not answer (OperationalError)" in caplog.text


def test_a_health_check_tells_nothing_but_what_answers(client: FlaskClient) -> None:
    client.post(URL, data=as_form(sent()))
    assert json.loads(client.get("/healthz").data) == {
        "database": True,
        "tables": True,
        "redis": True,
        "worker": False,
        "oldest_waiting": 0,
        "problem": "No worker was seen for half a minute, so what comes waits. Does worker.py run?",
    }
