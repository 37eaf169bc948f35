"""Finds what waits in Postgres and has no live signal: deliveries not taken in, and due places.

One sweep is behind everything that must happen without an event: a due date, a retry, a lost signal
of Redis, a worker that died, an account that answers again.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bridge.destinations.registry import called
from bridge.model.errors import CrmRefused, CrmUnavailable
from bridge.queue.jobs import DELIVERY, PLACE, Signals
from bridge.store import destinations, places
from bridge.store.deliveries import Deliveries

logger = logging.getLogger(__name__)

MOST = 5_000  # a sweep's bound, so that whoever sweeps comes to its other chores


class Sweeper:
    """`checks` ask an account, by its destination's name, whether it answers. `slack` is how long,
    in seconds, a delivery may lie before its signal counts as lost."""

    def __init__(
        self,
        engine: Engine,
        signals: Signals,
        checks: Mapping[str, Callable[[], object]],
        now: Callable[[], datetime],
        slack: float = 30,
        check_every: float = 30,
    ) -> None:
        self._engine = engine
        self._deliveries = Deliveries(engine)
        self._signals = signals
        self._checks = checks
        self._now = now
        self._slack = timedelta(seconds=slack)
        self._check_wait = timedelta(seconds=check_every)

    def sweep(self, *, at_once: bool = False) -> int:
        """Signal what waits. Gives how many, `MOST` when there may be more.

        `at_once` takes no signal for granted, and asks a paused account without waiting.

        Raises OperationalError when Postgres does not answer, RedisError when Redis does not.
        """
        for destination in destinations.all_of(self._engine):
            if destination.name in self._checks and destination.paused:
                self._ask(destination, at_once=at_once)
        slack = timedelta() if at_once else self._slack
        waiting = {(DELIVERY, id_) for id_ in self._deliveries.not_taken_in(MOST, slack=slack)}
        waiting |= {(PLACE, id_) for id_ in places.due_places(self._engine, MOST)}
        lost = sorted(waiting - self._signals.waiting()) if waiting else []
        for what, number in lost[:MOST]:
            send = self._signals.send if what == DELIVERY else self._signals.send_place
            send(number)
        return len(lost)

    def _ask(self, destination: destinations.DestinationState, *, at_once: bool) -> None:
        """Ask a paused account whether it answers again, when it is time to."""
        if at_once:
            with self._engine.connect() as connection:
                destinations.ask_now(connection, destination.name, self._now())
        due = destinations.claim_check(
            self._engine, destination.name, self._now(), self._check_wait
        )
        if not due:
            return
        try:
            self._checks[destination.name]()
        except CrmRefused as refused:  # also a refusal of this one question: it is still paused
            with self._engine.connect() as connection:
                destinations.stay_paused(
                    connection, destination.name, str(refused), self._now(), self._check_wait
                )
            return
        except CrmUnavailable:
            return
        with self._engine.connect() as connection:
            destinations.resume(connection, destination.name)
        logger.info("%s answers again; going on", called(destination.name))
