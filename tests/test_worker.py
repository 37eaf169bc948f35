"""What stands between looks at the workers: timers, heartbeat and sweep."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import Engine

from bridge import jobs
from bridge.chores import Chores, look_at_tags
from bridge.errors import AccountRefused
from bridge.model import Sort
from bridge.rules import Rules
from bridge.sandbox.servers import Servers
from bridge.settings import Settings
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from tests.fakes import FakeCrm, event
from worker import Timing, chores_for

CRM = "activecampaign"


@pytest.fixture
def chores(database_url: str, redis_url: str, engine: Engine) -> Iterator[Chores]:
    destinations.ensure(engine, CRM)
    config = Settings(
        database_url=database_url,
        redis_url=redis_url,
        activecampaign_url="http://127.0.0.1:9",
        activecampaign_key="MADEUPKEY",
    )
    made = chores_for(config, Rules(CRM, ()), Timing(sweep_every=3600))
    yield made
    made.stop()


@pytest.fixture
def signals(redis_url: str) -> jobs.Signals:
    return jobs.Signals(jobs.redis_for(redis_url), silence=0)


def arrives(engine: Engine, key: str) -> int:
    return Deliveries(engine).keep(event(key=key), datetime.now(UTC)).id


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "bridge.chores"]


def test_what_waited_before_the_workers_started_is_signalled_at_once(
    chores: Chores, signals: jobs.Signals, engine: Engine
) -> None:
    id_ = arrives(engine, "k1")
    chores.tick()
    assert signals.waiting() == {id_}
    assert signals.workers_alive() is True


def test_what_redis_lost_is_signalled_at_once(
    chores: Chores, signals: jobs.Signals, engine: Engine, redis_url: str
) -> None:
    ids = {arrives(engine, f"k{number}") for number in range(3)}
    chores.tick()
    Redis.from_url(redis_url).flushall()
    assert signals.waiting() == set()
    chores.tick()
    assert signals.waiting() == ids


def test_a_redis_that_comes_back_empty_gets_its_signals_and_its_timers_again(
    chores: Chores,
    signals: jobs.Signals,
    engine: Engine,
    servers: Servers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chores.tick()
    id_ = arrives(engine, "k1")
    with caplog.at_level(logging.INFO):
        servers.kill_valkey()
        try:
            for _ in range(3):
                chores.tick()
        finally:
            servers.start_valkey()
        chores.tick()
    assert signals.waiting() == {id_}
    assert told(caplog) == [
        "waiting for Redis (ConnectionError)",
        "Postgres and Redis answer again",
    ]
    signals.send_at(id_ + 1, datetime.now(UTC) - timedelta(seconds=1))
    chores.tick()
    assert signals.waiting() == {id_, id_ + 1}


def test_while_postgres_is_away_the_timers_tick_on(
    chores: Chores,
    signals: jobs.Signals,
    servers: Servers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    servers._end_postgres("stop")
    try:
        with caplog.at_level(logging.INFO):
            chores.tick()
            signals.send_at(1, datetime.now(UTC) - timedelta(seconds=1))
            chores.tick()
            assert signals.waiting() == {1}
    finally:
        servers.start_postgres()
    assert told(caplog) == ["waiting for Postgres (OperationalError)"]


def test_stopping_lets_another_machine_tick_at_once(
    chores: Chores, signals: jobs.Signals, redis_url: str
) -> None:
    chores.tick()
    chores.stop()
    signals.send_at(1, datetime.now(UTC) - timedelta(seconds=1))
    jobs.Timers(jobs.redis_for(redis_url)).tick()
    assert signals.waiting() == {1}


def test_tags_that_the_account_lacks_are_named_before_a_buyer_waits_for_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.missing = {"Gold Membershp"}
    assert look_at_tags(crm, ["Refunded", "Gold Membershp"], "rules.yaml")
    assert told(caplog) == ["rules.yaml names the tag 'Gold Membershp'; activecampaign lacks it."]


def test_lists_fields_and_automations_that_it_lacks_are_named_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.missing = {"Newsleter", "Welcom"}
    others = [(Sort.LIST, "Newsleter"), (Sort.FIELD, "Course"), (Sort.AUTOMATION, "Welcom")]
    assert look_at_tags(crm, [], "rules.yaml", others)
    assert told(caplog) == [
        "rules.yaml names the list 'Newsleter'; activecampaign lacks it.",
        "rules.yaml names the automation 'Welcom'; activecampaign lacks it.",
    ]


def test_an_account_that_cannot_be_asked_is_asked_again_soon(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crm = FakeCrm()
    crm.answers = [AccountRefused("ActiveCampaign refused the key (403).")]
    assert not look_at_tags(crm, ["Refunded"], "rules.yaml")
    assert told(caplog) == [
        "the tags of rules.yaml could not be looked up: ActiveCampaign refused the key (403)."
    ]
