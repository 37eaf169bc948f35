"""Whether Postgres, Redis and a worker are there: told, whatever is away."""

from collections.abc import Iterator
from typing import Protocol

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.readiness.connections import are_few, connection_words, redis_connections
from bridge.explain.readiness.step import Head, ReadinessStep, Stand, StepGroup
from bridge.store import schema
from bridge.store.engine import Used, used_connections


class LiveWorkers(Protocol):
    """Whether Redis answers and a worker was seen lately, and what they say is wrong."""

    @property
    def redis(self) -> bool: ...
    @property
    def seen(self) -> bool: ...
    @property
    def troubles(self) -> Iterator[str]: ...


def postgres_step(engine: Engine) -> ReadinessStep:
    """Done also says that the record can be read."""
    step = (
        "postgres",
        StepGroup.SERVERS,
        "Postgres keeps the record",
        "Have Postgres keep the record",
    )
    try:
        if lacking := schema.lacking(engine):
            where = "On Heroku: heroku run bridge migrate. Elsewhere, in the bridge's folder."
            return ReadinessStep(*step, Stand.UNDONE, lacking, where)
        used = used_connections(engine)
    except SQLAlchemyError:
        said = "Postgres does not answer, so nothing can be stored; ThriveCart sends it again."
        return ReadinessStep(*step, Stand.UNDONE, said, "Is it running, and is DATABASE_URL right?")
    return _counted(step, "Postgres", used, "It answers, and has the tables of this release.")


def redis_step(redis: Redis) -> ReadinessStep:
    step = ("redis", StepGroup.SERVERS, "Redis carries the signals", "Have Redis carry the signals")
    try:
        used = redis_connections(redis)
    except RedisError:
        said = "Redis does not answer, so what comes waits until it does; nothing is lost."
        return ReadinessStep(*step, Stand.UNDONE, said, "Is it running, and is REDIS_URL right?")
    return _counted(step, "Redis", used, "It answers.")


def worker_step(workers: LiveWorkers) -> ReadinessStep:
    step = ("worker", StepGroup.SERVERS, "A worker is alive", "Have a worker at work")
    if not workers.redis:
        return ReadinessStep(*step, Stand.UNKNOWN, "Workers are seen through Redis, which is away.")
    if not workers.seen:
        where = "On Heroku: heroku ps:scale worker=1. Elsewhere: python worker.py"
        said = "None was seen for half a minute, so what comes waits."
        return ReadinessStep(*step, Stand.UNDONE, said, where)
    if troubles := " ".join(workers.troubles):
        return ReadinessStep(*step, Stand.UNDONE, troubles)
    return ReadinessStep(*step, Stand.DONE, "One was seen within the last half minute.")


def _counted(step: Head, name: str, used: Used, good: str) -> ReadinessStep:
    words = connection_words(name, used)
    if are_few(used):
        return ReadinessStep(*step, Stand.UNDONE, words)
    return ReadinessStep(*step, Stand.DONE, f"{good} {words}")
