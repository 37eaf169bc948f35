import threading
import time
from itertools import pairwise

import pytest
from redis import Redis

from bridge.errors import CrmUnavailable
from bridge.pace import RedisPace
from bridge.sandbox.servers import Servers

NAME = "activecampaign"
RATE = 20.0  # calls a second
ALLOWED = 1000 / RATE  # milliseconds between two calls


class Watched(Redis):
    """Keeps the time of Redis that its last question was answered with; `late` seconds old."""

    late = 0.0
    seen = 0.0

    def time(self) -> tuple[int, int]:  # type: ignore[override] # Redis's own is typed for asyncio too
        seconds, microseconds = super().time()
        now = seconds + microseconds / 1e6 - self.late
        self.seen = now * 1000
        return int(now), int(now % 1 * 1e6)


def watched(url: str) -> Watched:
    redis = Watched.from_url(url)
    assert isinstance(redis, Watched)
    return redis


class Pretended(Redis):
    """A clock that only sleeping moves, and asking a little."""

    now = 1_700_000_000.0

    def time(self) -> tuple[int, int]:  # type: ignore[override] # Redis's own is typed for asyncio too
        Pretended.now += 0.0005
        return int(Pretended.now), int(Pretended.now % 1 * 1e6)


@pytest.fixture
def pretended_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        Pretended.now += seconds

    monkeypatch.setattr("bridge.pace.time.sleep", sleep)


def test_many_workers_together_never_call_faster_than_the_account_allows(redis_url: str) -> None:
    granted: list[float] = []
    until = time.monotonic() + 1.2

    def work() -> None:
        redis = watched(redis_url)
        pace = RedisPace(redis, NAME, RATE)
        while time.monotonic() < until:
            pace.wait()
            granted.append(redis.seen)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    granted.sort()
    assert len(granted) > 10
    assert min(after - before for before, after in pairwise(granted)) >= ALLOWED


@pytest.mark.usefixtures("pretended_sleep")
@pytest.mark.parametrize("rate", [1.0, 4.0, 5.0])
def test_two_workers_use_at_least_95_percent_of_what_is_allowed(
    redis_url: str, rate: float
) -> None:
    workers = [RedisPace(Pretended.from_url(redis_url), f"{NAME}-{rate}", rate) for _ in range(2)]
    workers[0].wait()
    started = Pretended.now
    for turn in range(100):
        workers[turn % 2].wait()
    assert 0.95 * rate <= 100 / (Pretended.now - started) <= rate


def test_a_worker_whose_question_came_late_does_not_slip_in(redis_url: str) -> None:
    prompt, late = watched(redis_url), watched(redis_url)
    late.late = 0.04  # another worker asked later, was answered earlier and is on its way
    RedisPace(prompt, NAME, RATE).wait()
    RedisPace(late, NAME, RATE).wait()
    assert late.seen - prompt.seen >= ALLOWED


def test_accounts_do_not_wait_for_each_other(redis_url: str) -> None:
    redis = Redis.from_url(redis_url)
    started = time.monotonic()
    for number in range(5):
        RedisPace(redis, f"account-{number}", rate=0.1).wait()
    assert time.monotonic() - started < 5  # one after the other it would be 40 s


def test_without_a_limit_only_a_hold_makes_it_wait(redis_url: str) -> None:
    first, second = (RedisPace(Redis.from_url(redis_url), NAME, None) for _ in range(2))
    for _ in range(50):
        second.wait()
    first.hold(0.3)
    asked = time.monotonic()
    second.wait()
    assert time.monotonic() - asked >= 0.25


@pytest.mark.parametrize("rate", [None, RATE])
def test_a_hold_is_obeyed_by_every_worker(redis_url: str, rate: float | None) -> None:
    RedisPace(Redis.from_url(redis_url), NAME, rate).hold(3600)
    with pytest.raises(CrmUnavailable) as caught:
        RedisPace(Redis.from_url(redis_url), NAME, rate).wait()
    assert str(caught.value) == "The CRM asked for quiet; its turn comes later."
    assert caught.value.retry_after is not None
    assert 3590 < caught.value.retry_after <= 3600


def test_a_short_hold_does_not_cut_a_longer_one(redis_url: str) -> None:
    pace = RedisPace(Redis.from_url(redis_url), NAME, RATE)
    pace.hold(3600)
    pace.hold(1)
    with pytest.raises(CrmUnavailable) as caught:
        pace.wait()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 3590


def test_a_longer_hold_lengthens_a_short_one(redis_url: str) -> None:
    pace = RedisPace(Redis.from_url(redis_url), NAME, RATE)
    pace.hold(1)
    pace.hold(3600)
    with pytest.raises(CrmUnavailable) as caught:
        pace.wait()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 3590


def test_a_redis_that_came_back_empty_is_paced_on(redis_url: str) -> None:
    redis = watched(redis_url)
    pace = RedisPace(redis, NAME, RATE)
    pace.wait()
    redis.flushall()
    redis.script_flush()
    pace.wait()
    first = redis.seen
    pace.wait()
    assert redis.seen - first >= ALLOWED


def test_without_redis_nothing_is_called_and_it_says_why(redis_url: str, servers: Servers) -> None:
    pace = RedisPace(Redis.from_url(redis_url, socket_timeout=1), NAME, RATE)
    pace.wait()
    servers.kill_valkey()
    try:
        pace.hold(5)  # does not raise: the wait will
        with pytest.raises(CrmUnavailable) as caught:
            pace.wait()
    finally:
        servers.start_valkey()
    assert str(caught.value) == (
        "Redis does not answer, and without it the workers cannot keep to the CRM's rate limit "
        "together."
    )
    assert caught.value.retry_after == 5
    pace.wait()
