"""How long to wait before a contact is tried again."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """In seconds. `first` doubles with every try up to `longest`, each shortened by up to half at
    random so that a thousand contacts do not come back in the same second; it never gives up.

    `lease` is for how long a worker holds a contact without saying so anew; `call` how long one
    call may take: none starts later than the lease's end minus that, so that whoever takes over
    does so when the last request can no longer land.
    """

    first: float = 5
    longest: float = 3600
    lease: float = 40
    call: float = 16

    def wait(self, attempts: int) -> timedelta:
        full = min(self.first * 2 ** min(attempts, 20), self.longest)
        return timedelta(seconds=full * random.uniform(0.5, 1))  # noqa: S311 # spreads load, guards nothing
