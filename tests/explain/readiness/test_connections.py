"""How many connections are left: told in one sentence, by the command and on the page."""

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from bridge.explain.readiness.connections import are_few, connection_words, redis_connections
from bridge.store.engine import Used


@pytest.mark.parametrize(
    ("used", "few", "words"),
    [
        (Used(17, 20), False, "Redis: 17 of 20 connections used."),
        (Used(14, None), False, "Redis: 14 connections used; of how many it does not tell."),
        (
            Used(18, 20),
            True,
            "Redis: 18 of 20 connections used, 2 more left. Fewer WORKERS or a larger plan leave "
            "room for commands and restarts.",
        ),
        (
            Used(21, 20),
            True,
            "Redis: 21 of 20 connections used, no more left. Fewer WORKERS or a larger plan leave "
            "room for commands and restarts.",
        ),
    ],
)
def test_few_is_fewer_than_three(used: Used, few: bool, words: str) -> None:
    assert (are_few(used), connection_words("Redis", used)) == (few, words)


def test_a_redis_of_today_tells_it(redis_url: str) -> None:
    used = redis_connections(Redis.from_url(redis_url))
    assert used.now >= 1
    assert used.most


def test_what_a_hosted_redis_does_not_tell_is_no_mistake(
    monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    def forbidden(*_: object) -> None:
        raise ResponseError("unknown command 'CONFIG'")

    redis = Redis.from_url(redis_url)
    monkeypatch.setattr(Redis, "info", lambda *_: {"connected_clients": 5})
    monkeypatch.setattr(Redis, "config_get", lambda *_: {"maxclients": "20"})
    assert redis_connections(redis) == Used(5, 20)
    monkeypatch.setattr(Redis, "config_get", forbidden)
    assert redis_connections(redis) == Used(5, None)
