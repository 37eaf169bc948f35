"""Keeps worker processes alive, ticks the timers and sweeps, until it is told to stop."""

import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Protocol

logger = logging.getLogger(__name__)

# Heroku kills whatever is left 30 seconds after SIGTERM.
STOP_SECONDS = 25.0


class Chores(Protocol):
    """What is done between looks at the workers. Expected failures are its own affair."""

    def tick(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class _Place:
    """One worker's place; its process is replaced when it ends."""

    process: BaseProcess
    started: float


class Supervisor:
    """Forks `count` processes that run `work` and waits for SIGTERM or SIGINT.

    Forking after the imports lets the processes share most of their memory. A worker that ends
    by itself is replaced after `rest` seconds at the earliest, so that one that cannot start
    does not spin.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[], None],
        chores: Chores,
        *,
        every: float = 1.0,
        rest: float = 1.0,
    ) -> None:
        self._work = work
        self._chores = chores
        self._every = every
        self._rest = rest
        self._stopping = threading.Event()
        self._fork = multiprocessing.get_context("fork")
        # What exists now stays for good: the collector need not touch it, so it stays shared.
        gc.collect()
        gc.freeze()
        self._places = [self._start() for _ in range(count)]

    def run(self) -> None:
        """Returns when every worker has ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        logger.info("%d workers started", len(self._places))
        try:
            while not self._stopping.is_set():
                self._replace_the_dead()
                self._chores.tick()
                self._stopping.wait(self._every)
        finally:
            # Also when a chore fails unforeseen: without timers and sweep the workers must not
            # live on as if all were well.
            self._stop()

    def _start(self) -> _Place:
        process = self._fork.Process(target=_child, args=(self._work, os.getpid()))
        process.start()
        return _Place(process, time.monotonic())

    def _replace_the_dead(self) -> None:
        for index, place in enumerate(self._places):
            rested = time.monotonic() - place.started >= self._rest
            if not place.process.is_alive() and rested:
                logger.warning("a worker ended (%s); starting another", place.process.exitcode)
                self._places[index] = self._start()

    def _stop(self) -> None:
        logger.info("stopping: workers finish what they are at")
        deadline = time.monotonic() + STOP_SECONDS
        for place in self._places:
            place.process.terminate()
        for place in self._places:
            place.process.join(max(0.0, deadline - time.monotonic()))
            if place.process.is_alive():
                # What it was at is still owed in Postgres and will be taken up again.
                logger.warning("a worker did not finish in time and is killed")
                place.process.kill()
                place.process.join()
        self._chores.stop()


def aside(errand: Callable[[], None]) -> None:
    """Run an errand in a forked process, which ends with this one at the latest."""
    fork = multiprocessing.get_context("fork")
    fork.Process(target=_child, args=(errand, os.getpid()), daemon=True).start()


def _child(work: Callable[[], None], parent: int) -> None:
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    work()


def _end_with(parent: int) -> None:
    """A worker whose supervisor was killed must not live on beside its successors."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
