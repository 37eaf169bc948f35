"""Looks now and then whether a person must act, and tells her once.

What is the matter is noted in Postgres, so that of all processes that look one tells, and a restart
tells nothing twice; see `outage` for when Postgres itself is away. A trouble counts once it has
lasted a while: a deploy is none.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from redis import Redis
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.alerts.message import ON_PAGES, Message, NotSent, Sender
from bridge.alerts.outage import Outage
from bridge.alerts.web_post import Heartbeat
from bridge.store.alerts import open_alerts

logger = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)


class Watch:
    """`troubles` gives what needs somebody now, as sentences by what tells one from the other;
    `where` says where there is more."""

    def __init__(
        self,
        engine: Engine,
        troubles: Callable[[datetime], Mapping[str, str]],
        senders: Sequence[Sender],
        redis: Redis,
        heartbeat: Heartbeat | None = None,
        patience: timedelta = PATIENCE,
        where: str = ON_PAGES,
    ) -> None:
        self._engine = engine
        self._troubles = troubles
        self._senders = senders
        self._heartbeat = heartbeat
        self._patience = patience
        self._where = where
        self._outage = Outage(redis, self._reaches_somebody, patience)

    def look(self, now: datetime) -> None:
        """Never raises for what is away: the next look finds the same."""
        try:
            troubles = self._troubles(now)
            self._tell(troubles, now)
        except SQLAlchemyError as error:
            logger.warning("alerts: Postgres does not answer (%s)", type(error).__name__)
            self._outage.goes_on(now)  # and the heartbeat stays away
            return
        self._outage.is_over()
        if self._heartbeat and not troubles:
            self._ping(self._heartbeat)

    def _tell(self, troubles: Mapping[str, str], now: datetime) -> None:
        with open_alerts.watching(self._engine) as connection:
            if connection is None:
                return
            seen = open_alerts.see(connection, troubles, now)
            began = [each for each in seen if each.is_new(now, self._patience)]
            ended = [each for each in seen if each.has_ended(now, self._patience)]
            if (began or ended) and self._reaches_somebody(_message(began, ended)):
                open_alerts.note_told(connection, [each.key for each in began], now)
                open_alerts.close(connection, [each.key for each in ended])

    def _reaches_somebody(self, message: Message) -> bool:
        """Where one of several ways is barred, the others do; and the next look tries no more."""
        reached, message = False, replace(message, where=self._where)
        for each in self._senders:
            try:
                each.send(message)
                reached = True
            except NotSent as error:
                logger.warning("alerts: %s: %s", type(each).__name__, error)
        return reached

    def _ping(self, heartbeat: Heartbeat) -> None:
        try:
            heartbeat.ping()
        except NotSent as error:
            logger.warning("alerts: HEARTBEAT_URL: %s", error)


def _message(
    began: Sequence[open_alerts.OpenAlert], ended: Sequence[open_alerts.OpenAlert]
) -> Message:
    return Message([each.words for each in began], [each.words for each in ended])
