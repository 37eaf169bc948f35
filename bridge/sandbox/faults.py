"""What can be wrong with a vendor's stand-in, and how fast it may be called."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# What a call may be about: the fields of a `Fault` that narrow it down to one thing.
THINGS = ("email", "tag", "list", "field", "automation")
# Whether a call is about all that is named, such as {"tag": "Gold"}.
IsAbout = Callable[[Mapping[str, str]], bool]
WINDOW = 1.0  # seconds


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

    `share` is the part of the fitting calls that it hits. `status` is answered *instead of*
    doing what was asked; 200 is an empty body under a 200. With `body` the answer holds that
    instead, and with `done` what was asked is done all the same. With `lost` the call is done, but
    after `hang` seconds the connection closes without an answer. `method` and `path` (as in
    `/contactTags/{id}`), and the `email`, `tag`, `list`, `field` or `automation` that a call is
    about, narrow it down; empty fits every call.
    """

    status: int = 500
    lost: bool = False
    hang: float = 0.0
    retry_after: float | str | None = None  # seconds, or an HTTP date
    times: int | None = 1
    after: int = 0
    share: float = 1.0
    method: str = ""
    path: str = ""
    body: Mapping[str, object] | None = None
    done: bool = False
    email: str = ""
    tag: str = ""
    list: str = ""
    field: str = ""
    automation: str = ""

    def fits(self, method: str, path: str, is_about: IsAbout) -> bool:
        if self.method not in ("", method) or self.path not in ("", path) or self.times == 0:
            return False
        wanted = {thing: getattr(self, thing) for thing in THINGS if getattr(self, thing)}
        return not wanted or is_about(wanted)


class Faults:
    """The account's conditions, and the faults that lie ahead; a call takes the first that fits."""

    def __init__(self, conditions: Conditions, seed: int = 1) -> None:
        self.conditions = conditions
        self._lock = threading.Lock()
        self._ahead: list[Fault] = []
        self._chance = random.Random(seed)  # noqa: S311 - rolls faults, guards nothing

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._ahead.append(fault)

    def fail(self, status: int, **narrowed: Any) -> None:
        """Answer `status` instead of doing what is asked; `narrowed` as in `Fault`."""
        self.add(Fault(status, **narrowed))

    def lose_answers(self, **narrowed: Any) -> None:
        """Do what is asked, then close without an answer; `narrowed` as in `Fault`."""
        self.add(Fault(lost=True, **narrowed))

    def recover(self) -> None:
        """No more faults; answers at once, accepts the key and wants no payment."""
        with self._lock:
            self._ahead.clear()
        self.conditions.slow = 0.0
        self.conditions.refuse_key = self.conditions.payment_required = False

    def next_for(self, method: str, path: str, is_about: IsAbout) -> Fault | None:
        """The fault this call meets, or None."""
        with self._lock:
            for fault in self._ahead:
                if not fault.fits(method, path, is_about):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                elif self._chance.random() < fault.share:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None


class RateWindow:
    """A sliding window of one second over the calls that were let through."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._passed: deque[float] = deque()

    def passes(self, rate: float | None) -> tuple[bool, dict[str, str]]:
        """Whether one more call may pass now, and the headers that tell the caller so."""
        if rate is None:
            return True, {}
        with self._lock:
            now = self._clock()
            while self._passed and self._passed[0] <= now - WINDOW:
                self._passed.popleft()
            allowed = len(self._passed) < rate
            if allowed:
                self._passed.append(now)
            left = max(0, int(rate - len(self._passed)))
        headers = {"RateLimit-Limit": f"{rate:g}", "RateLimit-Remaining": str(left)}
        return allowed, headers if allowed else headers | {"Retry-After": "1"}
