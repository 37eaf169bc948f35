"""What a worker does with a signal: takes a delivery in, and brings its people's places about.

A delivery goes to its household and is decided, and the places of its people are marked as due.
"""

import logging
from datetime import timedelta

from sqlalchemy import Engine

from bridge.entitlements.people import linking_keys
from bridge.model import ABOUT_THE_BUYER, BY_HAND, OUR_OWN, Event, Kind
from bridge.reconcile import history
from bridge.reconcile.household import decide, mark_due, now_of
from bridge.reconcile.library import Library
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.store import households, places
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.settlement import Settlement, settle

logger = logging.getLogger(__name__)

_FOLLOWED = ABOUT_THE_BUYER | BY_HAND | {Kind.EMAIL_CHANGED}
_UNFORESEEN = "Something unforeseen happened in the bridge ({kind}); its log says where."
_LONGEST = timedelta(minutes=10)  # a release that mends it should not wait for hours


class Intake:
    """For one destination, by its name."""

    def __init__(self, engine: Engine, library: Library, destination: str) -> None:
        self._engine = engine
        self._library = library
        self._destination = destination
        self._deliveries = Deliveries(engine)

    def take_in(self, delivery_id: int) -> list[int]:
        """The places that are due by it, in the order of their ids; none where nothing follows.

        Safe to call again, from any number of processes. Raises NoRules, and OperationalError when
        Postgres goes away: the delivery is then not taken in, and will be.
        """
        delivery = self._deliveries.find(delivery_id)
        if delivery is None:
            return []
        with transaction(self._engine) as connection:
            if aside := set_aside(delivery.event):
                if delivery.state is State.WAITING:
                    settled = [Settlement(delivery.id, *aside)]
                    settle(connection, settled, now_of(connection))
                    history.log(settled)
                return []
            keys = linking_keys(delivery.event)
            household_id = households.take_in(connection, delivery_id, keys)
            decide(connection, household_id, self._library)
            return mark_due(connection, self._destination, household_id)


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
    Postgres goes away; nothing is lost by it."""

    def __init__(
        self, engine: Engine, intake: Intake, reconciler: Reconciler, patience: Patience
    ) -> None:
        self._engine = engine
        self._intake = intake
        self._patience = patience
        self._deliveries = Deliveries(engine)
        self.reconcile = reconciler.reconcile

    def take_in(self, delivery_id: int) -> None:
        reached = [self.reconcile(place_id) for place_id in self._intake.take_in(delivery_id)]
        if not all(reached):
            logger.info("delivery %d waiting: the account is paused", delivery_id)

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
