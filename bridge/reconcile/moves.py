"""A person's new address: her contact gets it, where the destination allows that.

Where the new address has a contact already, that one is hers; the old one is a place where nobody
lives any more, and goes back to how it was found.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from bridge.destinations.base import Crm
from bridge.entitlements.desired import DesiredState
from bridge.entitlements.fold import state_of
from bridge.model import Call, Contact
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.reconcile.household import now_of
from bridge.reconcile.patience import Patience
from bridge.store import households, places
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS
from bridge.store.memory import PlaceMemory
from bridge.store.places import Place
from bridge.store.settlement import record_calls

_BUSY = "Her contact of before is being told something just now."


class Moves:
    def __init__(self, engine: Engine, crm: Crm, patience: Patience) -> None:
        self._engine = engine
        self._crm = crm
        self._patience = patience

    def comes_along(
        self, place: Place, states: Mapping[str, DesiredState], calls: list[Call]
    ) -> bool:
        """Whether a contact was given another address: this place's, or this place's contact the
        one where she lives now. Both leases are then let go, and both places are due. Else nothing
        changed: there is a contact already, or none, or the destination would not rename it.

        Raises CrmUnavailable and AccountRefused, with the calls that were made added to `calls`;
        the place's lease is held still.
        """
        state = state_of(states, place.address)
        if state.people and not place.contact:
            return self._here(place, states, calls)
        # Else what is hers would be taken off first, and put on anew where she lives now.
        if place.contact and not state.people:
            return self._there(place, states, calls)
        return False

    def _here(self, place: Place, states: Mapping[str, DesiredState], calls: list[Call]) -> bool:
        for address in _left(state_of(states, place.address)):
            known = self._known(place, address)
            if known is None or state_of(states, address).people:
                continue
            old = self._leased(known, place)
            if old is None:
                raise CrmUnavailable(_BUSY, 2)  # it may have its first contact by now
            if old.contact:
                return self._renamed(place, old, calls, other=old)
            self._let_go(old)
        return False

    def _there(self, place: Place, states: Mapping[str, DesiredState], calls: list[Call]) -> bool:
        for address in moved_to(place.address, states):
            known = self._known(place, address)
            if known and not known.contact:
                new = self._leased(known, place)
                return new is not None and self._renamed(new, place, calls, other=new)
        return False

    def _known(self, place: Place, address: str) -> Place | None:
        with self._engine.connect() as connection:
            return places.find(connection, place.destination, address)

    def _leased(self, known: Place, place: Place) -> Place | None:
        """The other place, held as well; None if it changed while it was looked at."""
        leased = places.take_lease(self._engine, known.id, self._patience.lease, place.lease)
        if leased is None:
            raise CrmUnavailable(_BUSY, 2)
        if (leased.address, leased.contact) == (known.address, known.contact):
            return leased
        self._let_go(leased)
        return None

    def _renamed(self, new: Place, old: Place, calls: list[Call], *, other: Place) -> bool:
        """Whether the old place's contact has the new one's address; `other` is the one of them
        whose lease was taken for this alone."""
        memory = PlaceMemory(self._engine, old, self._patience.lease, self._patience.call)
        try:
            renamed = self._crm.rename(Contact(new.address), memory)
        except (AccountRefused, CrmUnavailable):
            self._let_go(other)
            calls += memory.calls
            raise
        except CrmRefused:
            renamed = False  # her access goes to a contact of the new address
        with transaction(self._engine) as connection:
            households.hold_of(connection, f"{ADDRESS}{new.address}")
            record_calls(connection, old.id, memory.calls, now_of(connection))
            if renamed:
                places.give_address(connection, old.id, new.address)
                places.mark_due(connection, sorted((new.id, old.id)))
            for each in (new, old) if renamed else (other,):
                self._release(connection, each)
        return renamed

    def _let_go(self, place: Place) -> None:
        with transaction(self._engine) as connection:
            self._release(connection, place)

    def _release(self, connection: Connection, place: Place) -> None:
        attempts = place.attempts
        places.release(connection, place, done=place.done, wake_at=place.wake_at, attempts=attempts)


def may_come_along(place: Place, states: Mapping[str, DesiredState]) -> bool:
    """Whether a contact may have to be given another address before anything is told here."""
    state = state_of(states, place.address)
    if place.contact:
        return not state.people and bool(moved_to(place.address, states))
    return bool(_left(state))


def moved_to(address: str, states: Mapping[str, DesiredState]) -> list[str]:
    """Where the people live who left this address, whoever left it last first."""
    moved = [
        (since, state.address)
        for state in states.values()
        for person in state.people
        for left, since in person.addresses[:-1]
        if left == address
    ]
    return [there for _, there in sorted(moved, reverse=True)]


def _left(state: DesiredState) -> list[str]:
    """Addresses that the people here left, the one left last first."""
    moved = [stay for person in state.people for stay in person.addresses[:-1]]
    moved.sort(key=lambda stay: stay[1], reverse=True)
    return [address for address, _ in moved if address != state.address]
