"""How often a password may be tried."""

import pytest

from bridge.queue.jobs import redis_for
from bridge.web.console.shell.attempts import Attempts


@pytest.fixture
def attempts(redis_url: str) -> Attempts:
    return Attempts(redis_for(redis_url))


def test_five_a_minute_and_then_it_says_how_long_to_wait(attempts: Attempts) -> None:
    assert [attempts.seconds_to_wait("203.0.113.1") for _ in range(5)] == [0] * 5
    assert 1 <= attempts.seconds_to_wait("203.0.113.1") <= 60
    assert attempts.seconds_to_wait("203.0.113.2") == 0


def test_many_addresses_together_are_slowed_too(attempts: Attempts) -> None:
    waits = [attempts.seconds_to_wait(f"203.0.113.{n}") for n in range(61)]
    assert waits[:60] == [0] * 60
    assert waits[60] >= 1


def test_who_had_it_right_begins_anew(attempts: Attempts) -> None:
    for _ in range(5):
        attempts.seconds_to_wait("203.0.113.1")
    attempts.forgive("203.0.113.1")
    assert attempts.seconds_to_wait("203.0.113.1") == 0


def test_all_processes_count_together(redis_url: str) -> None:
    both = [Attempts(redis_for(redis_url)), Attempts(redis_for(redis_url))]
    assert [each.seconds_to_wait("203.0.113.1") > 0 for each in both * 3] == [False] * 5 + [True]


def test_wrong_tokens_hold_nobody_up_who_logs_in(redis_url: str) -> None:
    tokens = Attempts(redis_for(redis_url), "token")
    for number in range(61):
        tokens.seconds_to_wait(f"203.0.113.{number}")
    assert tokens.seconds_to_wait("203.0.113.99") > 0
    assert Attempts(redis_for(redis_url)).seconds_to_wait("203.0.113.99") == 0
