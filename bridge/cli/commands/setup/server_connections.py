"""Whether Postgres and Redis answer, and how many of their connections are used."""

import os
from collections.abc import Callable

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bridge.cli.commands.setup.findings import Findings
from bridge.cli.database import open_store
from bridge.cli.environment import settings_of
from bridge.cli.failures import failure_words
from bridge.explain.readiness.connections import are_few, connection_words, redis_connections
from bridge.model.errors import BridgeError, ConfigError
from bridge.queue.jobs import redis_for
from bridge.store import schema
from bridge.store.engine import Used, used_connections

_SECONDS = 2.0


def look_at_servers(findings: Findings) -> None:
    """Those that the environment names."""
    for name, variable, ask in (
        ("Postgres", "DATABASE_URL", _postgres),
        ("Redis", "REDIS_URL", _redis),
    ):
        if os.environ.get(variable):
            _look_at(findings, name, ask)


def _look_at(findings: Findings, name: str, ask: Callable[[], Used]) -> None:
    try:
        used = ask()
    except ConfigError as error:  # which was said before where the settings were looked at
        findings.problems += (each for each in error.problems if each not in findings.problems)
    except BridgeError as error:
        findings.problems.append(str(error))
    except (SQLAlchemyError, RedisError) as error:
        findings.problems.append(failure_words(error))
    else:
        _say(findings, name, used)


def _say(findings: Findings, name: str, used: Used) -> None:
    told = findings.warnings if are_few(used) else findings.good
    told.append(connection_words(name, used))


def _postgres() -> Used:
    engine = open_store()
    if lacking := schema.lacking(engine):
        raise BridgeError(lacking)
    return used_connections(engine)


def _redis() -> Used:
    return redis_connections(redis_for(settings_of("REDIS_URL").redis_url, _SECONDS))
