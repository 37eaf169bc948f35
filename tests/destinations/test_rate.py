"""Workers call an account at its pace, together. Against a real Redis."""

import threading
import time
from itertools import pairwise
from typing import Any

import pytest
from redis import Redis

from bridge.destinations.rate import RedisPace
from bridge.model.errors import CrmUnavailable
from bridge.sandbox.servers import Servers

NAME = "activecampaign"
RATE = 20.0  # calls a second


class Watched(Redis):
    """Keeps the turns that it was given, in microseconds of Redis's clock."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.turns: list[int] = []

    def execute_command(self, *arguments: Any, **options: Any) -> Any:
        answer = super().execute_command(*arguments, **options)  # type: ignore[no-untyped-call] # so in redis-py
        if arguments[0] == "EVALSHA":
            self.turns.append(answer[2])
        return answer


def watched(url: str) -> Watched:
    redis = Watched.from_url(url)
    assert isinstance(redis, Watched)
    return redis


@pytest.fixture
def without_sleep(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Whoever would sleep does not; gives for how many seconds each would have."""
    slept: list[float] = []
    monkeypatch.setattr("bridge.destinations.rate.time.sleep", slept.append)
    return slept


def together(workers: list[Watched], rate: float, calls: int) -> list[int]:
    """The turns of workers that all ask at once, `calls` times each, in their order."""

    def work(redis: Watched) -> None:
        pace = RedisPace(redis, NAME, rate, longest_wait=3600)
        for _ in range(calls):
            pace.wait()

    threads = [threading.Thread(target=work, args=[each]) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(turn for each in workers for turn in each.turns)


@pytest.mark.usefixtures("without_sleep")
@pytest.mark.parametrize("rate", [1.0, 4.0, 5.0, 20.0])
def test_many_workers_together_use_97_percent_of_what_is_allowed_and_never_more(
    redis_url: str, rate: float
) -> None:
    turns = together([watched(redis_url) for _ in range(8)], rate, calls=10)
    assert len(turns) == 80
    between = [after - before for before, after in pairwise(turns)]
    assert min(between) >= 1e6 / rate
    assert 79 / ((turns[-1] - turns[0]) / 1e6) >= 0.97 * rate


def test_who_was_given_a_turn_sleeps_until_it_has_come(
    redis_url: str, without_sleep: list[float]
) -> None:
    redis = watched(redis_url)
    pace = RedisPace(redis, NAME, RATE)
    started = redis.time()
    for _ in range(10):
        pace.wait()
    seconds = redis.turns[-1] / 1e6 - (started[0] + started[1] / 1e6)
    assert len(without_sleep) == 9
    assert 0 < without_sleep[-1] <= seconds


def test_a_turn_that_nobody_waited_for_is_not_saved_up(redis_url: str) -> None:
    redis = watched(redis_url)
    pace = RedisPace(redis, NAME, RATE)
    pace.wait()
    time.sleep(3 / RATE)
    for _ in range(3):
        pace.wait()
    between = [after - before for before, after in pairwise(redis.turns)]
    assert min(between) >= 1e6 / RATE


def test_too_long_a_queue_is_not_joined(redis_url: str, without_sleep: list[float]) -> None:
    redis = watched(redis_url)
    pace = RedisPace(redis, NAME, rate=1, longest_wait=5)
    for _ in range(5):
        pace.wait()
    for _ in range(3):
        with pytest.raises(CrmUnavailable) as caught:
            pace.wait()
        assert caught.value.retry_after is not None
        assert 5 < caught.value.retry_after < 5.1
    assert (redis.turns[5:], len(without_sleep)) == ([0, 0, 0], 4)


def test_a_hold_that_comes_while_one_waits_for_a_turn_is_obeyed(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = RedisPace(Redis.from_url(redis_url), NAME, RATE)
    pace.wait()
    monkeypatch.setattr("bridge.destinations.rate.time.sleep", lambda _: pace.hold(3600))
    with pytest.raises(CrmUnavailable) as caught:
        pace.wait()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 3590


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
    pace.wait()
    assert redis.turns[2] - redis.turns[1] >= 1e6 / RATE


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


def test_a_worker_that_others_wait_for_waits_out_no_long_quiet(
    redis_url: str, without_sleep: list[float]
) -> None:
    """While it waits for a free turn as before."""
    pace = RedisPace(Redis.from_url(redis_url), NAME, RATE, longest_hold=2)
    pace.hold(30)
    with pytest.raises(CrmUnavailable) as caught:
        pace.wait()
    assert caught.value.retry_after is not None
    assert 29 <= caught.value.retry_after <= 30
    assert without_sleep == []


def test_whether_one_would_have_to_wait_is_told_without_taking_a_turn(redis_url: str) -> None:
    pace = RedisPace(Redis.from_url(redis_url), NAME, 0.1)
    assert [pace.is_taken() for _ in range(2)] == [False, False]
    pace.wait()
    assert pace.is_taken()
    unlimited = RedisPace(Redis.from_url(redis_url), "another", None)
    unlimited.wait()
    assert not unlimited.is_taken()
    unlimited.hold(30)
    assert unlimited.is_taken()


def test_nobody_is_kept_back_by_a_redis_that_does_not_answer(
    redis_url: str, servers: Servers
) -> None:
    pace = RedisPace(Redis.from_url(redis_url), NAME, RATE)
    servers.kill_valkey()
    try:
        assert not pace.is_taken()
    finally:
        servers.start_valkey()
