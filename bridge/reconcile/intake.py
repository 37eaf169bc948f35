"""What a worker does with a signal: takes a delivery in, and brings its people's places about.

A delivery goes to its household and is decided, and the places of its people are marked as due.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, Engine

from bridge.entitlements.people import linking_keys
from bridge.model import ABOUT_THE_BUYER, BY_HAND, OUR_OWN, Event, Kind
from bridge.model.text import name_of
from bridge.reconcile import history
from bridge.reconcile.household import Household, decide, mark_due, now_of, quiet
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.store import households, places
from bridge.store.accounts.presence import destination_of, destinations_of
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.engine import transaction
from bridge.store.people import address_book, forgotten
from bridge.store.people.emptied import empty_one
from bridge.store.search.subject_list import SubjectWriter
from bridge.store.settlement import Settlement, settle

logger = logging.getLogger(__name__)

_FOLLOWED = ABOUT_THE_BUYER | BY_HAND | {Kind.EMAIL_CHANGED}
UNFORESEEN = "Something unforeseen happened in the bridge"
_UNFORESEEN = f"{UNFORESEEN} ({{kind}}); its log says where."
_LONGEST = timedelta(minutes=10)  # a release that mends it should not wait for hours


class Intake:
    def __init__(self, engine: Engine, library: Library) -> None:
        self._engine = engine
        self._library = library
        self._deliveries = Deliveries(engine)
        self._subjects = SubjectWriter()

    def take_in(self, delivery_id: int) -> Mapping[str, Sequence[int]]:
        """The places that are due by it at each destination that the rules name, in the order of
        their ids; none where nothing follows.

        Safe to call again, from any number of processes. Raises NoRules, and OperationalError when
        Postgres goes away: the delivery is then not taken in, and will be.
        """
        delivery = self._deliveries.find(delivery_id)
        if delivery is None:
            return {}
        due = self._taken_in(delivery)
        self._subjects.committed(delivery.event)
        return due

    def _taken_in(self, delivery: Delivery) -> Mapping[str, Sequence[int]]:
        with transaction(self._engine) as connection:
            self._subjects.note(connection, delivery.event)
            keys = linking_keys(delivery.event)
            households.lock_keys(connection, keys)
            if forgotten.was_forgotten(connection, delivery.event, delivery.received_at):
                empty_one(connection, delivery.id, now_of(connection))
                return {}
            if aside := set_aside(delivery.event):
                if delivery.state is State.WAITING:
                    settled = [Settlement(delivery.id, *aside)]
                    settle(connection, settled, now_of(connection))
                    history.log(settled)
                return {}
            household_id = households.take_in(connection, delivery.id, keys)
            _note_person(connection, delivery)
            household = decide(connection, household_id, self._library)
            due, new = mark_due(connection, household_id, household.destinations)
            if new and len(household.stored) > 1:
                _keep_quiet(connection, household, delivery.id, new)
            return due


def _note_person(connection: Connection, delivery: Delivery) -> None:
    """So that she is found. Her keys are held: nobody else writes of that address now."""
    contact = delivery.event.contact
    if contact.key:
        address_book.note(connection, contact.key, name_of(contact), delivery.received_at)


def _keep_quiet(
    connection: Connection, household: Household, delivery_id: int, new: Collection[str]
) -> None:
    """Whoever was known when a destination was new to the rules is told there what she should have
    by now; what is done once because of events of before counts as done there."""
    if not destinations_of(connection, household.id) - {*new}:
        return  # she was told nothing anywhere
    before = [each for each in household.stored if each.delivery.id != delivery_id]
    quiet(connection, new, replace(household, stored=before), now_of(connection))


def set_aside(event: Event) -> tuple[State, str] | None:
    """The state and reason of an event that nothing follows from."""
    if event.problem:
        return State.UNUSABLE, event.problem
    if event.kind in OUR_OWN:
        what = "carried out" if event.kind is Kind.RULES_APPLIED else "took back"
        return State.KEPT, f"The bridge's own, of the version before: it {what} other rules."
    if event.kind not in _FOLLOWED:
        return State.KEPT, f"Stored for you to see; '{event.word}' changes no tags."
    if not linking_keys(event):
        return State.UNUSABLE, "There is no e-mail address in it, so no contact can be found."
    return None


class Work:
    """What is done with the number of a delivery or of a place. Both raise OperationalError when
    Postgres goes away; nothing is lost by it.

    `reconcilers` are by their destinations' names; a place of any other is left alone. `signal` has
    a place of a destination brought about soon by whoever is free, so that no destination waits for
    another one; without it that is done at once, one after the other.
    """

    def __init__(
        self,
        engine: Engine,
        intake: Intake,
        reconcilers: Mapping[str, Reconciler],
        patience: Patience,
        signal: Callable[[int, str], object] | None = None,
    ) -> None:
        self._engine = engine
        self._intake = intake
        self._reconcilers = reconcilers
        self._patience = patience
        self._signal = signal if len(reconcilers) > 1 else None
        self._deliveries = Deliveries(engine)

    def take_in(self, delivery_id: int) -> None:
        due = self._intake.take_in(delivery_id)
        if self._signal:
            for name, ids in due.items():
                for place_id in ids if name in self._reconcilers else ():
                    self._signal(place_id, name)
            return
        for name, ids in due.items():
            reached = [self.reconcile(place_id) for place_id in ids]
            if not all(reached):
                rests = "is paused, or does not answer"
                logger.info("delivery %d waiting: %s %s", delivery_id, name, rests)

    def reconcile(self, place_id: int) -> bool:
        """As Reconciler's."""
        if len(self._reconcilers) == 1:
            return all(one.reconcile(place_id) for one in self._reconcilers.values())
        mine = self._reconcilers.get(destination_of(self._engine, place_id))
        return mine is None or mine.reconcile(place_id)

    def ailing(self) -> set[str]:
        """The destinations that did not answer when this process called them last."""
        return {name for name, each in self._reconcilers.items() if not each.answers}

    def surprised(self, what: str, number: int, kind: str) -> None:
        """Look at it again later, each time later than the last time, and say why it waits."""
        reason = _UNFORESEEN.format(kind=kind)
        with transaction(self._engine) as connection:
            now = now_of(connection)
            if what == "place":
                wait = self._wait(places.attempts_at(connection, number))
                places.keep_away(connection, number, wait.total_seconds(), reason)
        if what == "delivery" and (delivery := self._deliveries.find(number)):
            self._deliveries.postpone(number, now + self._wait(delivery.attempts), reason)

    def _wait(self, attempts: int) -> timedelta:
        return min(self._patience.wait(attempts + 1), _LONGEST)
