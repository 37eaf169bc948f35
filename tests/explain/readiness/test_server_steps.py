"""Whether Postgres, Redis and a worker are there."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text

from bridge.explain.readiness.server_steps import postgres_step, redis_step, worker_step
from bridge.explain.readiness.step import Stand
from bridge.queue.jobs import redis_for
from bridge.sandbox.servers import free_port
from bridge.store.engine import engine_for


@dataclass
class Told:
    """What is seen of workers."""

    redis: bool = True
    seen: bool = True
    trouble: str = ""

    @property
    def troubles(self) -> Iterator[str]:
        yield from filter(None, [self.trouble])


def test_servers_that_answer_are_done(engine: Engine, redis_url: str) -> None:
    for step in (postgres_step(engine), redis_step(redis_for(redis_url))):
        assert step.stand is Stand.DONE
        assert "It answers" in step.sentence
        assert "connections used." in step.sentence


def test_a_database_that_is_not_migrated_says_what_to_run(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = '0001'"))
    step = postgres_step(engine)
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = '0009'"))
    assert step.stand is Stand.UNDONE
    assert "bridge migrate" in step.sentence
    assert "heroku run bridge migrate" in step.where


def test_one_that_is_away_says_what_that_means(tmp_path: object) -> None:
    away = postgres_step(engine_for(f"postgresql://nobody@/nothing?host={tmp_path}"))
    assert away.stand is Stand.UNDONE
    assert away.where == "Is it running, and is DATABASE_URL right?"
    gone = redis_step(redis_for(f"redis://127.0.0.1:{free_port()}", 0.5))
    assert gone.stand is Stand.UNDONE
    assert gone.where == "Is it running, and is REDIS_URL right?"


@pytest.mark.parametrize(
    ("told", "stand", "words"),
    [
        (Told(), Stand.DONE, "One was seen within the last half minute."),
        (Told(seen=False), Stand.UNDONE, "None was seen for half a minute, so what comes waits."),
        (Told(redis=False, seen=False), Stand.UNKNOWN, "Workers are seen through Redis"),
        (Told(trouble="The rules file is wrong."), Stand.UNDONE, "The rules file is wrong."),
    ],
)
def test_workers_are_told_as_they_are_seen(told: Told, stand: Stand, words: str) -> None:
    step = worker_step(told)
    assert step.stand is stand
    assert words in step.sentence
