"""Sends signals from a thread of its own, so that whoever has a delivery stored waits for Postgres
alone.

While one round trip to Redis is under way, what comes meanwhile gathers, and the next one carries
it all. What is lost with the process is found again in Postgres by the sweeper.
"""

import atexit
import logging
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread

logger = logging.getLogger(__name__)

_MOST = 100  # numbers in one go
_PATIENCE = 2.0  # seconds that the end of the process waits for the last ones


class SignalSender:
    """`send` takes the numbers of deliveries, all of one go. Whatever it or the thread meets, `put`
    never raises: what it is called for is committed."""

    def __init__(self, send: Callable[[Sequence[int]], object]) -> None:
        self._send = send
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, number: int) -> None:
        """Have the number sent soon."""
        self._waiting.put(number)
        # Not before: a thread does not live on in a forked process.
        if self._thread is None or not self._thread.is_alive():
            self._start()

    def close(self) -> None:
        """Send what still waits, and end the thread."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_PATIENCE)

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            thread = Thread(target=self._run, name="signals", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no thread to be had, or the process ends; the next one tries
                logger.warning("no thread to send signals from; the sweeper will signal")
                return
            self._thread = thread
            atexit.register(self.close)

    def _run(self) -> None:
        ended = False
        while not ended:
            batch = [self._waiting.get()]
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            ended = None in batch
            if numbers := [number for number in batch if number is not None]:
                self._send_all(numbers)

    def _send_all(self, numbers: Sequence[int]) -> None:
        try:
            self._send(numbers)
        except Exception as error:  # noqa: BLE001 # a thread that ended would be missed by nobody
            kind = type(error).__name__  # its text may hold a password
            logger.error("signals could not be sent (%s); the sweeper will signal", kind)  # noqa: TRY400
