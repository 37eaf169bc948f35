"""Which tags a subscriber was just told of: a list may not show it for minutes."""

import json
import time
from collections.abc import Callable

from bridge.destinations.base import Memory
from bridge.destinations.kit.client import LAG

_KEPT = "recent"  # in the subscriber's memory
_ON, _OFF = "+", "-"


class KitRecentTags:
    """By tag ids, for as long as lists may be behind. Kept with the outcome: it is for a look
    alone, and nothing that is written depends on it."""

    def __init__(self, memory: Memory, clock: Callable[[], float] = time.time) -> None:
        self._memory = memory
        self._clock = clock

    def put_on(self, number: str) -> None:
        self._keep(number, _ON)

    def taken_off(self, number: str) -> None:
        self._keep(number, _OFF)

    def seen_through(self, listed: frozenset[str]) -> frozenset[str]:
        """What she has, where the account lists these."""
        kept = self._kept()
        on = {number for number, told in kept.items() if told.startswith(_ON)}
        return (listed - kept.keys()) | on

    def forget(self) -> None:
        """It was another subscriber."""
        if self._memory.get(_KEPT) is not None:
            self._memory.jot(_KEPT, None)

    def _keep(self, number: str, word: str) -> None:
        kept = self._kept() | {number: f"{word}{int(self._clock())}"}
        self._memory.jot(_KEPT, json.dumps(kept, sort_keys=True))

    def _kept(self) -> dict[str, str]:
        """Without those that every list shows by now."""
        try:
            kept = json.loads(self._memory.get(_KEPT) or "{}")
        except ValueError:
            return {}
        old = self._clock() - LAG
        return {number: told for number, told in kept.items() if float(told[1:]) > old}
