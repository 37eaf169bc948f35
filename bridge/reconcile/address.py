"""A person's new address: her contact gets it, where the destination allows that.

Where the new address has a contact already, that one is hers; the old one is a place where nobody
lives any more, and goes back to how it was found.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from bridge.crms import Crm
from bridge.entitlements.desired import State
from bridge.entitlements.fold import state_of
from bridge.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.model import Contact
from bridge.reconcile.household import now_of
from bridge.reconcile.patience import Patience
from bridge.store import places
from bridge.store.engine import transaction
from bridge.store.places import Place, PlaceMemory
from bridge.store.settling import record_calls


class Address:
    def __init__(self, engine: Engine, crm: Crm, patience: Patience) -> None:
        self._engine = engine
        self._crm = crm
        self._patience = patience

    def comes_along(self, place: Place, states: Mapping[str, State]) -> bool:
        """Whether a contact was given this place's address; both leases are then let go, and both
        places are due. Else nothing changed: she has a contact here, or had none before, or the
        destination would not rename it.

        Raises CrmUnavailable and AccountRefused; the place's lease is held still.
        """
        state = state_of(states, place.address)
        if place.contact or not state.people:
            return False
        for address in _left(state):
            lives_there = bool(state_of(states, address).people)
            old = None if lives_there else self._leased(place, address)
            if old is not None:
                return self._renamed(place, old)
        return False

    def _leased(self, place: Place, address: str) -> Place | None:
        """The place of an address that she left, if she has a contact there."""
        with self._engine.connect() as connection:
            known = places.find(connection, place.destination, address)
        if known is None or not known.contact:
            return None
        leased = places.take_lease(self._engine, known.id, self._patience.lease, place.lease)
        if leased is None:
            raise CrmUnavailable("Her contact of before is being told something just now.", 2)
        return leased

    def _renamed(self, place: Place, old: Place) -> bool:
        memory = PlaceMemory(self._engine, old, self._patience.lease, self._patience.call)
        try:
            renamed = self._crm.rename(Contact(place.address), memory)
        except AccountRefused:
            self._let_go(old)
            raise
        except CrmRefused:
            renamed = False  # her access goes to a contact of the new address
        except CrmUnavailable:
            self._let_go(old)
            raise
        with transaction(self._engine) as connection:
            record_calls(connection, old.id, memory.calls, now_of(connection))
            if renamed:
                places.give_address(connection, old.id, place.address)
                places.mark_due(connection, sorted((place.id, old.id)))
                self._release(connection, place)
            self._release(connection, old)
        return renamed

    def _let_go(self, place: Place) -> None:
        with transaction(self._engine) as connection:
            self._release(connection, place)

    def _release(self, connection: Connection, place: Place) -> None:
        places.release(
            connection, place, done=place.done, wake_at=place.wake_at, attempts=place.attempts,
            reason="",
        )  # fmt: skip


def _left(state: State) -> list[str]:
    """Addresses that the people here left, the one left last first."""
    moved = [stay for person in state.people for stay in person.addresses[:-1]]
    moved.sort(key=lambda stay: stay[1], reverse=True)
    return [address for address, _ in moved if address != state.address]
