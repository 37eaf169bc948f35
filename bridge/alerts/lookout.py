"""Who looks, what for, and whom it tells: put together from the settings."""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from redis import Redis
from sqlalchemy import Engine

from bridge.alerts.mail import mail_of
from bridge.alerts.message import BY_COMMANDS, ON_PAGES, Sender
from bridge.alerts.watch import Watch
from bridge.alerts.web_post import Heartbeat, WebPost
from bridge.explain.troubles.needs import Needs
from bridge.settings import Settings

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds


def senders_of(config: Settings) -> Iterator[Sender]:
    if config.smtp_url:
        yield mail_of(config.smtp_url)
    if config.alert_url:
        yield WebPost(config.alert_url)


def watch_of(config: Settings, engine: Engine, needs: Needs, redis: Redis) -> Watch | None:
    """None where nobody is to be told."""
    senders = [*senders_of(config)]
    heartbeat = Heartbeat(config.heartbeat_url) if config.heartbeat_url else None
    if not senders and not heartbeat:
        return None
    where = ON_PAGES if config.console_password else BY_COMMANDS
    return Watch(engine, lambda now: troubles(needs, now), senders, redis, heartbeat, where=where)


def troubles(needs: Needs, now: datetime) -> dict[str, str]:
    """What needs somebody, by what tells one from the other: words of ours, and no person's."""
    found = {}
    for each in needs.now(now):
        waits = "waits" if each.people == 1 else "wait"
        people = f" {each.people_words} {waits} for it." if each.people else ""
        found[each.key] = f"{each.words}{people} {each.what_to_do}".rstrip()
    return found


def kinds_of_trouble(needs: Needs, now: datetime) -> list[str]:
    """Of what kinds it is, for whoever may ask without a password: `paused`, `refused`."""
    return sorted({str(each.kind) for each in needs.now(now)})


class Lookout:
    """A thread that looks once a minute; it ends with its process."""

    def __init__(self, look: Callable[[datetime], None], every: float = EVERY) -> None:
        self._look = look
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="lookout", daemon=True)

    def start(self) -> None:
        """After the process was forked: a thread stays behind."""
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._look(datetime.now(UTC))
            except Exception:  # a look that broke off must not end all others
                logger.exception("alerts: something unforeseen; the next look is in a minute")
