"""How fast all workers together call one account: a shared bucket in Redis."""

import time
from typing import cast

from pyrate_limiter import Rate, RateItem
from pyrate_limiter.buckets import RedisBucket
from pyrate_limiter.buckets.redis_bucket import LuaScript
from redis import Redis
from redis.exceptions import NoScriptError, RedisError

from bridge.errors import CrmUnavailable

# Calls are spaced a little wider than the limit, so that two that travel at different speeds
# do not arrive closer together than the account allows.
_MARGIN = 1.03
_LONGEST_WAIT = 60.0  # seconds; a queue this long is better waited for in Postgres


# The library counts what came up to the asker's own time. Another worker may have taken a later
# time and been let in meanwhile, so that all that came is counted.
_PUT = LuaScript.PUT_ITEM.replace("window_start, now)", "window_start, '+inf')")


class _SharedBucket(RedisBucket):
    """Takes the time from Redis: machines disagree about it."""

    def now(self) -> int:
        seconds, microseconds = cast("tuple[int, int]", self.redis.time())
        return seconds * 1000 + microseconds // 1000


class RedisPace:
    """`rate` is in calls per second for all processes that share `redis` and `name`; None is
    no limit of ours, though a hold is still obeyed."""

    def __init__(
        self, redis: Redis, name: str, rate: float | None, longest_wait: float = _LONGEST_WAIT
    ) -> None:
        self._longest_wait = longest_wait
        self._redis = redis
        self._hold_key = f"bridge:hold:{name}"
        self._bucket_key = f"bridge:pace:{name}"
        self._spacing = round(1000 / rate * _MARGIN) if rate else None
        self._bucket: _SharedBucket | None = None

    def wait(self) -> None:
        """Raises CrmUnavailable when Redis does not answer, or when the wait gets too long."""
        deadline = time.monotonic() + self._longest_wait
        try:
            while (milliseconds := self._milliseconds_to_wait()) > 0:
                if time.monotonic() + milliseconds / 1000 > deadline:
                    raise CrmUnavailable(
                        "The CRM asked for quiet; its turn comes later.", milliseconds / 1000
                    )
                time.sleep(milliseconds / 1000)
        except RedisError:
            raise CrmUnavailable(
                "Redis does not answer, and without it the workers cannot keep to the CRM's "
                "rate limit together.",
                5,
            ) from None

    def hold(self, seconds: float) -> None:
        """No call for this long, from any worker. Without Redis only our own caution is left."""
        milliseconds = max(1, int(seconds * 1000))
        with self._redis.pipeline() as both:
            both.set(self._hold_key, 1, px=milliseconds, nx=True)
            both.pexpire(self._hold_key, milliseconds, gt=True)  # a longer one stays as it is
            try:
                both.execute()
            except RedisError:
                return

    def _milliseconds_to_wait(self) -> int:
        held = self._redis.pttl(self._hold_key)
        if held > 0:
            return held
        return self._take_turn() if self._spacing else 0

    def _take_turn(self) -> int:
        """0 when this call may go now, else the milliseconds until it is worth asking again."""
        try:
            bucket = self._ready_bucket()
            item = RateItem("call", bucket.now())
            if bucket.put(item):
                bucket.leak(item.timestamp)
                return 0
            return max(1, cast("int", bucket.waiting(item)))
        except NoScriptError:
            # Redis came back empty and forgot the script.
            self._bucket = None
            return 1

    def _ready_bucket(self) -> _SharedBucket:
        if self._bucket is None:
            rates = [Rate(1, self._spacing or 1)]
            script = self._redis.script_load(_PUT)
            self._bucket = _SharedBucket(rates, self._redis, self._bucket_key, script)
        return self._bucket
