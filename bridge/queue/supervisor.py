"""Keeps worker processes alive and does the chores, until it is told to stop."""

import gc
import logging
import multiprocessing
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from bridge.queue.chores import Chores

logger = logging.getLogger(__name__)

# Heroku kills whatever is left 30 seconds after SIGTERM, and the chore at hand is ended first.
STOP_SECONDS = 20.0
_STOPS = (signal.SIGTERM, signal.SIGINT)


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
        self._asked = _hear_stops()
        # What exists now stays for good: the collector need not touch it, so it stays shared.
        gc.collect()
        gc.freeze()
        self._places = [self._start() for _ in range(count)]

    def run(self) -> None:
        """Returns when every worker has ended."""
        logger.info("%d workers started", len(self._places))
        try:
            wait = 0.0
            while not select.select([self._asked], [], [], wait)[0]:
                self._replace_the_dead()
                self._chores.tick()
                wait = self._every
        finally:
            # Also when a chore fails unforeseen: without timers and sweep the workers must not
            # live on as if all were well.
            self._stop()

    def _start(self) -> _Place:
        return _Place(_fork(self._work), time.monotonic())

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
    _fork(errand, daemon=True)


def _hear_stops() -> int:
    """A pipe that can be read once SIGTERM or SIGINT came.

    A handler interrupts anything, so it must not take a lock: the code that it interrupts may
    hold the same one, as happens with `threading.Event`, and then neither goes on.
    """
    asked, tell = os.pipe()
    for number in _STOPS:
        signal.signal(number, lambda *_: os.write(tell, b"!"))
    return asked


def _fork(work: Callable[[], None], *, daemon: bool = False) -> BaseProcess:
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=_child, args=(work, os.getpid()), daemon=daemon)
    # Held back until the child has handlers of its own: what reached it before that would tell
    # only this process to stop, and the child would live on.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    return process


def _child(work: Callable[[], None], parent: int) -> None:
    for number in _STOPS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    work()


def _end_with(parent: int) -> None:
    """A worker whose supervisor was killed must not live on beside its successors."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
