"""What the store knows of whoever lives, or once lived, at an address; for whoever only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine

from bridge.entitlements.desired import DesiredState, Person
from bridge.entitlements.fold import state_of
from bridge.explain.hands import StandingHands, standing_hands
from bridge.model import Event
from bridge.reconcile.household import Household, now_of, read
from bridge.reconcile.library import Library, NoRules
from bridge.store import applied, destinations, households, occurrences, places
from bridge.store.applied import Applied
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState
from bridge.store.places import Place


@dataclass(frozen=True)
class Snapshot:
    """`address` is where she lives at the time `at`. `place` is None before anything was told
    there. `now` is when the store was asked; `occurrences` is what became by then of each that is
    known, by its token."""

    address: str
    at: datetime
    household: Household
    states: Mapping[str, DesiredState]
    place: Place | None
    applied: Mapping[str, Applied]
    destination: DestinationState
    now: datetime
    occurrences: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_now(self) -> bool:
        """Else what was told by now says nothing of that time."""
        return self.at == self.now

    @cached_property
    def state(self) -> DesiredState:
        return state_of(self.states, self.address)

    @property
    def people(self) -> Sequence[Person]:
        return self.state.people

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """All of her household, also what happened later than `at`; the oldest first."""
        return [each.delivery for each in self.household.stored]

    @cached_property
    def ids(self) -> dict[str, int]:
        """Of the deliveries of her household, by their keys."""
        return {each.event.key: each.id for each in self.deliveries}

    @cached_property
    def events(self) -> list[Event]:
        """All that had happened by then of whoever lives there."""
        return [fact.event for person in self.people for fact in person.facts]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(event.key for event in self.events)

    @cached_property
    def hands(self) -> StandingHands:
        facts = [fact for person in self.people for fact in person.facts]
        return standing_hands(facts, {each.event.key: each for each in self.deliveries})


def snapshot_of(
    engine: Engine, library: Library, crm: str, email: str, at: datetime | None = None
) -> Snapshot | None:
    """By any of her addresses; None for a stranger, or before any rules were published. `crm` names
    the destination, "" the first one of the rules that count.

    Raises OperationalError when Postgres does not answer.
    """
    key = email.strip().lower()
    one_look = engine.execution_options(isolation_level="REPEATABLE READ")
    with one_look.begin() as connection:
        household_id = households.household_of(connection, f"{households.ADDRESS}{key}")
        if household_id is None:
            return None
        now = now_of(connection)
        at = at or now
        try:
            household = read(connection, household_id, library)
        except NoRules:
            return None
        crm = crm or household.newest.crm
        states = household.fold(at)
        address = _address_then(household, states, key, now if at != now else None)
        place = places.find(connection, crm, address)
        told = applied.applied_of(connection, place.id) if place else {}
        account = destinations.read(connection, crm)
        tokens = [each.token for each in state_of(states, address).occurrences]
        once = occurrences.states_of(connection, crm, tokens)
        return Snapshot(address, at, household, states, place, told, account, now, once)


def states_of_hers(states: Mapping[str, DesiredState], keys: frozenset[str]) -> list[DesiredState]:
    """Of the addresses where whoever these events are about lives."""
    return [
        state
        for state in states.values()
        if any(fact.event.key in keys for person in state.people for fact in person.facts)
    ]


def _address_then(
    household: Household, states: Mapping[str, DesiredState], key: str, now: datetime | None
) -> str:
    """Where she lived then of whom this is an address today; `now` is None where then is now."""
    address = present_address(states, key)
    if now is None or state_of(states, address).people:
        return address
    today = household.fold(now)
    people = state_of(today, present_address(today, key)).people
    hers = frozenset(fact.event.key for person in people for fact in person.facts)
    found = states_of_hers(states, hers)
    return found[0].address if found else address


def present_address(states: Mapping[str, DesiredState], address: str) -> str:
    """Where the person lives who was last known at this address; the address itself where nobody
    moved from it."""
    if state_of(states, address).people:
        return address
    moved = [
        (since, person.address)
        for state in states.values()
        for person in state.people
        for stay, since in person.addresses
        if stay == address
    ]
    return max(moved)[1] if moved else address
