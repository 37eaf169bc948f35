"""Which tags of a contact were told just now: Ontraport answers before it has done it, and a read
straight after may not show it."""

import json
import time
from collections.abc import Callable, Iterable

from bridge.destinations.base import Memory

SETTLED = 600.0  # seconds after which a read counts for more; how long it takes is not documented
_KEPT = "told"  # in the contact's memory
_ON, _OFF = "+", "-"


class OntraportRecentTags:
    """By tag ids, for `SETTLED` seconds."""

    def __init__(self, memory: Memory, clock: Callable[[], float] = time.time) -> None:
        self._memory = memory
        self._clock = clock

    def were_told(self, on: Iterable[str], off: Iterable[str]) -> None:
        """Written down before they are told: else a worker that dies would leave a later one
        believing a read. Told in vain, it only makes one call more."""
        now = int(self._clock())
        told = {**dict.fromkeys(off, _OFF), **dict.fromkeys(on, _ON)}
        if told:
            kept = self._kept() | {tag: f"{word}{now}" for tag, word in told.items()}
            self._memory.put(_KEPT, json.dumps(kept, sort_keys=True))

    def forget(self) -> None:
        """It was another contact."""
        if self._memory.get(_KEPT) is not None:
            self._memory.put(_KEPT, None)

    def put_on(self) -> set[str]:
        return self._with(_ON)

    def taken_off(self) -> set[str]:
        return self._with(_OFF)

    def _with(self, word: str) -> set[str]:
        return {tag for tag, told in self._kept().items() if told.startswith(word)}

    def _kept(self) -> dict[str, str]:
        """Without those that are settled."""
        try:
            kept = json.loads(self._memory.get(_KEPT) or "{}")
        except ValueError:
            return {}
        young = self._clock() - SETTLED
        return {tag: told for tag, told in kept.items() if float(told[1:]) > young}
