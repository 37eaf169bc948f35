"""Notes when which sort of request came last, without anybody waiting for it: a minute apart, from
a thread of its own. So a flood of bad requests writes a row a minute, and Postgres may be away."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

from bridge.store.readiness.sightings import APART

logger = logging.getLogger(__name__)


class ArrivalNotes:
    """`write` may raise, `put` never does."""

    def __init__(
        self,
        write: Callable[[str, datetime], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._clock = clock
        self._not_before: dict[str, float] = {}

    def put(self, what: str) -> Thread | None:
        """Have it noted soon; the thread that does, None where one did within the minute."""
        now = self._clock()
        if now < self._not_before.get(what, now):
            return None
        self._not_before[what] = now + APART.total_seconds()
        thread = Thread(target=self._note, args=(what, datetime.now(UTC)), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no thread to be had, or the process ends
            return None
        return thread

    def _note(self, what: str, at: datetime) -> None:
        try:
            self._write(what, at)
        except Exception as error:  # noqa: BLE001 # a note alone is lost; its text may hold an address
            logger.warning("it could not be noted that this came: %s (%s)", what,
                           type(error).__name__)  # fmt: skip
