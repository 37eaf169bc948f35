"""Finds what waits in Postgres and has no live signal: deliveries not taken in, and due places.

One sweep is behind everything that must happen without an event: a due date, a retry, a lost signal
of Redis, a worker that died, an account that answers again.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bridge.destinations.registry import called
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.queue.jobs import DELIVERY, PLACE, Signals
from bridge.store import destinations, places
from bridge.store.deliveries import Deliveries
from bridge.store.destinations import DestinationState

logger = logging.getLogger(__name__)

MOST = 5_000  # a sweep's bound, so that whoever sweeps comes to its other chores


class Sweeper:
    """`checks` ask an account, by its destination's name, whether it answers; places of other
    destinations are left alone, and so are those that `named` does not name just now. `slack` is
    how long, in seconds, a delivery may lie before its signal counts as lost."""

    def __init__(
        self,
        engine: Engine,
        signals: Signals,
        checks: Mapping[str, Callable[[], object]],
        now: Callable[[], datetime],
        slack: float = 30,
        check_every: float = 30,
        named: Callable[[], Collection[str]] | None = None,
    ) -> None:
        self._engine = engine
        self._deliveries = Deliveries(engine)
        self._signals = signals
        self._checks = checks
        self._now = now
        self._slack = timedelta(seconds=slack)
        self._check_wait = timedelta(seconds=check_every)
        self._named = named or (lambda: checks)

    def sweep(self, *, at_once: bool = False) -> int:
        """Signal what waits. Gives how many, `MOST` or more when there may be others.

        `at_once` takes no signal for granted, and asks a paused account without waiting.

        Raises OperationalError when Postgres does not answer, RedisError when Redis does not.
        """
        slack = timedelta() if at_once else self._slack
        served = [name for name in self._checks if name in self._named()]
        resting = [each for each in destinations.all_of(self._engine) if each.rests]
        awake = [name for name in served if name not in {each.name for each in resting}]
        lost = self._signal(self._deliveries.not_taken_in(MOST, slack=slack), awake)
        # They are asked last: whoever does not answer keeps nobody else waiting.
        again = [e.name for e in resting if e.name in served and self._ask(e, at_once=at_once)]
        return lost + (self._signal([], again) if again else 0)

    def _signal(self, delivery_ids: Iterable[int], names: Iterable[str]) -> int:
        """These deliveries and what is due at these destinations, so many of each."""
        due = {
            (PLACE, id_): name
            for name in names
            for id_ in places.due_places(self._engine, MOST, name)
        }
        waiting = {(DELIVERY, id_) for id_ in delivery_ids} | {*due}
        lost = sorted(waiting - self._signals.waiting()) if waiting else []
        for what, number in lost:
            if what == DELIVERY:
                self._signals.send(number)
            else:
                self._signals.send_place(number, due[what, number])
        return len(lost)

    def _ask(self, destination: DestinationState, *, at_once: bool) -> bool:
        """Whether a paused or silent account answers again, asked when it is time to."""
        name = destination.name
        if at_once:
            with self._engine.connect() as connection:
                destinations.ask_now(connection, name, self._now())
        if not destinations.claim_check(self._engine, name, self._now(), self._check_wait):
            return False
        try:
            self._checks[name]()
        except CrmRefused as refused:  # also a refusal of this one question: it is still paused
            return self._refused(destination, refused)
        except CrmUnavailable as unavailable:
            if destination.silent:
                with self._engine.connect() as connection:
                    because, wait = str(unavailable), self._check_wait
                    destinations.stay_silent(connection, name, because, self._now(), wait)
            return False
        with self._engine.connect() as connection:
            destinations.resume(connection, name)
        logger.info("%s answers again; going on", called(name))
        return True

    def _refused(self, destination: DestinationState, refused: CrmRefused) -> bool:
        """Whether it is told things again: what refuses one question alone was silent before."""
        name, because, wait = destination.name, str(refused), self._check_wait
        with self._engine.connect() as connection:
            if destination.paused:
                destinations.stay_paused(connection, name, because, self._now(), wait)
            elif isinstance(refused, AccountRefused):
                destinations.pause(connection, name, because, self._now(), wait)
            else:
                destinations.resume(connection, name)
                return True
        return False
