"""What can be wrong with a vendor's stand-in, and how fast it may be called."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model import Sort, tag_key

# What a call may be about: the fields of a `Fault` that narrow it down to one thing.
THINGS = ("email", *Sort)
Subjects = Callable[[], Iterable[tuple[str, str]]]  # those of a call, such as ("tag", "Gold")


@dataclass
class Conditions:
    """How an account behaves until it is told otherwise; a vendor's oddities are added to these.

    `rate` is in requests per second, None for no limit; `slow` in seconds for every answer.
    """

    rate: float | None = 5
    slow: float = 0.0
    refuse_key: bool = False
    payment_required: bool = False


@dataclass
class Fault:
    """Something that goes wrong with the next `times` calls that fit (None: with all of them),
    once `after` calls that fit went well.

    `status` is answered *instead of* doing what was asked; 200 is an empty body under a 200. With
    `body` the answer holds that instead, and with `done` what was asked is done all the same. With
    `lost` the call is done, but after `hang` seconds the connection closes without an answer.
    `method` and `path` (as in `/contactTags/{id}`), and the `email`, `tag`, `list`, `field` or
    `automation` or `access` that a call is about, narrow it down; empty fits every call.
    """

    status: int = 500
    lost: bool = False
    hang: float = 0.0
    retry_after: float | str | None = None  # seconds, or an HTTP date
    times: int | None = 1
    after: int = 0
    method: str = ""
    path: str = ""
    body: Mapping[str, object] | str | None = None
    done: bool = False
    email: str = ""
    tag: str = ""
    list: str = ""
    field: str = ""
    automation: str = ""
    access: str = ""

    def fits(self, method: str, path: str, subjects: Subjects) -> bool:
        """Names are compared in any case and spelling."""
        if self.method not in ("", method) or self.path not in ("", path) or self.times == 0:
            return False
        wanted = {(t, tag_key(getattr(self, t))) for t in THINGS if getattr(self, t)}
        return not wanted or wanted <= {(thing, tag_key(name)) for thing, name in subjects()}


class Faults(list[Fault]):
    """What lies ahead; a call takes the first that fits."""

    def fail(self, status: int, **narrowed: Any) -> None:
        """Answer `status` instead of doing what is asked; `narrowed` as in `Fault`."""
        self.append(Fault(status, **narrowed))

    def lose_answers(self, **narrowed: Any) -> None:
        """Do what is asked, then close without an answer; `narrowed` as in `Fault`."""
        self.append(Fault(lost=True, **narrowed))

    def take(self, method: str, path: str, subjects: Subjects) -> Fault | None:
        """The fault that this call meets, or None; one call at a time."""
        for fault in self:
            if fault.fits(method, path, subjects):
                if fault.after == 0:
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
                fault.after -= 1
        return None


class RateWindow:
    """A sliding window of so many seconds over the calls that were let through; one at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._clock = clock
        self._passed: deque[float] = deque()

    def passes(self, rate: float | None) -> tuple[bool, int]:
        """Whether one more call may pass now, and how many may after it; `rate` is in calls a
        second."""
        if rate is None:
            return True, 1
        now = self._clock()
        while self._passed and self._passed[0] <= now - self._seconds:
            self._passed.popleft()
        most = rate * self._seconds
        allowed = len(self._passed) < most
        if allowed:
            self._passed.append(now)
        return allowed, max(0, int(most - len(self._passed)))
