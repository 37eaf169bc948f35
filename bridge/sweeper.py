"""Finds deliveries that wait although their time came, and those whose timers are due, and signals
them."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine

from bridge.errors import CrmRefused, CrmUnavailable
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.timers import wake_due

logger = logging.getLogger(__name__)

_BATCH = 500
_BATCHES = 10  # a sweep's bound, so that whoever sweeps comes to its other chores


class Signals(Protocol):
    """Where a sweep says that a delivery waits; the real one may raise when it is out of reach."""

    def send(self, delivery_id: int) -> bool: ...

    def waiting(self) -> set[int]: ...


MOST = _BATCH * _BATCHES


class Sweeper:
    """`slack` is how long, in seconds, a delivery may be overdue before its signal counts as
    lost."""

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
        """Signal what is overdue. Gives how many, `MOST` when there may be more.

        `at_once` takes no signal for granted, and asks a paused account without waiting.

        Raises OperationalError when Postgres does not answer, RedisError when Redis does not.
        """
        for destination in destinations.all_of(self._engine):
            known = destination.name in self._checks
            if known and destination.paused and not self._goes_on(destination, at_once=at_once):
                return 0
        self._wake()
        return self._signal(self._now() - (timedelta() if at_once else self._slack))

    def _wake(self) -> None:
        """Signal the deliveries whose timers are due. A lost signal is sent again by the sweep."""
        for id_ in wake_due(self._engine, self._now(), _BATCH):
            self._signals.send(id_)

    def _signal(self, before: datetime) -> int:
        signalled = 0
        waiting: set[int] | None = None
        for _ in range(_BATCHES):
            overdue = self._deliveries.overdue(before, _BATCH)
            if overdue and waiting is None:
                waiting = self._signals.waiting()
            lost = sorted(set(overdue) - (waiting or set()))
            for id_ in lost:
                self._signals.send(id_)
            self._deliveries.postpone(overdue, self._now())
            signalled += len(lost)
            if len(overdue) < _BATCH:
                break
        if signalled:
            logger.info("signalled %d deliveries again", signalled)
        return signalled

    def _goes_on(self, destination: destinations.Destination, *, at_once: bool) -> bool:
        """Ask a paused account whether it answers again, when it is time to."""
        if at_once:
            with self._engine.connect() as connection:
                destinations.ask_now(connection, destination.name, self._now())
        due = destinations.claim_check(
            self._engine, destination.name, self._now(), self._check_wait
        )
        if not due:
            return False
        try:
            self._checks[destination.name]()
        except CrmRefused as refused:  # also a refusal of this one question: it is still paused
            with self._engine.connect() as connection:
                destinations.stay_paused(
                    connection, destination.name, str(refused), self._now(), self._check_wait
                )
            return False
        except CrmUnavailable:
            return False
        with self._engine.connect() as connection:
            destinations.resume(connection, destination.name)
        logger.info("%s answers again; going on", destination.name)
        return True
