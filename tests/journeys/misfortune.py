"""Everything that can go wrong on the road, one after the other, while deliveries keep coming."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psutil

from bridge.sandbox.faults import Fault
from tests.journeys.road import Road, eventually


class Misfortunes:
    """Each method is one; what it breaks it also starts again, as a platform would."""

    def __init__(self, way: Road, seed: int) -> None:
        self._way = way
        self._chance = random.Random(seed)
        self.met: list[str] = []

    def workers_are_killed(self) -> None:
        self._way.stack.kill(self._way.stack.worker)
        self._way.stack.start_worker()

    def one_worker_is_killed(self) -> None:
        supervisor = self._way.stack.worker
        assert supervisor is not None
        children = psutil.Process(supervisor.pid).children()
        if children:
            self._chance.choice(children).kill()

    def receiver_is_killed(self) -> None:
        self._way.stack.kill(self._way.stack.web)
        self._way.stack.start_web()

    def valkey_comes_back_empty(self) -> None:
        self._way.servers.kill_valkey()
        self._way.servers.start_valkey()

    def postgres_crashes(self) -> None:
        self._way.servers.crash_postgres()

    def crm_fails(self) -> None:
        """429 says when to come again, or some would be left alone for minutes, as they ask."""
        for status in (429, 500, 502, 511):
            self._fault(Fault(status, times=3, retry_after=1 if status == 429 else None))

    def crm_does_it_and_does_not_say_so(self) -> None:
        self._fault(Fault(lost=True, hang=0.5, times=4))

    def crm_is_slow(self) -> None:
        for account in self._accounts:
            account.conditions.slow = 0.3

    def crm_refuses_the_key_for_a_while(self) -> None:
        for account in self._accounts:
            account.conditions.refuse_key = True
        eventually(self._paused, seconds=2)

    def crm_recovers(self) -> None:
        for account in self._accounts:
            account.recover()

    @property
    def _accounts(self) -> list[Any]:
        return [*self._way.accounts.values()]

    def _fault(self, fault: Fault) -> None:
        for account in self._accounts:
            account.faults.append(replace(fault))

    def _paused(self) -> bool:
        totals = [list(account.totals) for account in self._accounts]
        return all(any(status in (401, 403) for *_, status in each) for each in totals)

    def all(self) -> list[Callable[[], None]]:
        return [
            self.crm_fails,
            self.one_worker_is_killed,
            self.crm_does_it_and_does_not_say_so,
            self.workers_are_killed,
            self.crm_is_slow,
            self.receiver_is_killed,
            self.workers_are_killed,
            self.crm_recovers,
            self.valkey_comes_back_empty,
            self.crm_refuses_the_key_for_a_while,
            self.crm_recovers,
            self.postgres_crashes,
            self.crm_does_it_and_does_not_say_so,
            self.one_worker_is_killed,
        ]


@contextmanager
def misfortunes(way: Road, seed: int, pause: float, rounds: int = 1) -> Iterator[Misfortunes]:
    """All of them, `pause` seconds apart, beside what the caller does; then all is well again."""
    those = Misfortunes(way, seed)
    failed: list[BaseException] = []

    def meet() -> None:
        try:
            for misfortune in those.all() * rounds:
                misfortune()
                those.met.append(misfortune.__name__)
                threading.Event().wait(pause)
        except BaseException as error:  # noqa: BLE001 # handed to the test's own thread
            failed.append(error)

    thread = threading.Thread(target=meet)
    thread.start()
    try:
        yield those
    finally:
        thread.join()
        those.crm_recovers()
    if failed:
        raise failed[0]
