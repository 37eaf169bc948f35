"""What a contact was last sent of her name, phone and fields: enough to see a change, too little to
read."""

import hashlib
import json
from collections.abc import Mapping

from bridge.destinations.base import Memory

_KEPT = "profile"  # in the contact's memory


class SentProfile:
    """A short hash for each value that was sent, by the value's name."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def news(self, said: Mapping[str, str]) -> dict[str, str]:
        """Those that differ from what was last sent; one that is left out does not."""
        kept = self._kept()
        return {name: text for name, text in said.items() if kept.get(name) != _mark(name, text)}

    def keep(self, said: Mapping[str, str]) -> None:
        """They were sent. Kept with the outcome: losing it costs one call."""
        if self.news(said):
            kept = self._kept() | {name: _mark(name, text) for name, text in said.items()}
            self._memory.jot(_KEPT, json.dumps(kept, sort_keys=True))

    def forget(self) -> None:
        """Whoever it was sent to is not this contact."""
        self._memory.jot(_KEPT, None)

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._memory.get(_KEPT) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}


def _mark(name: str, value: str) -> str:
    return hashlib.sha256(f"{name}\n{value}".encode()).hexdigest()[:16]
