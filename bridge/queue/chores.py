"""What the supervisor of the workers does besides: heartbeat, sweep, look at tags, rollouts."""

import logging
import time
from collections.abc import Callable, Sequence

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bridge.destinations.base import Crm
from bridge.destinations.registry import called
from bridge.model import Sort
from bridge.model.errors import CrmRefused, CrmUnavailable
from bridge.queue.sweeper import MOST
from bridge.store.schema import NOT_MIGRATED, is_not_migrated

logger = logging.getLogger(__name__)

_MINUTE, _HOUR = 60.0, 3600.0


class Chores:
    """Postgres and Redis may go away and come back.

    `beat` says that workers are alive, with the trouble they have, and gives whether Redis has lost
    everything since. `sweep` signals again what waits although its time came. `look` starts a look
    whether the account has the tags of the rules, hourly. `roll_out` carries on with one batch of
    other rules for what was, and gives whether there is more to do. `forget` forgets some of what
    is too old, and gives how much. `roll_up` brings figures up to date by a step, and gives whether
    there is more to do. `watch` starts a look whether somebody must act. `lacking` says what a
    database lacks that is not migrated. `trouble` is what is wrong with the rules file, told with
    every heartbeat.
    """

    def __init__(
        self,
        beat: Callable[[str], bool],
        sweep: Callable[..., int],
        look: Callable[[], object],
        roll_out: Callable[[], bool],
        forget: Callable[[], int] = lambda: 0,
        *,
        lacking: Callable[[], str] = str,
        roll_up: Callable[[], bool] = bool,
        watch: Callable[[], object] | None = None,
        sweep_every: float = 5,
        trouble: str = "",
    ) -> None:
        self._beat = beat
        self._sweep = sweep
        self._look = look
        self._roll_out = roll_out
        self._forget = forget
        self._lacking = lacking
        self._roll_up = roll_up
        self._watch = watch
        self._sweep_every = sweep_every
        self._trouble = trouble
        self._next_sweep = self._next_look = self._next_rollout = self._next_forgetting = 0.0
        self._next_rollup = self._next_watch = 0.0
        self._at_once = True  # what was left by whoever ran before
        self._quiet = ""
        self._migrated = False

    def tick(self) -> None:
        try:
            self._say_once(self._do())
        except (RedisError, SQLAlchemyError) as error:
            self._say_once(self._waits_for(error))
        # Also while one of them is away: that is what somebody should be told.
        if self._watch and time.monotonic() >= self._next_watch:
            self._next_watch = time.monotonic() + _MINUTE
            self._watch()

    def stop(self) -> None:
        """Nothing is held."""

    def _do(self) -> str:
        """What all of it waits for; "" where it was done."""
        redis_was_lost = self._beat(self._trouble)
        if not self._migrated and (lacking := self._lacking()):
            return lacking
        self._migrated = True
        if time.monotonic() >= self._next_rollout:
            more = self._roll_out()
            self._next_rollout = time.monotonic() + (0 if more else self._sweep_every)
        self._at_once = self._at_once or redis_was_lost
        if self._at_once or time.monotonic() >= self._next_sweep:
            signalled = self._sweep(at_once=self._at_once)
            self._at_once = self._at_once and signalled >= MOST
            self._next_sweep = time.monotonic() + self._sweep_every
        if time.monotonic() >= self._next_forgetting:
            self._next_forgetting = time.monotonic() + (0 if self._forget() else _HOUR)
        if time.monotonic() >= self._next_rollup:
            self._next_rollup = time.monotonic() + (0 if self._roll_up() else _MINUTE)
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + _HOUR
            self._look()
        return ""

    def _say_once(self, what: str) -> None:
        if what != self._quiet:
            logger.warning(what) if what else logger.info("Postgres and Redis answer; going on")
        self._quiet = what

    def _waits_for(self, error: Exception) -> str:
        if is_not_migrated(error):
            return self._lacking() or NOT_MIGRATED
        who = "Redis" if isinstance(error, RedisError) else "Postgres"
        return f"{who} does not answer ({type(error).__name__}), so what comes waits until it does"


def look_at_tags(
    crm: Crm, tags: Sequence[str], rules_file: str, others: Sequence[tuple[Sort, str]] = ()
) -> bool:
    """Warn of tags the account lacks, and of `others` (lists, fields, automations), before a buyer
    is waiting for one; it also renews the remembered ids of those that were made anew. False when
    the account could not be asked."""
    if not tags and not others:
        return True
    try:
        report = crm.check(tags, others)
    except (CrmRefused, CrmUnavailable) as error:
        logger.warning("the tags of %s could not be looked up: %s", rules_file, error)
        return False
    missing = [(Sort.TAG, tag, nearest) for tag, nearest in report.missing]
    for sort, name, nearest in (*missing, *report.others):
        hint = f" Nearest there: '{nearest}'." if nearest else ""
        warning = "%s: the %s '%s' does not exist in %s.%s"
        logger.warning(warning, rules_file, sort, name, called(crm.name), hint)
    return True
