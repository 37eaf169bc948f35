"""How often somebody may try a password: so often an address, and so often in all, over all
processes of the receiver."""

import time
from collections.abc import Iterator

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError

_AN_ADDRESS = parse("5 per minute")
_MORE_AN_ADDRESS = parse("30 per hour")
_IN_ALL = parse("60 per minute")


class Attempts:
    """Counted in Redis; while that one does not answer, each process counts for itself. `what` is
    tried keeps apart who logs in from what shows a token."""

    def __init__(self, redis: Redis, what: str = "log-in") -> None:
        self._what = what
        shared = RedisStorage("redis://", connection_pool=redis.connection_pool)
        self._shared = MovingWindowRateLimiter(shared)
        self._own = MovingWindowRateLimiter(_in_memory())

    def seconds_to_wait(self, address: str) -> int:
        """0 where the password may be looked at; the attempt is then counted."""
        try:
            return _count(self._shared, self._what, address)
        except RedisError:
            return _count(self._own, self._what, address)

    def forgive(self, address: str) -> None:
        """The password was right."""
        for limiter in (self._shared, self._own):
            try:
                for limit in (_AN_ADDRESS, _MORE_AN_ADDRESS):
                    limiter.clear(limit, self._what, address)
            except RedisError:
                continue


def _in_memory() -> Storage:
    return MemoryStorage()


def _count(limiter: MovingWindowRateLimiter, what: str, address: str) -> int:
    for limit, names in _limits(what, address):
        if not limiter.hit(limit, *names):
            until = limiter.get_window_stats(limit, *names).reset_time
            return max(1, round(until - time.time()))
    return 0


def _limits(what: str, address: str) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
    yield _AN_ADDRESS, (what, address)
    yield _MORE_AN_ADDRESS, (what, address)
    yield _IN_ALL, (what,)
