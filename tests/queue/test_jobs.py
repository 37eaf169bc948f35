import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Worker
from rq.timeouts import JobTimeoutException
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, OperationalError

import worker
from bridge.model import Effect, Event
from bridge.queue import jobs, rq_worker
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.sandbox.servers import Servers
from bridge.settings import Settings
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from tests.fakes import ONE, accounts_of, event
from tests.tls_relay import tls_in_front_of

EMAIL = "bea@example.com"


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return jobs.redis_for(redis_url, timeout=1)


@pytest.fixture
def signals(redis: Redis) -> jobs.Signals:
    return jobs.Signals(redis)


@pytest.fixture(autouse=True)
def _signal_handlers() -> Iterator[None]:
    """RQ's worker takes SIGTERM and SIGINT; afterwards they are the test run's again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def nothing(*_: object) -> None:
    """Does nothing."""


@dataclass
class Duties:
    """What a worker does with signals."""

    take_in: jobs.Do = nothing
    reconcile: jobs.Do = nothing
    surprised: Callable[[str, int, str], object] = nothing


def work_off(redis: Redis, take_in: jobs.Do = nothing, **more: Callable[..., object]) -> None:
    """Do what stands in the queue, as a worker does, and return."""
    jobs.Job.work = Duties(take_in, **more)
    port = redis.connection_pool.connection_kwargs["port"]
    own = jobs.redis_for(f"redis://127.0.0.1:{port}", connections=2)  # as the workers' is
    rq_worker.worker_for(own).work(burst=True, logging_level="WARNING")


def everything_in(redis: Redis) -> bytes:
    """All names and values that Redis holds, as bytes; packed ones unpacked."""
    found: list[object] = []
    for key in redis.scan_iter():
        kind = redis.type(key)
        if kind == b"hash":
            found += [key, redis.hgetall(key)]
        elif kind == b"list":
            found += [key, redis.lrange(key, 0, -1)]
        elif kind == b"set":
            found += [key, redis.smembers(key)]
        elif kind == b"zset":
            found += [key, redis.zrange(key, 0, -1)]
        elif kind == b"string":
            found += [key, redis.get(key)]
        else:
            pytest.fail(f"{key!r} is a {kind!r}, which this test cannot read")
    return repr(found).encode()


def test_a_delivery_may_be_signalled_again_while_it_is_worked_on(
    redis: Redis, signals: jobs.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    """As a sweep does that finds Redis empty, or somebody with `bridge retry`."""
    worked_on: list[int] = []

    def take_in(delivery_id: int) -> None:
        worked_on.append(delivery_id)
        if len(worked_on) == 1:
            signals.send(delivery_id)

    signals.send(7)
    signals.send(8)
    work_off(redis, take_in)
    assert worked_on == [7, 8, 7]
    assert caplog.records == []


def test_a_job_holds_the_id_and_nothing_more(redis: Redis, signals: jobs.Signals) -> None:
    assert signals.send(7) is True
    (job,) = Queue(jobs.QUEUE, connection=redis).jobs
    assert (job.func_name, job.args, job.kwargs, job.meta, job.description) == (
        "bridge.queue.jobs.take_in",
        (7,),
        {},
        {},
        "delivery 7",
    )


def test_a_signal_of_a_place_has_the_place_brought_about(
    redis: Redis, signals: jobs.Signals
) -> None:
    told: list[tuple[str, int]] = []
    assert signals.send_place(7) is True
    signals.send(7)
    assert signals.waiting() == {("place", 7), ("delivery", 7)}
    work_off(
        redis,
        lambda id_: told.append(("delivery", id_)),
        reconcile=lambda id_: told.append(("place", id_)),
    )
    assert told == [("place", 7), ("delivery", 7)]


def test_nothing_of_the_buyer_comes_to_redis_even_when_a_job_fails(
    redis: Redis, signals: jobs.Signals
) -> None:
    def take_in(_: int) -> None:
        raise ValueError(f"cannot read {EMAIL}")

    signals.send(7)
    work_off(redis, take_in)
    assert b"delivery-7" in everything_in(redis)  # else this looked into the wrong Redis
    assert EMAIL.encode() not in everything_in(redis)
    assert b"cannot read" not in everything_in(redis)


def test_a_signal_that_was_worked_off_leaves_nothing_behind(
    redis: Redis, signals: jobs.Signals
) -> None:
    worked: list[int] = []
    for id_ in (1, 2, 3):
        signals.send(id_)
    assert signals.waiting() == {("delivery", id_) for id_ in (1, 2, 3)}
    work_off(redis, worked.append)
    assert worked == [1, 2, 3]
    assert signals.waiting() == set()
    assert list(redis.scan_iter("rq:job:*")) == []


def test_without_redis_a_signal_is_false_and_quick(redis_url: str, servers: Servers) -> None:
    redis = jobs.redis_for(redis_url, timeout=1)
    signals = jobs.Signals(redis, silence=0)
    assert signals.send(1) is True
    servers.kill_valkey()
    try:
        began = time.monotonic()
        assert signals.send(2) is False
        assert signals.send_place(2) is False
        assert signals.workers() == jobs.Workers(redis=False)
        assert time.monotonic() - began < 3
    finally:
        servers.start_valkey()
    assert signals.send(3) is True
    assert signals.waiting() == {("delivery", 3)}


def test_a_redis_that_hangs_costs_one_timeout_and_then_a_silence(
    redis_url: str, servers: Servers
) -> None:
    signals = jobs.Signals(jobs.redis_for(redis_url, timeout=0.2), silence=3600)
    process = servers.valkey._process.pid
    os.kill(process, signal.SIGSTOP)
    try:
        assert signals.send(1) is False
        began = time.monotonic()
        assert [signals.send(id_) for id_ in range(100)] == [False] * 100
        assert time.monotonic() - began < 0.2
    finally:
        os.kill(process, signal.SIGCONT)


def test_after_the_silence_it_tries_again(
    redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("bridge.queue.jobs.time.monotonic", lambda: now[0])
    signals = jobs.Signals(jobs.redis_for(redis_url, timeout=1), silence=2)
    servers.kill_valkey()
    assert signals.send(1) is False
    servers.start_valkey()
    assert signals.send(2) is False  # still silent
    now[0] += 2
    assert signals.send(3) is True
    assert signals.waiting() == {("delivery", 3)}


def test_a_lost_redis_is_said_in_the_log_once_and_by_kind_only(
    redis_url: str, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    signals = jobs.Signals(jobs.redis_for(redis_url, timeout=1))
    servers.kill_valkey()
    for id_ in range(3):
        signals.send(id_)
    servers.start_valkey()
    assert [r.getMessage() for r in caplog.records if r.name == "bridge.queue.jobs"] == [
        "Redis does not answer (ConnectionError); the sweeper will signal"
    ]


def test_a_heartbeat_is_seen_and_tells_when_redis_lost_everything(
    redis: Redis, signals: jobs.Signals
) -> None:
    assert signals.workers() == jobs.Workers(seen=False)
    assert signals.beat() is True  # whatever was signalled before this is not in it
    assert signals.beat() is False
    assert signals.workers() == jobs.Workers(seen=True)
    assert 0 < redis.ttl("bridge:workers-alive") <= 30
    redis.flushall()
    assert signals.beat() is True
    assert signals.beat() is False


def test_a_postgres_that_went_away_is_left_to_the_sweeper(
    redis: Redis, signals: jobs.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    surprises: list[tuple[str, int, str]] = []

    def take_in(_: int) -> None:
        raise OperationalError("SELECT 1", {}, Exception(f"no connection for {EMAIL}"))

    signals.send(7)
    work_off(redis, take_in, surprised=lambda *told: surprises.append(told))
    assert surprises == []
    assert [r.getMessage() for r in caplog.records if r.name == "bridge.queue.jobs"] == [
        "delivery 7: Postgres went away (OperationalError)"
    ]


def test_whatever_goes_wrong_unforeseen_is_said_by_kind_and_place(
    redis: Redis, signals: jobs.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    errors = {
        1: KeyError(EMAIL),
        2: DataError("INSERT", {}, Exception(EMAIL)),
        3: JobTimeoutException(EMAIL),
    }
    surprises: list[tuple[str, int, str]] = []

    def take_in(id_: int) -> None:
        raise errors[id_]

    for id_ in errors:
        signals.send(id_)
    with caplog.at_level(logging.INFO):
        work_off(redis, take_in, surprised=lambda *told: surprises.append(told))
    assert surprises == [
        ("delivery", 1, "KeyError"),
        ("delivery", 2, "DataError"),
        ("delivery", 3, "JobTimeoutException"),
    ]
    place = f"{__file__}:{take_in.__code__.co_firstlineno + 1}"
    assert [r.getMessage() for r in caplog.records if r.name == "bridge.queue.rq_worker"] == [
        f"delivery {id_} ended with {kind} at {place}" for _, id_, kind in surprises
    ]
    assert EMAIL not in caplog.text


class _Confused(Rules):
    """Rules that fail in a way nobody foresaw."""

    def effects(self, event: Event) -> tuple[Effect, ...]:
        raise ZeroDivisionError(event.contact.email)


def _one_worker(settings: Settings, log: Path) -> None:
    logging.basicConfig(filename=log, level=logging.INFO, force=True)
    confused = _Confused(ONE, ())
    worker.library = lambda: Library(lambda *_: confused)
    start = worker.Start(settings, confused, accounts_of(ONE, "http://127.0.0.1:9"))
    worker.run_one_worker(start, worker.Timing())


def _until(promise: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not promise():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def test_a_delivery_that_meets_something_unforeseen_says_so_and_is_tried_again(
    engine: Engine, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    deliveries = Deliveries(engine)
    id_ = deliveries.keep(event(), datetime.now(UTC)).id
    jobs.Signals(jobs.redis_for(redis_url)).send(id_)
    settings = Settings(database_url=database_url, redis_url=redis_url)
    log = tmp_path / "worker.log"

    def row() -> Delivery:
        found = deliveries.find(id_)
        assert found is not None
        return found

    process = multiprocessing.get_context("fork").Process(target=_one_worker, args=(settings, log))
    process.start()
    try:
        _until(lambda: row().attempts == 1 and "ended with" in log.read_text())
    finally:
        process.terminate()
        process.join(10)
    assert process.exitcode == 0
    assert (row().state, row().reason) == (
        State.WAITING,
        "Something unforeseen happened in the bridge (ZeroDivisionError); its log says where.",
    )
    again = row().next_try_at
    assert again is not None
    assert timedelta(seconds=-15) < again - datetime.now(UTC) <= timedelta(seconds=10)
    place = f"{__file__}:{_Confused.effects.__code__.co_firstlineno + 1}"
    assert f"delivery {id_} ended with ZeroDivisionError at {place}\n" in log.read_text()
    assert EMAIL not in log.read_text()


def test_a_stop_is_noticed_although_nothing_is_raised_in_the_midst_of_things(
    redis: Redis, redis_url: str
) -> None:

    def work() -> None:
        rq_worker.worker_for(jobs.redis_for(redis_url, connections=2)).work(logging_level="WARNING")

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        _until(lambda: [each.get_state() for each in Worker.all(redis)] == ["idle"])
        process.terminate()
        process.join(15)
        assert process.exitcode == 0
    finally:
        process.kill()


def test_rediss_with_a_self_signed_certificate_works(redis_url: str, servers: Servers) -> None:
    with tls_in_front_of(servers.valkey.port) as port:
        signals = jobs.Signals(jobs.redis_for(f"rediss://127.0.0.1:{port}/0", timeout=5))
        assert signals.send(7) is True
    assert jobs.Signals(jobs.redis_for(redis_url)).waiting() == {("delivery", 7)}
