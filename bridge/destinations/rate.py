"""How fast all workers together call one account: turns that are handed out in Redis.

Who wants to call is given the next free turn and sleeps until it has come, so that an account is
used at its pace by however many processes. Redis's clock counts: machines disagree about the time.
"""

import time

from redis import Redis
from redis.exceptions import RedisError

from bridge.model.errors import CrmUnavailable

# Calls are spaced a little wider than the limit, so that two that travel at different speeds
# do not arrive closer together than the account allows.
_MARGIN = 1.02
_LONGEST_WAIT = 60.0  # seconds; a queue this long is better waited for in Postgres
_SECOND = 1_000_000  # microseconds

# KEYS: until when nobody calls, the next free turn. ARGV: between two turns, the longest wait.
# Gives whether nobody may call for now, how long to wait, and the turn; 0 where none was given. All
# in microseconds.
_NEXT_TURN = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = redis.call('PTTL', KEYS[1])
if held > 0 then return {1, held * 1000, 0} end
local spacing, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
if spacing == 0 then return {0, 0, now} end
local turn = math.max(now, tonumber(redis.call('GET', KEYS[2]) or 0))
if turn - now > longest then return {0, turn - now, 0} end
local free = string.format('%.0f', turn + spacing)
redis.call('SET', KEYS[2], free, 'PX', math.ceil((turn + spacing - now) / 1000))
return {0, turn - now, turn}
"""


class RedisPace:
    """`rate` is in calls per second for all processes that share `redis` and `name`; None is
    no limit of ours, though a hold is still obeyed. `longest_wait` is in seconds, and so is
    `longest_hold`: how long quiet that was asked for is waited out, if that is shorter."""

    def __init__(
        self,
        redis: Redis,
        name: str,
        rate: float | None,
        longest_wait: float = _LONGEST_WAIT,
        longest_hold: float | None = None,
    ) -> None:
        self._redis = redis
        self._longest_wait = longest_wait
        self._longest_hold = longest_wait if longest_hold is None else longest_hold
        self._hold_key = f"bridge:hold:{name}"
        self._keys = [self._hold_key, f"bridge:turn:{name}"]
        self._spacing = round(_SECOND / rate * _MARGIN) if rate else 0
        self._next_turn = redis.register_script(_NEXT_TURN)

    def wait(self) -> None:
        """Raises CrmUnavailable when Redis does not answer, or when the wait gets too long."""
        deadline = time.monotonic() + self._longest_wait
        try:
            while not self._came(deadline):
                continue
        except RedisError:
            raise CrmUnavailable(
                "Redis does not answer, and without it the workers cannot keep to the CRM's "
                "rate limit together.",
                5,
            ) from None

    def is_taken(self) -> bool:
        """Whether who called now would have to wait: others use the account at its pace already, or
        it asked for quiet. False where Redis does not answer."""
        try:
            seconds, microseconds = self._redis.time()
            if self._redis.exists(self._hold_key):
                return True
            turn = self._redis.get(self._keys[1])
        except RedisError:
            return False
        return int(float(turn or 0)) > seconds * _SECOND + microseconds

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

    def _came(self, deadline: float) -> bool:
        """Wait for the next turn; False when nobody may call by then."""
        left = max(0.0, deadline - time.monotonic())
        held, microseconds, _ = self._next_turn(self._keys, [self._spacing, int(left * _SECOND)])
        seconds = microseconds / _SECOND
        if seconds > (min(left, self._longest_hold) if held else left):
            raise CrmUnavailable("The CRM asked for quiet; its turn comes later.", seconds)
        if not seconds:
            return True
        time.sleep(seconds)
        return not held and not self._redis.exists(self._hold_key)
