"""Sends signals from a thread of its own, so that whoever has a delivery stored waits for Postgres
alone.

While one round trip to Redis is under way, what comes meanwhile gathers, and the next one carries
it all. What is lost with the process is found again in Postgres by the sweeper.
"""

import atexit
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread

_MOST = 100  # numbers in one go
_PATIENCE = 2.0  # seconds that the end of the process waits for the last ones


class SignalSender:
    """`send` takes the numbers of deliveries, all of one go, and never raises."""

    def __init__(self, send: Callable[[Sequence[int]], object]) -> None:
        self._send = send
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, number: int) -> None:
        """Have the number sent soon."""
        self._waiting.put(number)
        if self._thread is None:  # not before: a thread does not live on in a forked process
            self._start()

    def close(self) -> None:
        """Send what still waits, and end the thread."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_PATIENCE)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="signals", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        ended = False
        while not ended:
            batch = [self._waiting.get()]
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            ended = None in batch
            if numbers := [number for number in batch if number is not None]:
                self._send(numbers)
