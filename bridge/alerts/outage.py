"""Postgres is away: nothing can be noted in it, and a person is told all the same, once.

Of all processes that look one tells: whoever puts the mark into Redis, and takes it away again. As
long as Redis is away as well, each tells for itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError

from bridge.alerts.message import Message
from bridge.explain.troubles.needs import POSTGRES_AWAY

_MARK, _LONGEST = "bridge:told-outage", timedelta(days=7)


class Outage:
    """`tell` gives whether anybody was reached; it is told after `patience`."""

    def __init__(self, redis: Redis, tell: Callable[[Message], bool], patience: timedelta) -> None:
        self._redis = redis
        self._tell = tell
        self._patience = patience
        self._since: datetime | None = None
        self._told_alone = False  # without Redis

    def goes_on(self, now: datetime) -> None:
        self._since = self._since or now
        if now - self._since < self._patience or self._told_alone or not self._claim():
            return
        if not self._tell(Message([POSTGRES_AWAY])):
            self._end()

    def is_over(self) -> None:
        """With each look that Postgres answered: also whoever did not tell of it may end it."""
        self._since = None
        if self._end():
            self._tell(Message(ended=[POSTGRES_AWAY]))

    def _claim(self) -> bool:
        try:
            return bool(self._redis.set(_MARK, 1, nx=True, ex=_LONGEST))
        except RedisError:
            self._told_alone = True
            return True

    def _end(self) -> bool:
        """Whether it was told, and this process is the one to tell the end."""
        alone, self._told_alone = self._told_alone, False
        try:
            return bool(self._redis.delete(_MARK)) or alone
        except RedisError:
            return alone
