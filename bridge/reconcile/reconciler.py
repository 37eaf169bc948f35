"""Brings one contact to where it should be: the one function behind everything that changes one.

Whatever happens (an event, a due date, a retry, rules applied or taken back, a new address, a
hand's word) marks a place as due, and `reconcile` takes a due place:

1. it holds the place's lease, and notes the number that marks it as due;
2. it decides what no publication of the rules has decided yet;
3. it folds events and effects to the state that is right at this moment;
4. it takes the difference to what the contact was told, and writes down that it begins;
5. it has the destination's adapter carry it out, and records what came of it;
6. it sets when it is to be looked at next: the nearest due date or retry, or never.

Stopping at any line of it and starting anew is harmless. The number is written back as it was read
before the facts were: whoever marked the place since is not lost.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from bridge.destinations.base import Crm
from bridge.entitlements.desired import DesiredState
from bridge.entitlements.fold import state_of
from bridge.model import Outcome
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.reconcile import history, tokens
from bridge.reconcile.difference import (
    Difference,
    applied_after,
    attempted,
    contact_of,
    diff,
    tags_changed,
)
from bridge.reconcile.household import Household, decide, now_of
from bridge.reconcile.library import Library
from bridge.reconcile.moves import Moves, may_come_along
from bridge.reconcile.outcomes import Told
from bridge.reconcile.patience import Patience
from bridge.store import applied, destinations, households, occurrences, places
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS
from bridge.store.memory import PlaceMemory
from bridge.store.places import Place
from bridge.store.settlement import record_calls, settle

logger = logging.getLogger(__name__)

_TURNS = 20  # of one place in one job; what comes after that has a signal of its own


@dataclass(frozen=True)
class _Look:
    """One place as it was looked at: what it should be, and what it was told. `memory` is its
    adapter's; `tokens` are of occurrences that are over."""

    place: Place
    memory: PlaceMemory
    household: Household
    states: Mapping[str, DesiredState]
    applied: dict[str, Applied]
    difference: Difference
    tokens: frozenset[str]
    at: datetime

    @property
    def state(self) -> DesiredState:
        return state_of(self.states, self.place.address)


class Reconciler:
    """For one destination. `notify` is called with the contact's id and address after its tags
    changed; it must not raise."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        crm: Crm,
        patience: Patience | None = None,
        notify: Callable[[str, str], object] | None = None,
        now: Callable[[Connection], datetime] = now_of,
    ) -> None:
        self._engine = engine
        self._library = library
        self._crm = crm
        self._patience = patience or Patience()
        self._notify = notify
        self._now = now
        self._moves = Moves(engine, crm, self._patience)

    def reconcile(self, place_id: int) -> bool:
        """False, and nothing is done, while the account is paused. Raises NoRules, and
        OperationalError when Postgres goes away; the place is due still."""
        for _ in range(_TURNS):
            if self._is_paused():
                return False
            if not self._turn(place_id):
                break
        return True

    def _turn(self, place_id: int) -> bool:
        """Whether the place is due once more, at once."""
        token = uuid.uuid4().hex
        place = places.take_lease(self._engine, place_id, self._patience.lease, token)
        if place is None:
            return False
        look = self._look(place) if place.is_due else None
        if look is None:
            with transaction(self._engine) as connection:
                done, wake_at = (place.due, None) if place.is_due else (place.done, place.wake_at)
                places.release(connection, place, done=done, wake_at=wake_at)
            return False
        try:
            return self._comes_along(look) or self._tell(look)
        except CrmUnavailable as unavailable:
            self._try_later(look, unavailable)
        except AccountRefused as refused:
            self._pause(look, str(refused))
        return False

    def _is_paused(self) -> bool:
        with self._engine.connect() as connection:
            return destinations.read(connection, self._crm.name).paused

    def _look(self, place: Place) -> _Look | None:
        """None for an address that no event names."""
        with transaction(self._engine) as connection:
            household_id = households.hold_of(connection, f"{ADDRESS}{place.address}")
            if household_id is None:
                return None
            household = decide(connection, household_id, self._library)
            at = self._now(connection)
            states = household.fold(at)
            state = state_of(states, place.address)
            known = applied.applied_of(connection, place.id)
            over = frozenset(tokens.over(connection, self._crm.name, state, at))
            memory = PlaceMemory(self._engine, place, self._patience.lease, self._patience.call)
            difference = diff(state, known, over)
            look = _Look(place, memory, household, states, known, difference, over, at)
            if not may_come_along(place, states):  # else not before it is known whose it is
                self._begin(connection, look)
            return look

    def _comes_along(self, look: _Look) -> bool:
        """Whether a contact was given another address, so that its places are looked at anew."""
        if not may_come_along(look.place, look.states):
            return False
        if self._moves.comes_along(look.place, look.states):
            return True
        with transaction(self._engine) as connection:
            self._begin(connection, look)
        return False

    def _begin(self, connection: Connection, look: _Look) -> None:
        """Written down before the first call: what is to be told, and what will be done once."""
        applied.write(connection, look.place.id, attempted(look.difference, look.applied))
        applied.forget(connection, look.place.id, look.difference.forget)
        once = [each.token for each in look.difference.occurrences]
        occurrences.begin(connection, self._crm.name, once, look.at)

    def _tell(self, look: _Look) -> bool:
        if not look.difference:
            return self._finish(look, Outcome())
        contact = contact_of(look.state)
        create = look.household.newest.create_missing_tags
        plan = look.difference.plan(contact, create_missing_tags=create)
        try:
            outcome = self._crm.apply(plan, look.memory)
        except AccountRefused:
            raise
        except CrmRefused as refused:
            outcome = look.difference.refused(str(refused))
        again = self._finish(look, outcome)
        if self._notify and tags_changed(outcome, look.applied):
            self._notify(look.memory.get("contact") or "", contact.email)
        return again

    def _finish(self, look: _Look, outcome: Outcome) -> bool:
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
            tokens.end(connection, self._crm.name, outcome, look.at)
            tokens.turned(connection, self._crm.name, look.state, look.at)
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            settled = list(history.settlements(look.household.stored, look.state, told))
            settle(connection, settled, look.at)
            again = self._made_anew(connection, look, outcome)
        if look.difference:
            destinations.worked(self._engine, self._crm.name)
        history.log(settled)
        return again

    def _made_anew(self, connection: Connection, look: _Look, outcome: Outcome) -> bool:
        """Where somebody deleted the contact in the CRM, what it was told before went with it."""
        told = {done.target for done in outcome.done}
        lost = [key for key in look.applied if key not in told]
        if outcome.created and lost:
            applied.forget(connection, look.place.id, lost)
            places.mark_due(connection, [look.place.id])
        return places.is_due(connection, look.place.id)

    def _try_later(self, look: _Look, trouble: CrmUnavailable) -> None:
        wait = self._patience.wait(look.place.attempts)
        if trouble.retry_after:
            wait = max(wait, timedelta(seconds=trouble.retry_after))
        with transaction(self._engine) as connection:
            self._hold(connection, look)
            again = now_of(connection) + wait
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            waiting = history.waiting(look.household.stored, look.state, str(trouble), again)
            settle(connection, waiting, again)
            self._release(
                connection, look, done=look.place.due, wake_at=again,
                attempts=look.place.attempts + 1, reason=str(trouble),
            )  # fmt: skip
        history.log(waiting)

    def _pause(self, look: _Look, because: str) -> None:
        with transaction(self._engine) as connection:
            record_calls(connection, look.place.id, look.memory.calls, look.at)
            destinations.pause(connection, self._crm.name, because, look.at)
            self._release(
                connection, look, done=look.place.done, wake_at=look.place.wake_at,
                attempts=look.place.attempts, reason=because,
            )  # fmt: skip
        logger.warning("the account is paused: %s", because)
        history.log(history.waiting(look.household.stored, look.state, because))

    def _hold(self, connection: Connection, look: _Look) -> None:
        key = f"{ADDRESS}{look.place.address}"
        households.hold_of(connection, key, look.household.id)

    def _release(self, connection: Connection, look: _Look, **left: Any) -> bool:
        return places.release(connection, look.place, kept=look.memory.jotted, **left)
