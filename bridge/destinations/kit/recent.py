"""Which tags a subscriber was just told of: the list of her tags may not show it for minutes."""

import json
import time
from collections.abc import Callable

from bridge.destinations.base import Memory
from bridge.destinations.kit.client import LAG

_KEPT = "recent"  # in the subscriber's memory
_ON, _OFF = "+", "-"


class KitRecentTags:
    """By tag ids, for as long as lists may be behind."""

    def __init__(self, memory: Memory, clock: Callable[[], float] = time.time) -> None:
        self._memory = memory
        self._clock = clock

    def puts_on(self, number: str) -> None:
        """Written down before it is told: a worker that dies would leave a later one believing the
        list. Told in vain, it only makes one call more."""
        self._memory.put(_KEPT, self._with(number, _ON))

    def took_off(self, number: str) -> None:
        self._memory.jot(_KEPT, self._with(number, _OFF))

    def put_on(self) -> frozenset[str]:
        """Those that she may have, whatever a list shows."""
        return frozenset(n for n, told in self._kept().items() if told.startswith(_ON))

    def seen_through(self, listed: frozenset[str]) -> frozenset[str]:
        """What she has, where the account lists these."""
        return (listed - self._kept().keys()) | self.put_on()

    def forget(self) -> None:
        """It was another subscriber."""
        if self._memory.get(_KEPT) is not None:
            self._memory.jot(_KEPT, None)

    def _with(self, number: str, word: str) -> str:
        kept = self._kept() | {number: f"{word}{int(self._clock())}"}
        return json.dumps(kept, sort_keys=True)

    def _kept(self) -> dict[str, str]:
        """Without those that every list shows by now."""
        old = self._clock() - LAG
        try:
            kept = json.loads(self._memory.get(_KEPT) or "{}")
            return {number: told for number, told in kept.items() if float(told[1:]) > old}
        except (ValueError, TypeError, AttributeError):  # what was kept is not ours
            return {}
