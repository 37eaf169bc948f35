"""Brings one contact to where it should be: the one function behind everything that changes one.

Whatever happens (an event, a due date, a retry, rules applied or taken back, a new address, a
hand's word) marks a place as due, and `reconcile` takes a due place:

1. it holds the place's lease, and notes the number that marks it as due;
2. it decides what no publication of the rules has decided yet;
3. it folds events and effects to the state that is right at this moment, and leaves what this
   destination should see;
4. it takes the difference to what the contact was told, and writes down that it begins;
5. it has the destination's adapter carry it out, and records what came of it;
6. it sets when it is to be looked at next: the nearest due date or retry, or never.

Stopping at any line of it and starting anew is harmless. The number is written back as it was read
before the facts were: whoever marked the place since is not lost.
"""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.destinations.base import Crm
from bridge.entitlements.fold import state_of
from bridge.model import Outcome, Sort
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.reconcile import tokens
from bridge.reconcile.difference import (
    attempted,
    contact_of,
    diff,
    tags_changed,
)
from bridge.reconcile.household import decide, now_of
from bridge.reconcile.library import Library
from bridge.reconcile.moves import Moves, may_come_along
from bridge.reconcile.patience import Patience
from bridge.reconcile.record.outcome_writer import Look, OutcomeWriter
from bridge.reconcile.record.shares import Shares
from bridge.store import applied, destinations, households, occurrences, places
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS
from bridge.store.memory import PlaceMemory
from bridge.store.places import Place

_OF_CONTACTS = frozenset(Sort) - {Sort.ACCESS}
_TURNS = 20  # of one place in one job; what comes after that has a signal of its own


class _NotNamed(Exception):
    """The rules that count do not name this destination: nothing is done there."""


class Reconciler:
    """For one destination, which has these `sorts` of targets. `notify` is called with the
    contact's id and address after its tags changed; it must not raise. `home` names the destination
    of which those records are that name none: this one, where it is the only one."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        crm: Crm,
        patience: Patience | None = None,
        notify: Callable[[str, str], object] | None = None,
        now: Callable[[Connection], datetime] = now_of,
        *,
        sorts: Collection[Sort] = _OF_CONTACTS,
        home: str = "",
    ) -> None:
        self._engine = engine
        self._library = library
        self._crm = crm
        self._patience = patience or Patience()
        self._notify = notify
        self._now = now
        self._sorts = sorts
        self._home = home or crm.name
        self._moves = Moves(engine, crm, self._patience)
        self._writer = OutcomeWriter(engine, crm.name, self._patience)

    @property
    def answers(self) -> bool:
        """Whether the destination answered when it was called last."""
        return self._writer.answers

    def reconcile(self, place_id: int) -> bool:
        """False, and nothing is done, while the account is paused or does not answer. Raises
        NoRules, and OperationalError when Postgres goes away; the place is due still."""
        for _ in range(_TURNS):
            if self._rests():
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
        try:
            look = self._look(place) if place.is_due else None
        except _NotNamed:
            self._let_go(place, place.done, place.wake_at)
            return False
        if look is None:
            self._let_go(place, place.due, None if place.is_due else place.wake_at)
            return False
        try:
            return self._comes_along(look) or self._tell(look)
        except CrmUnavailable as unavailable:
            self._writer.try_later(look, unavailable)
        except AccountRefused as refused:
            self._writer.pause(look, str(refused))
        return False

    def _let_go(self, place: Place, done: int, wake_at: datetime | None) -> None:
        with transaction(self._engine) as connection:
            places.release(connection, place, done=done, wake_at=wake_at)

    def _rests(self) -> bool:
        with self._engine.connect() as connection:
            return destinations.read(connection, self._crm.name).rests

    def _look(self, place: Place) -> Look | None:
        """None for an address that no event names. Raises _NotNamed."""
        with transaction(self._engine) as connection:
            household_id = households.hold_of(connection, f"{ADDRESS}{place.address}")
            if household_id is None:
                return None
            household = decide(connection, household_id, self._library)
            shares = Shares(self._crm.name, household.destinations, self._home, self._sorts)
            if place.destination != shares.name or shares.name not in shares.names:
                raise _NotNamed
            at = self._now(connection)
            states = household.seen_by(shares.name, self._sorts, at)
            state = state_of(states, place.address)
            known = applied.applied_of(connection, place.id)
            over = frozenset(tokens.over(connection, shares.name, state, at))
            memory = PlaceMemory(self._engine, place, self._patience.lease, self._patience.call)
            stored, difference = [*map(shares.view, household.stored)], diff(state, known, over)
            look = Look(
                place, memory, household, shares, stored, states, known, difference, over, at
            )
            if not may_come_along(place, states):  # else not before it is known whose it is
                self._begin(connection, look)
            return look

    def _comes_along(self, look: Look) -> bool:
        """Whether a contact was given another address, so that its places are looked at anew."""
        if not may_come_along(look.place, look.states):
            return False
        if self._moves.comes_along(look.place, look.states, look.memory.calls):
            return True
        with transaction(self._engine) as connection:
            self._begin(connection, look)
        return False

    def _begin(self, connection: Connection, look: Look) -> None:
        """Written down before the first call: what is to be told, and what will be done once."""
        applied.write(connection, look.place.id, attempted(look.difference, look.applied))
        applied.forget(connection, look.place.id, look.difference.forget)
        once = [each.token for each in look.difference.occurrences]
        occurrences.begin(connection, self._crm.name, once, look.at)

    def _tell(self, look: Look) -> bool:
        if not look.difference:
            return self._writer.finish(look, Outcome())
        contact = contact_of(look.state)
        create = look.household.newest.create_missing_tags
        plan = look.difference.plan(contact, create_missing_tags=create)
        try:
            outcome = self._crm.apply(plan, look.memory)
        except AccountRefused:
            raise
        except CrmRefused as refused:
            outcome = look.difference.refused(str(refused))
        again = self._writer.finish(look, outcome)
        if self._notify and tags_changed(outcome, look.applied):
            self._notify(look.memory.get("contact") or "", contact.email)
        return again
