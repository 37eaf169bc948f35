"""Telling the workers at once that something waits."""

from collections.abc import Iterable

from bridge.cli.environment import settings_of
from bridge.queue.jobs import Signals, redis_for

_SECONDS = 2.0
LATE = "Redis does not answer, so the workers come to it once it does."


def signal_workers(deliveries: Iterable[int]) -> bool:
    """False where Redis does not answer: the workers find them by themselves later. Raises
    ConfigError when REDIS_URL is missing."""
    signals = Signals(redis_for(settings_of("REDIS_URL").redis_url, _SECONDS))
    sent = [signals.send(each) for each in deliveries]
    return all(sent)
