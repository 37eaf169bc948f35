"""Carries out rollouts: decides lives by other rules, household by household.

Each household is a transaction of its own: whoever is killed in between, another goes on after the
household that was done last. It only decides; that each contact is then brought to where she should
be is the work of everything else that is due.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from bridge.entitlements.desired import Value
from bridge.model import Sort
from bridge.model.text import named
from bridge.reconcile.household import (
    Household,
    decide,
    entitlements_in,
    mark_due,
    now_of,
    quiet,
    read,
)
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.store import decisions, households, rollouts, rulebooks
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.households import StoredFact
from bridge.store.publishing import changed_people
from bridge.store.rollouts import Rollout
from bridge.store.settlement import Settlement, settle, wait_again

logger = logging.getLogger(__name__)

_BATCH = 50  # households; a bound for one call, so that whoever calls comes to its other chores
MOST_TAKEN_UP = 100  # people at once; more wait for somebody to look at a plan
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_OLD = timedelta(days=7)  # what is older fires nothing when a rule comes to speak of it
_TAKEN_BACK = "Publication {} of the rules, by which this was done, was taken back."


class Redecision:
    def __init__(self, engine: Engine, library: Library) -> None:
        self._engine = engine
        self._library = library

    def go_on(self) -> bool:
        """Carry on with one batch of what is unfinished; gives whether there is more to do."""
        self._notice_new_rules()
        for rollout in rollouts.unfinished(self._engine):
            self._count(rollout)
            batch = self._next(rollout)
            for household_id in batch:
                if not self._do(rollout, household_id):
                    return False  # another process is at it
            if len(batch) < _BATCH:
                with self._engine.connect() as connection:
                    rollouts.finish(connection, rollout.id, now_of(connection))
            return True
        return False

    def finish(self) -> None:
        while self.go_on():
            continue

    def _notice_new_rules(self) -> None:
        """Rules that are new may speak of sales that none spoke of before."""
        with transaction(self._engine) as connection:
            newest = rulebooks.newest(connection)
            if newest is None or newest.source == rulebooks.APPLY or newest.number == 1:
                return
            known = {each.publication for each in rollouts.all_of(connection)}
            if newest.number not in known:
                at = now_of(connection)
                rollouts.begin(connection, rollouts.TAKE_UP, newest.number, at)

    def _count(self, rollout: Rollout) -> None:
        """How many it looks at, once, so that pages can say how far it is."""
        if rollout.of:
            return
        taken, engine = rollout.takes_back, self._engine
        size = decisions.count_decided_by(engine, taken) if taken else households.count(engine)
        with engine.connect() as connection:
            rollouts.note_size(connection, rollout.id, size)

    def _next(self, rollout: Rollout) -> list[int]:
        if rollout.takes_back is not None:
            taken = rollout.takes_back
            return decisions.decided_by(self._engine, taken, rollout.cursor, _BATCH)
        return households.after(self._engine, rollout.cursor, _BATCH)

    def _do(self, rollout: Rollout, household_id: int) -> bool:
        with transaction(self._engine) as connection:
            held = rollouts.hold(connection, rollout.id)
            if held is None or held.finished_at is not None:
                return False
            if held.cursor < household_id and households.lock(connection, household_id):
                self._redecide(connection, held, household_id)
            rollouts.advance(connection, rollout.id, household_id)
        return True

    def _redecide(self, connection: Connection, rollout: Rollout, household_id: int) -> None:
        at, older_than, spoken_of = now_of(connection), None, set[int]()
        known = decide if rollout.kind == rollouts.APPLY else read
        before = known(connection, household_id, self._library)
        if rollout.kind == rollouts.TAKE_UP:
            older_than = _OLD
            if not self._take_up(connection, rollout, before, at):
                return
        elif rollout.kind == rollouts.APPLY:
            self._apply(connection, rollout, before, at)
        elif rollout.takes_back is not None:
            spoken_of = _spoken_of(before)
            decisions.take_away(connection, household_id, rollout.takes_back)
        households.note_change(connection, household_id)
        household = decide(connection, household_id, self._library)
        self._note_changed(connection, rollout, (before, household), at)
        reason = _TAKEN_BACK.format(rollout.takes_back)
        gone = spoken_of - _spoken_of(household)
        settle(connection, taken_back(household, gone, reason), at)
        quiet(connection, household.destinations, household, at, older_than=older_than)
        mark_due(connection, household_id, household.destinations)

    def _note_changed(
        self,
        connection: Connection,
        rollout: Rollout,
        both: tuple[Household, Household],
        at: datetime,
    ) -> None:
        """That the rollout changed what she should have, from before to after."""
        before, after = (_wanted(each, at) for each in both)
        if before == after:
            return
        gains = {named(sort, name) for _, sort, name, _ in after - before}
        loses = {named(sort, name) for _, sort, name, _ in before - after} - gains
        changed_people.note(
            connection, rollout.id, both[0].id, at, gains=sorted(gains), loses=sorted(loses)
        )
        if rollout.kind == rollouts.UNDO:
            rollouts.count_one(connection, rollout.id)

    def _apply(
        self, connection: Connection, rollout: Rollout, household: Household, at: datetime
    ) -> None:
        """All of her life by that publication; what none spoke about goes on the record anew."""
        rules = self._library.rules(connection, rollout.publication)
        stored, (said, _) = household.stored, unsaid(household, rules)
        _decide_events(connection, stored, rollout.publication, rules)
        keys = entitlements_in(each.delivery.event for each in stored)
        decisions.decide_entitlements(connection, household.id, sorted(keys), rollout.publication)
        silent = [each.delivery.id for each in stored if each.delivery.state is State.NO_RULE]
        wait_again(connection, [id_ for id_ in silent if id_ in said], at)

    def _take_up(
        self, connection: Connection, rollout: Rollout, household: Household, at: datetime
    ) -> bool:
        """What no publication gave anything is decided by this one: she paid. Whether there was
        any."""
        rules = self._library.rules(connection, rollout.publication)
        deliveries, entitlements = unsaid(household, rules)
        if not deliveries and not entitlements:
            return False
        if rollout.people >= MOST_TAKEN_UP:
            logger.warning("more than %d people bought what only the new rules speak of; look at "
                           "bridge plan, and apply it", MOST_TAKEN_UP)  # fmt: skip
            return False
        rollouts.count_one(connection, rollout.id)
        number = rollout.publication
        decisions.decide_entitlements(connection, household.id, sorted(entitlements), number)
        mine = [each for each in household.stored if each.delivery.id in deliveries]
        _decide_events(connection, mine, number, rules)
        wait_again(connection, sorted(deliveries), at)
        return True


def unsaid(household: Household, rules: Rules) -> tuple[set[int], set[str]]:
    """The deliveries and entitlements of a household of which other rules said nothing, and these
    do."""
    entitlements: set[str] = set()
    deliveries: set[int] = set()
    gained = _held(household.by(rules)) - _held(household)
    for each in household.stored:
        event = each.delivery.event
        mine = gained & entitlements_in([event])
        silent = not each.effects and each.delivery.state is State.NO_RULE
        if mine or (silent and rules.effects(event)):
            deliveries.add(each.delivery.id)
            entitlements |= mine
    return deliveries, entitlements | gained


def taken_back(household: Household, gone: Collection[int], reason: str) -> list[Settlement]:
    """Deliveries that no rule speaks about any more. What was done because of them stays on the
    record."""
    applied = [e.delivery for e in household.stored if e.delivery.state is State.APPLIED]
    return [
        Settlement(e.id, State.NO_RULE, reason, e.results, shares={})
        for e in applied
        if e.id in gone
    ]


def _decide_events(
    connection: Connection, stored: Iterable[StoredFact], number: int, rules: Rules
) -> None:
    for each in stored:
        effects = rules.effects(each.delivery.event)
        decisions.decide_event(connection, each.delivery.id, number, effects, rules.version)


def _held(household: Household) -> set[str]:
    """The entitlements that are to a membership, when the last event happened."""
    times = [e.delivery.event.occurred_at for e in household.stored if e.delivery.event.occurred_at]
    states = household.fold(max(times, default=_EVER)).values()
    return {each.entitlement for s in states for held in s.held.values() for each in held}


def _wanted(household: Household, at: datetime) -> set[tuple[str, Sort, str, str]]:
    """What each address should have."""
    return {
        (address, each.sort, each.name, each.text)
        for address, state in household.fold(at).items()
        for each in state.targets.values()
        if each.value is Value.WANTED
    }


def _spoken_of(household: Household) -> set[int]:
    """The deliveries that rules made something of."""
    held = _held(household)
    return {
        each.delivery.id
        for each in household.stored
        if each.effects or held & entitlements_in([each.delivery.event])
    }
