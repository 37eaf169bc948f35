"""The cart's own list of what it sells, as pages ask for it: seldom, and without waiting for it
twice."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from bridge.model.errors import BridgeError
from bridge.sources.thrivecart.api import CartItem

_GOOD_FOR = 300.0  # seconds
_NOT_ASKED_AGAIN_FOR = 30.0  # seconds after no list was given


@dataclass(frozen=True)
class Goods:
    """`trouble` says why there is no list, as a sentence."""

    items: Sequence[CartItem] = ()
    trouble: str = ""


class CartGoods:
    """`ask` gives the list, or raises BridgeError; None: nobody can be asked."""

    def __init__(
        self,
        ask: Callable[[], Sequence[CartItem]] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = Lock()
        self._known = Goods()
        self._until = float("-inf")

    @property
    def is_asked(self) -> bool:
        return self._ask is not None

    def __call__(self) -> Goods:
        """Who comes while somebody asks gets what was known before."""
        if self._ask is None or self._clock() < self._until:
            return self._known
        if self._lock.acquire(blocking=False):
            try:
                self._known, lasts = _asked(self._ask)
                self._until = self._clock() + lasts
            finally:
                self._lock.release()
        return self._known


def _asked(ask: Callable[[], Sequence[CartItem]]) -> tuple[Goods, float]:
    try:
        return Goods(tuple(ask())), _GOOD_FOR
    except BridgeError as why:
        return Goods(trouble=str(why)), _NOT_ASKED_AGAIN_FOR
