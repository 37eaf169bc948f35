"""Other rules for what was: applied to whole lives, taken back, or taken up where nothing was said.

A rollout is a row, and each household of it a transaction of its own: whoever is killed in between,
another goes on after the household that was done last. It only decides; that each contact is then
brought to where she should be is the work of everything else that is due.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from bridge.reconcile.household import Household, decide, entitlements_in, now_of, read
from bridge.reconcile.library import Library
from bridge.reconcile.planning import Summary, look_again
from bridge.reconcile.undoable import left_without, undoable, undoable_one
from bridge.rules import Rules
from bridge.store import decisions, households, occurrences, places, rollouts, rulebooks
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.rollouts import Rollout
from bridge.store.rulebooks import Rulebook
from bridge.store.settlement import wait_again

logger = logging.getLogger(__name__)

_BATCH = 50  # households; a bound for one call, so that whoever calls comes to its other chores
MOST_TAKEN_UP = 100  # people at once; more wait for somebody to look at a plan
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_OLD = timedelta(days=7)  # what is older fires nothing when a rule comes to speak of it


class PlanChanged(Exception):
    """Something came since the plan was made that makes it another one. `published`: other rules
    were published meanwhile, oldest first."""

    def __init__(self, published: Sequence[Rulebook] = ()) -> None:
        self.published = published


class Rollouts:
    """For one destination."""

    def __init__(self, engine: Engine, library: Library, destination: str) -> None:
        self._engine = engine
        self._library = library
        self._destination = destination

    def apply(self, rules: Rules, planned: Summary) -> int:
        """Publish these rules, and begin to apply them to every life; gives the publication.

        `planned` is the plan of these rules that was agreed to. Raises PlanChanged, and publishes
        nothing, where the plan would be another one now, or other rules were published since."""
        agreed = planned.digest
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            if later := rulebooks.later_than(connection, planned.publication):
                raise PlanChanged(later)
            look_again(connection, self._library, self._destination, rules, planned)
            if planned.digest != agreed:
                raise PlanChanged
            at = now_of(connection)
            published = (rules.text, rules.version, rules.name)
            number = rulebooks.publish(connection, published, rulebooks.APPLY, at)
            rollouts.begin(connection, rollouts.APPLY, number, at, people=planned.people)
        return number

    def has_applied(self, rules: Rules) -> bool:
        """Whether all that was sold is decided by these very rules already."""
        with self._engine.connect() as connection:
            stand = rulebooks.standing(connection)
            if not stand or rulebooks.read(connection, stand[0].number).text != rules.text:
                return False
        return len(stand) == 1 or stand[0].source == rulebooks.APPLY

    def undo(self, number: int) -> int:
        """Publish the text that counts without that publication, and begin to take its decisions
        away; gives the new publication. Raises NotUndoable, also where somebody else was first."""
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            undoable_one(connection, number)
            at = now_of(connection)
            older = rulebooks.read(connection, left_without(connection, number).number)
            published = (older.text, older.version, older.name)
            fresh = rulebooks.publish(connection, published, rulebooks.UNDO, at, takes_back=number)
            rollouts.begin(connection, rollouts.UNDO, fresh, at, takes_back=number)
        return fresh

    def without(self, number: int) -> Rulebook:
        """The publication that counts where that one is taken back."""
        with self._engine.connect() as connection:
            return left_without(connection, number)

    def undoable(self) -> list[Rulebook]:
        """The publications that can be taken back, newest first."""
        with self._engine.connect() as connection:
            return undoable(connection)

    def undoable_one(self, number: int) -> Rulebook:
        """That publication. Raises NotUndoable."""
        with self._engine.connect() as connection:
            return undoable_one(connection, number)

    def go_on(self) -> bool:
        """Carry on with one batch of what is unfinished; gives whether there is more to do."""
        self._notice_new_file()
        for rollout in rollouts.unfinished(self._engine):
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
        """Carry on until nothing is left."""
        while self.go_on():
            continue

    def _next(self, rollout: Rollout) -> list[int]:
        if rollout.kind == rollouts.UNDO and rollout.takes_back is not None:
            taken = rollout.takes_back
            return decisions.decided_by(self._engine, taken, rollout.cursor, _BATCH)
        return households.after(self._engine, rollout.cursor, _BATCH)

    def _do(self, rollout: Rollout, household_id: int) -> bool:
        with transaction(self._engine) as connection:
            held = rollouts.hold(connection, rollout.id)
            if held is None or held.finished_at is not None:
                return False
            if held.cursor < household_id and households.lock(connection, household_id):
                self._decide(connection, held, household_id)
            rollouts.advance(connection, rollout.id, household_id)
        return True

    def _decide(self, connection: Connection, rollout: Rollout, household_id: int) -> None:
        at = now_of(connection)
        if rollout.kind == rollouts.TAKE_UP:
            self._take_up(connection, rollout, household_id, at)
            return
        households.note_change(connection, household_id)
        if rollout.kind == rollouts.APPLY:
            household = decide(connection, household_id, self._library)
            redecide(connection, household, rollout.publication, self._library)
        elif rollout.takes_back is not None:
            decisions.take_away(connection, household_id, rollout.takes_back)
        household = decide(connection, household_id, self._library)
        quiet(connection, self._destination, household, at)
        self._mark_due(connection, household)

    def _mark_due(self, connection: Connection, household: Household) -> None:
        addresses = households.addresses_of(connection, household.id)
        ids = places.ids_of(connection, self._destination, addresses)
        places.mark_due(connection, ids.values())

    def _notice_new_file(self) -> None:
        """A file that is new may speak of sales that none spoke of before."""
        with transaction(self._engine) as connection:
            newest = rulebooks.newest(connection)
            if newest is None or newest.source != rulebooks.FILE or newest.number == 1:
                return
            known = {each.publication for each in rollouts.all_of(connection)}
            if newest.number not in known:
                at = now_of(connection)
                rollouts.begin(connection, rollouts.TAKE_UP, newest.number, at)

    def _take_up(
        self, connection: Connection, rollout: Rollout, household_id: int, at: datetime
    ) -> None:
        """What no publication gave anything is decided by this one: she paid."""
        household = read(connection, household_id, self._library)
        rules = self._library.rules(connection, rollout.publication)
        deliveries, entitlements = unsaid(household, rules)
        if not deliveries and not entitlements:
            return
        if rollout.people >= MOST_TAKEN_UP:
            logger.warning("more than %d people bought what only the new rules speak of; look at "
                           "bridge plan, and apply it", MOST_TAKEN_UP)  # fmt: skip
            return
        rollouts.count_one(connection, rollout.id)
        households.note_change(connection, household_id)
        number = rollout.publication
        decisions.decide_entitlements(connection, household_id, sorted(entitlements), number)
        for each in household.stored:
            if each.delivery.id in deliveries:
                effects = rules.effects(each.delivery.event)
                decisions.decide_event(connection, each.delivery.id, number, effects, rules.version)
        wait_again(connection, sorted(deliveries), at)
        household = decide(connection, household_id, self._library)
        quiet(connection, self._destination, household, at, older_than=_OLD)
        self._mark_due(connection, household)


def redecide(
    connection: Connection, household: Household, publication: int, library: Library
) -> None:
    """All of her life by that publication."""
    rules = library.rules(connection, publication)
    for each in household.stored:
        effects = rules.effects(each.delivery.event)
        decisions.decide_event(connection, each.delivery.id, publication, effects, rules.version)
    keys = entitlements_in(each.delivery.event for each in household.stored)
    decisions.decide_entitlements(connection, household.id, sorted(keys), publication)


def unsaid(household: Household, rules: Rules) -> tuple[set[int], set[str]]:
    """The deliveries and entitlements of a household of which other rules said nothing, and these
    do."""
    entitlements: set[str] = set()
    deliveries: set[int] = set()
    now = household.fold(max(_times(household), default=_EVER))
    held = {each.entitlement for s in now.values() for h in s.held.values() for each in h}
    then = household.by(rules).fold(max(_times(household), default=_EVER))
    gained = {each.entitlement for s in then.values() for h in s.held.values() for each in h} - held
    for each in household.stored:
        event = each.delivery.event
        mine = gained & entitlements_in([event])
        silent = not each.effects and each.delivery.state is State.NO_RULE
        if mine or (silent and rules.effects(event)):
            deliveries.add(each.delivery.id)
            entitlements |= mine
    return deliveries, entitlements | gained


def quiet(
    connection: Connection,
    destination: str,
    household: Household,
    at: datetime,
    *,
    older_than: timedelta | None = None,
) -> None:
    """Occurrences that are due by now count as done: they are of what was. With `older_than`, only
    those of before, save what opens a door."""
    for state in household.fold(at).values():
        tokens = [
            each.token
            for each in state.occurrences
            if older_than is None or (each.due_at < at - older_than and not each.opens)
        ]
        occurrences.count_as_done(connection, destination, tokens, at)


def _times(household: Household) -> list[datetime]:
    return [e.delivery.event.occurred_at for e in household.stored if e.delivery.event.occurred_at]
