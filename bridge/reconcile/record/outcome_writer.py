"""Writes down what came of a look at one place: of its calls, of each target, of each delivery."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from bridge.entitlements.desired import DesiredState
from bridge.entitlements.fold import state_of
from bridge.model import Outcome
from bridge.model.errors import CrmUnavailable
from bridge.reconcile import history, tokens
from bridge.reconcile.difference import Difference, applied_after
from bridge.reconcile.household import Household, now_of
from bridge.reconcile.outcomes import Told
from bridge.reconcile.patience import Patience
from bridge.reconcile.record.shares import Shares
from bridge.store import applied, destinations, households, places
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS, StoredFact
from bridge.store.memory import PlaceMemory
from bridge.store.places import Place
from bridge.store.settlement import Settlement, record_calls

logger = logging.getLogger(__name__)

# No answer at all, or one of whoever stands before a server that does not answer.
_SILENT = {0, 502, 503, 504, *range(520, 528)}


@dataclass(frozen=True)
class Look:
    """One place as it was looked at: what it should be, and what it was told. `memory` is its
    adapter's; `stored` are the household's events as this destination sees their record; `tokens`
    are of occurrences that are over."""

    place: Place
    memory: PlaceMemory
    household: Household
    shares: Shares
    stored: Sequence[StoredFact]
    states: Mapping[str, DesiredState]
    applied: dict[str, Applied]
    difference: Difference
    tokens: frozenset[str]
    at: datetime

    @property
    def state(self) -> DesiredState:
        return state_of(self.states, self.place.address)


class OutcomeWriter:
    """For the destination of that name. `answers`: whether it did so when it was called last."""

    def __init__(self, engine: Engine, name: str, patience: Patience) -> None:
        self._engine = engine
        self._name = name
        self._patience = patience
        self.answers = True

    def finish(self, look: Look, outcome: Outcome) -> bool:
        rows = applied_after(look.difference, look.applied, outcome)
        now = {**look.applied, **{row.target: row for row in rows}}
        told = Told(outcome, now, look.tokens, look.at)
        with transaction(self._engine) as connection:
            self._hold(connection, look)
            done, wake_at = look.place.due, look.state.wake_at
            if not self._release(connection, look, done=done, wake_at=wake_at):
                return False  # somebody took over: what was told now is looked at anew
            applied.write(connection, look.place.id, rows)
            gone = [key for key in look.difference.back if key not in {r.target for r in rows}]
            applied.forget(connection, look.place.id, gone)
            tokens.end(connection, self._name, outcome, look.at)
            tokens.turned(connection, self._name, look.state, look.at)
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            settled = list(history.settlements(look.stored, look.state, told))
            self._settle(connection, look, settled, look.at)
            again = self._made_anew(connection, look, outcome)
        if look.difference:
            self.answers = True
            destinations.worked(self._engine, self._name)
        history.log(settled, look.shares)
        return again

    def _made_anew(self, connection: Connection, look: Look, outcome: Outcome) -> bool:
        """Where somebody deleted the contact in the CRM, what it was told before went with it."""
        told = {done.target for done in outcome.done}
        lost = [key for key in look.applied if key not in told]
        if outcome.created and lost:
            applied.forget(connection, look.place.id, lost)
            places.mark_due(connection, [look.place.id])
        return places.is_due(connection, look.place.id)

    def try_later(self, look: Look, trouble: CrmUnavailable) -> None:
        """What was not even asked, because its turn did not come in time, is no attempt in vain."""
        asked = bool(look.memory.calls) or not (trouble.untouched and trouble.retry_after)
        wait = self._patience.wait(look.place.attempts) if asked else timedelta()
        wait = max(wait, timedelta(seconds=trouble.retry_after or 0))
        with transaction(self._engine) as connection:
            self._hold(connection, look)
            again = now_of(connection) + wait
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            waiting = history.waiting(look.stored, look.state, str(trouble), again)
            self._settle(connection, look, waiting, again)
            self._release(
                connection, look, done=look.place.due, wake_at=again,
                attempts=look.place.attempts + asked, reason=str(trouble),
            )  # fmt: skip
            self._note_silence(connection, look, str(trouble))
        history.log(waiting, look.shares)

    def _note_silence(self, connection: Connection, look: Look, because: str) -> None:
        """An account that does not answer several times in a row is left alone by all workers."""
        statuses = [call.status for call in look.memory.calls]
        wait = 2 * timedelta(seconds=self._patience.first)
        if not statuses:
            return
        self.answers = statuses[-1] not in _SILENT
        if not self.answers:
            name, at = self._name, now_of(connection)
            if destinations.failed(connection, name, because, at, wait):
                logger.warning("%s does not answer and is left alone: %s", name, because)

    def pause(self, look: Look, because: str) -> None:
        with transaction(self._engine) as connection:
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            destinations.pause(connection, self._name, because, look.at)
            self._release(
                connection, look, done=look.place.done, wake_at=look.place.wake_at,
                attempts=look.place.attempts, reason=because,
            )  # fmt: skip
        logger.warning("the account is paused: %s", because)
        history.log(history.waiting(look.stored, look.state, because), look.shares)

    def _settle(
        self, connection: Connection, look: Look, mine: Sequence[Settlement], at: datetime
    ) -> None:
        stored = look.household.stored
        look.shares.write(connection, stored, mine, look.place.address, at)

    def _hold(self, connection: Connection, look: Look) -> None:
        key = f"{ADDRESS}{look.place.address}"
        households.hold_of(connection, key, look.household.id)

    def _release(self, connection: Connection, look: Look, **left: Any) -> bool:
        return places.release(connection, look.place, kept=look.memory.jotted, **left)
