"""How many of the connections of Postgres and Redis are used: a small plan allows twenty."""

from redis import Redis
from redis.exceptions import ResponseError

from bridge.store.engine import Used

_FEW = 3  # free: receiver, workers and a one-off command want one now and then


def redis_connections(redis: Redis) -> Used:
    """Valkey and Redis 7 tell it all in one answer; older ones where CONFIG is allowed. Raises
    RedisError."""
    told = redis.info("clients")
    most = told.get("maxclients")
    if most is None:
        try:
            most = redis.config_get("maxclients").get("maxclients")
        except ResponseError:  # a hosted one forbids it
            most = None
    return Used(int(told["connected_clients"]), None if most is None else int(most))


def are_few(used: Used) -> bool:
    """Whether hardly any is left."""
    return used.most is not None and used.most - used.now < _FEW


def connection_words(name: str, used: Used) -> str:
    """`Postgres: 18 of 20 connections used, 2 more left. …`"""
    if used.most is None:
        return f"{name}: {used.now} connections used; of how many it does not tell."
    if not are_few(used):
        return f"{name}: {used.now} of {used.most} connections used."
    free = max(used.most - used.now, 0)
    return (
        f"{name}: {used.now} of {used.most} connections used, {free or 'no'} more left. Fewer "
        "WORKERS or a larger plan leave room for commands and restarts."
    )
