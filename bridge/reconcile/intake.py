"""Takes one delivery in: to its household, decided, and the places of its people marked as due."""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from bridge.entitlements.people import linking_keys
from bridge.model import ABOUT_THE_BUYER, BY_HAND, OUR_OWN, Event, Kind
from bridge.reconcile.household import decide, now_of
from bridge.reconcile.library import Library
from bridge.store import households, places
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.settlement import Settlement, settle

_FOLLOWED = ABOUT_THE_BUYER | BY_HAND | {Kind.EMAIL_CHANGED}


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
                    settle(connection, [Settlement(delivery.id, *aside)], now_of(connection))
                return []
            keys = linking_keys(delivery.event)
            household_id = households.take_in(connection, delivery_id, keys)
            decide(connection, household_id, self._library)
            return sorted(self.mark_due(connection, household_id).values())

    def mark_due(self, connection: Connection, household_id: int) -> Mapping[str, int]:
        """All places of a household, by their addresses: its facts changed."""
        addresses = households.addresses_of(connection, household_id)
        ids = places.ids_of(connection, self._destination, addresses)
        places.mark_due(connection, sorted(ids.values()))
        return ids


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
