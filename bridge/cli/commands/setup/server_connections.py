"""Whether Postgres and Redis answer, and how many of their connections are used: a small plan
allows twenty."""

import os
from collections.abc import Callable

from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import SQLAlchemyError

from bridge.cli.commands.setup.findings import Findings
from bridge.cli.database import open_store
from bridge.cli.environment import settings_of
from bridge.cli.failures import failure_words
from bridge.model.errors import BridgeError, ConfigError
from bridge.queue.jobs import redis_for
from bridge.store import schema
from bridge.store.engine import Used, used_connections

_FEW = 3  # free: receiver, workers and a one-off command want one now and then
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
    if used.most is None:
        findings.good.append(f"{name}: {used.now} connections used; of how many it does not tell.")
    elif used.most - used.now >= _FEW:
        findings.good.append(f"{name}: {used.now} of {used.most} connections used.")
    else:
        free = max(used.most - used.now, 0)
        findings.warnings.append(
            f"{name}: {used.now} of {used.most} connections used, {free or 'no'} more left. Fewer "
            "WORKERS or a larger plan leave room for commands and restarts."
        )


def _postgres() -> Used:
    engine = open_store()
    if lacking := schema.lacking(engine):
        raise BridgeError(lacking)
    return used_connections(engine)


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
