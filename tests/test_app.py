"""The receiver as it runs: gunicorn, Postgres and Valkey."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app import create_app
from bridge.explain.publication import difference
from bridge.explain.rules_file import RulesNow
from bridge.queue import jobs
from bridge.reconcile.intake import Intake
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.sandbox.servers import Servers, free_port
from bridge.settings import Settings
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json
from bridge.store import rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.engine import engine_for
from bridge.web.receiver import LARGEST_BODY, Health
from tests.fakes import event
from tests.journeys.road import eventually
from tests.sources.reading import SECRET, sent

ROOT = Path(__file__).parent.parent
URL = "/webhooks/thrivecart"
NOT_STORED = (503, {"message": "The delivery could not be stored. Please send it again."})

Answer = tuple[int, dict[str, Any]]


def client_for(database_url: str, redis_url: str) -> FlaskClient:
    config = Settings(database_url=database_url, redis_url=redis_url, thrivecart_secret=SECRET)
    return create_app(config).test_client()


@pytest.fixture
def client(database_url: str, redis_url: str) -> FlaskClient:
    return client_for(database_url, redis_url)


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine)


def post(client: FlaskClient, body: bytes, content_type: str = FORM) -> Answer:
    answer = client.post(URL, data=body, content_type=content_type)
    told = answer.json
    assert isinstance(told, dict)
    return answer.status_code, told


NO_WORKER = "No worker was seen for half a minute, so what comes waits. Does worker.py run?"


def health_of(**differs: object) -> dict[str, object]:
    """Of a receiver that no worker stands behind, with what is otherwise."""
    nobody = Health(database=True, worker=False, problem=NO_WORKER)
    return {**vars(nobody), **differs}


def only(deliveries: Deliveries) -> Delivery:
    (delivery,) = deliveries.latest()
    return delivery


def test_what_was_acknowledged_stands_in_postgres_and_is_signalled(
    client: FlaskClient, deliveries: Deliveries, redis_url: str
) -> None:
    status, told = post(client, as_form(sent()))
    delivery = only(deliveries)
    assert (status, told) == (200, {"message": "stored", "id": delivery.id})
    assert (delivery.state, delivery.duplicates) == (State.WAITING, 0)
    assert delivery.event.contact.email == "buyer@example.com"
    signals, signalled = jobs.Signals(jobs.redis_for(redis_url)), {("delivery", delivery.id)}
    assert eventually(lambda: signals.waiting() == signalled, seconds=30)


def test_a_repeated_delivery_is_counted_on_its_row(
    client: FlaskClient, deliveries: Deliveries
) -> None:
    for body, content_type in [(as_form(sent()), FORM), (as_form(sent()), FORM)]:
        post(client, body, content_type)
    assert post(client, as_json(sent()), JSON) == (
        200,
        {"message": "duplicate", "id": only(deliveries).id},
    )
    assert only(deliveries).duplicates == 2


def test_two_of_the_same_at_once_are_one_row(
    database_url: str, redis_url: str, deliveries: Deliveries
) -> None:
    client = client_for(database_url, redis_url)
    app = client.application
    with ThreadPoolExecutor(4) as together:
        posts = [together.submit(post, app.test_client(), as_form(sent())) for _ in range(12)]
        told = [each.result()[1]["message"] for each in posts]
    assert sorted(told) == ["duplicate"] * 11 + ["stored"]
    assert only(deliveries).duplicates == 11


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        (
            sent(email=""),
            State.UNUSABLE,
            "There is no e-mail address in this delivery, so no contact can be found.",
        ),
        (
            sent(email="bea at example.com"),
            State.UNUSABLE,
            "The e-mail address in this delivery is not one that can exist, so no contact can be "
            "found. Correct it at the customer in ThriveCart, and give this buyer's tags by hand.",
        ),
        (
            sent(more={"event": "order.teleported"}),
            State.KEPT,
            "Stored for you to see; 'order.teleported' changes no tags.",
        ),
    ],
)
def test_what_no_contact_follows_from_is_stored_and_says_why(
    client: FlaskClient,
    deliveries: Deliveries,
    engine: Engine,
    fields: dict[str, Any],
    state: State,
    reason: str,
) -> None:
    status, told = post(client, as_form(fields))
    assert (status, told["message"]) == (200, "stored")
    assert Intake(engine, Library(rulesfile.parse)).take_in(told["id"]) == {}
    assert (only(deliveries).state, only(deliveries).reason) == (state, reason)


HUGE = "9" * 400


@pytest.mark.parametrize(
    "odd",
    [
        {"order": {"total": "-4900", "date_unix": "-1", "charges": [{"amount": "-1"}]}},
        {"order": {"total": HUGE, "tax": "1e999", "date_unix": HUGE, "id": HUGE}},
        {"order_timestamp": HUGE, "order_date": "9999-12-31T23:59:59-23:59"},
        {"order_timestamp": "-62135596800", "order_date": "0001-01-01 00:00:00"},
        {"order_timestamp": "NaN", "order_date": "30 February", "currency": HUGE},
        {"subscriptions": HUGE, "order_id": "\0\0", "invoice_id": {"a": {"b": []}}},
        {"customer": {"email": "bea@example.com", "name": "\ud800\0" * 100, "id": HUGE}},
        {"passthrough": {"\ud800": "\udfff"}, "customer_id": None, "event_id": "x" * 5_000},
    ],
)
def test_absurd_numbers_and_dates_are_stored_and_can_be_read_again(
    client: FlaskClient, deliveries: Deliveries, odd: dict[str, object]
) -> None:
    for what in ("purchase", "refund", "rebill"):
        status, told = post(client, as_json(sent(what, more=odd)), JSON)
        assert (status, told["message"]) == (200, "stored")
        occurred_at = deliveries.latest()[0].event.occurred_at
        assert occurred_at is not None
        assert occurred_at.year < 3000
        assert deliveries.body(told["id"])["event"] == sent(what)["event"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["order", "customer", "subscription", "order_timestamp", "x"]),
        st.recursive(
            st.none() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
            max_leaves=8,
        ),
        min_size=1,
    )
)
def test_whatever_stands_in_a_genuine_delivery_postgres_takes_it_and_gives_it_back(
    client: FlaskClient, deliveries: Deliveries, odd: dict[str, object]
) -> None:
    status, told = post(client, as_json(sent() | odd), JSON)
    assert status == 200
    kept = deliveries.find(told["id"])
    assert kept is not None
    assert kept.event.word == "order.success"


def test_while_postgres_is_away_it_is_asked_for_again_and_then_goes_on_by_itself(
    client: FlaskClient, deliveries: Deliveries, servers: Servers
) -> None:
    post(client, as_form(sent(order_id="1")))
    servers._end_postgres("stop")
    try:
        began = time.monotonic()
        answers = [post(client, as_form(sent(order_id="2"))) for _ in range(3)]
        health = client.get("/healthz")
        assert time.monotonic() - began < 10
    finally:
        servers.start_postgres()
    assert answers == [NOT_STORED] * 3
    assert (health.status_code, health.json) == (
        503,
        health_of(
            database=False,
            tables=False,
            problem="Postgres does not answer, so nothing is stored; ThriveCart sends it again. "
            + NO_WORKER,
        ),
    )
    assert client.get("/healthz").status_code == 200
    after = [post(client, as_form(sent(order_id=str(number)))) for number in (2, 3)]
    assert [(status, told["message"]) for status, told in after] == [(200, "stored")] * 2
    deliveries._engine.dispose()  # the test's own connections were cut as well
    assert [kept.event.order_id for kept in deliveries.latest()] == ["3", "2", "1"]


def test_after_a_crash_of_postgres_the_very_next_request_is_stored(
    client: FlaskClient, database_url: str, servers: Servers
) -> None:
    first = post(client, as_form(sent(order_id="1")))
    servers.crash_postgres()
    second = post(client, as_form(sent(order_id="2")))
    again = post(client, as_form(sent(order_id="1")))
    assert [told["message"] for _, told in (first, second, again)] == [
        "stored",
        "stored",
        "duplicate",
    ]
    engine = engine_for(database_url)
    assert len(Deliveries(engine).latest()) == 2
    engine.dispose()


def test_without_redis_it_stores_as_fast_and_says_so_in_its_health(
    client: FlaskClient, deliveries: Deliveries, servers: Servers
) -> None:
    post(client, as_form(sent(order_id="0")))
    servers.kill_valkey()
    try:
        began = time.monotonic()
        answers = [post(client, as_form(sent(order_id=str(number)))) for number in range(1, 21)]
        took = time.monotonic() - began
        health = client.get("/healthz")
    finally:
        servers.start_valkey()
    assert [(status, told["message"]) for status, told in answers] == [(200, "stored")] * 20
    assert took < 5  # one second of waiting for each would be twenty
    assert (health.status_code, health.json) == (
        200,
        health_of(
            redis=False,
            oldest_waiting=0,
            problem="Redis does not answer, so what comes waits until it does. Is it running, and "
            "is REDIS_URL right?",
        ),
    )
    assert len(deliveries.latest(50)) == 21


def test_its_health_sees_a_worker(client: FlaskClient, redis_url: str) -> None:
    assert client.get("/healthz").json == health_of()
    jobs.Signals(jobs.redis_for(redis_url)).beat()
    assert client.get("/healthz").json == health_of(worker=True, problem="")


@pytest.mark.usefixtures("engine")
def test_its_health_tells_how_long_the_oldest_delivery_waits(
    client: FlaskClient, deliveries: Deliveries
) -> None:
    for hours, number in ((3, "1"), (1, "2")):
        came = datetime.now(UTC) - timedelta(hours=hours)
        deliveries.keep(event(key=number), came)
    later = deliveries.keep(event(key="3"), datetime.now(UTC) - timedelta(hours=9)).id
    deliveries.postpone(later, datetime.now(UTC) + timedelta(hours=1), "Something unforeseen.")
    health = client.get("/healthz").json
    assert health is not None
    assert 3 * 3600 <= health["oldest_waiting"] < 3 * 3600 + 60


def test_its_health_tells_of_a_rules_file_that_the_workers_do_not_use(
    database_url: str, redis_url: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("crm: activecampaign\nrules: []\n")
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), datetime.now(UTC))
    jobs.Signals(jobs.redis_for(redis_url)).beat()
    client = create_app(
        Settings(
            database_url=database_url,
            redis_url=redis_url,
            thrivecart_secret=SECRET,
            rules_file=file,
        )
    ).test_client()
    differs = difference(engine, RulesNow(file))
    assert differs
    assert client.get("/healthz").json == health_of(worker=True, problem=differs)


def test_before_the_first_migration_it_stores_nothing_and_says_what_to_run(
    servers: Servers, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_for(servers.database_url("not_migrated"), redis_url)
    assert post(client, as_form(sent())) == NOT_STORED
    assert "The database has no tables of the bridge yet. Run: bridge migrate" in caplog.text
    answer = client.get("/healthz")
    problem = f"The database has no tables of the bridge yet. Run: bridge migrate. {NO_WORKER}"
    assert (answer.status_code, answer.json) == (503, health_of(tables=False, problem=problem))


@contextmanager
def gunicorn(database_url: str, redis_url: str) -> Iterator[int]:
    """The receiver as the Procfile starts it; gives its port."""
    port = free_port()
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "THRIVECART_SECRET": SECRET,
        "WEB_CONCURRENCY": "1",
    }
    process = subprocess.Popen(  # noqa: S603 # our own program
        [sys.executable, "-m", "gunicorn", "app:app", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=os.environ | environment,
        stderr=subprocess.PIPE,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        _, log = process.communicate(timeout=20)
        assert SECRET.encode() not in log
        assert b"Traceback" not in log


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the receiver did not come up")


@pytest.fixture(scope="module")
def live(servers: Servers, migrated: str) -> Iterator[tuple[int, str]]:
    """A running receiver's port, and its database."""
    database_url = servers.database_url(f"live_{uuid4().hex}", like=migrated)
    with gunicorn(database_url, servers.empty_redis_url(1)) as port:
        yield port, database_url


def _answer(connection: http.client.HTTPConnection) -> Answer:
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@contextmanager
def _to(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield connection
    connection.close()


def test_over_http_a_delivery_is_stored_once(live: tuple[int, str]) -> None:
    port, database_url = live
    with _to(port) as connection:
        answers = []
        for _ in range(2):  # over one connection, as a sender that keeps it does
            connection.request("POST", URL, as_form(sent()), {"Content-Type": FORM})
            answers.append(_answer(connection))
    engine = engine_for(database_url)
    id_ = only(Deliveries(engine)).id
    engine.dispose()
    assert answers == [
        (200, {"message": "stored", "id": id_}),
        (200, {"message": "duplicate", "id": id_}),
    ]


def test_over_http_a_probe_is_answered(live: tuple[int, str]) -> None:
    with _to(live[0]) as connection:
        connection.request("GET", URL)
        assert _answer(connection) == (200, {"message": "ready"})
        connection.request("HEAD", URL)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        connection.request("POST", URL, b"")
        assert _answer(connection) == (200, {"message": "ready"})


def test_over_http_a_body_that_says_it_is_too_large_is_not_even_read(
    live: tuple[int, str],
) -> None:
    with _to(live[0]) as connection:
        connection.putrequest("POST", URL)
        connection.putheader("Content-Length", str(2 * LARGEST_BODY))
        connection.endheaders(b"event=order.success")
        assert _answer(connection) == (413, {"message": "The body is larger than 1 MiB."})


def test_over_http_a_body_that_turns_out_too_large_is_refused(live: tuple[int, str]) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with _to(live[0]) as connection:
        connection.putrequest("POST", URL)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.putheader("Connection", "close")
        connection.endheaders()
        connection.send(chunk * (LARGEST_BODY // 0x10000) + chunk)
        assert _answer(connection) == (413, {"message": "The body is larger than 1 MiB."})


def test_over_http_a_chunked_delivery_is_taken(live: tuple[int, str]) -> None:
    body = as_form(sent(order_id="chunked"))
    with _to(live[0]) as connection:
        connection.request("POST", URL, iter([body[:100], body[100:]]), encode_chunked=True)
        status, told = _answer(connection)
    assert (status, told["message"]) == (200, "stored")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 1000\r\n\r\nevent=order.success",
        b"Transfer-Encoding: chunked\r\n\r\n400\r\nevent=order.success",
    ],
)
def test_over_http_a_body_that_breaks_off_is_refused(live: tuple[int, str], head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", live[0]), timeout=10) as connection:
        connection.sendall(b"POST %s HTTP/1.1\r\nHost: localhost\r\n%s" % (URL.encode(), head))
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {
        "message": "The body ended before all of it had come."
    }
