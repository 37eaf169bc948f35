"""How many connections of how many are used at Postgres and Redis: a small plan allows twenty."""

import os
from collections.abc import Callable

from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import SQLAlchemyError

from bridge.cli.commands.setup.findings import Findings
from bridge.cli.database import open_store
from bridge.cli.environment import settings_of
from bridge.cli.failures import failure_words
from bridge.model.errors import ConfigError
from bridge.queue.jobs import redis_for
from bridge.store.connections import Used, used_connections

_FEW = 3  # free: receiver, workers and a one-off command want one now and then
_SECONDS = 2.0


def look_at_servers(findings: Findings) -> None:
    """Those that the environment names; what is wrong with their settings was said before."""
    for name, variable, ask in (
        ("Postgres", "DATABASE_URL", _postgres),
        ("Redis", "REDIS_URL", _redis),
    ):
        if os.environ.get(variable):
            _look_at(findings, name, ask)


def _look_at(findings: Findings, name: str, ask: Callable[[], Used]) -> None:
    try:
        used = ask()
    except ConfigError as error:
        findings.problems += (each for each in error.problems if each not in findings.problems)
    except (SQLAlchemyError, RedisError) as error:
        findings.problems.append(failure_words(error))
    else:
        words = f"{name}: {_words(used)} used"
        if used.most is not None and used.most - used.now < _FEW:
            few = "fewer WORKERS, or a larger plan, leave room for commands and restarts"
            findings.warnings.append(f"{words}, so {max(used.most - used.now, 0)} are free; {few}.")
        else:
            findings.good.append(f"{words}.")


def _words(used: Used) -> str:
    if used.most is None:
        return f"{used.now} connections (it does not tell of how many)"
    return f"{used.now} of {used.most} connections"


def _postgres() -> Used:
    return used_connections(open_store())


def _redis() -> Used:
    """Valkey and Redis 7 tell it all in one answer; older ones where CONFIG is allowed."""
    redis = redis_for(settings_of("REDIS_URL").redis_url, _SECONDS)
    told = redis.info("clients")
    most = told.get("maxclients")
    if most is None:
        try:
            most = redis.config_get("maxclients").get("maxclients")
        except ResponseError:  # a hosted one forbids it
            most = None
    return Used(int(told["connected_clients"]), None if most is None else int(most))
