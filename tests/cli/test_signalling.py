"""What telling the workers promises: they know at once, or it is said that they do not."""

import pytest

from bridge.cli.signalling import signal_workers
from bridge.queue.jobs import Signals, redis_for


def test_each_delivery_is_signalled(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    assert signal_workers([3, 4])
    assert Signals(redis_for(redis_url, 2)).waiting() == {("delivery", 3), ("delivery", 4)}


def test_it_is_said_that_redis_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert not signal_workers([3])
