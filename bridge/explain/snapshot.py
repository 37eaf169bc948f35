"""What the store knows of whoever lives, or once lived, at an address; for whoever only reads."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Engine

from bridge.destinations.registry import called, vendors
from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import DesiredState, Person
from bridge.entitlements.fold import state_of
from bridge.explain.hands import StandingHands, standing_hands
from bridge.model import Destination, Event, Sort
from bridge.reconcile.household import Household, now_of, read
from bridge.reconcile.library import Library, NoRules
from bridge.store import applied, destinations, households, occurrences, places
from bridge.store.accounts.presence import destinations_at
from bridge.store.applied import Applied
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState
from bridge.store.places import Place


@dataclass(frozen=True)
class Snapshot:
    """As one destination sees it, the first one of the rules that count: `others` are the same for
    each of the others, `left` the names of those that the rules name no more and that were told of
    her. `address` is where she lives at the time `at`. `place` is None before anything was told
    there. `now` is when the store was asked; `occurrences` is what became by then of each that is
    known, by its token."""

    address: str
    at: datetime
    household: Household
    states: Mapping[str, DesiredState]
    destination: Destination
    place: Place | None
    applied: Mapping[str, Applied]
    account: DestinationState
    now: datetime
    occurrences: Mapping[str, str] = field(default_factory=dict)
    others: Sequence["Snapshot"] = ()
    left: Sequence[str] = ()

    @property
    def each(self) -> Sequence["Snapshot"]:
        """One for each destination, in the order of the file."""
        return (self, *self.others)

    @property
    def called(self) -> str:
        """How people call the destination: by its name in the file, where that is its own."""
        own = self.destination.name != self.destination.vendor
        return self.destination.name if own else called(self.destination.vendor)

    @property
    def sorts(self) -> Collection[Sort]:
        return vendors()[self.destination.vendor].sorts

    @property
    def is_site(self) -> bool:
        """Whether it knows access and no tags."""
        return Sort.ACCESS in self.sorts and Sort.TAG not in self.sorts

    def seen(self, whole: DesiredState) -> DesiredState:
        """A state as this destination should see it."""
        return for_destination(whole, self.destination.name, self.sorts)

    @cached_property
    def whole(self) -> DesiredState:
        """The state of all destinations together."""
        return state_of(self.states, self.address)

    @property
    def is_now(self) -> bool:
        """Else what was told by now says nothing of that time."""
        return self.at == self.now

    @cached_property
    def state(self) -> DesiredState:
        return self.seen(self.whole)

    @property
    def people(self) -> Sequence[Person]:
        return self.whole.people

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
    engine: Engine, library: Library, email: str, at: datetime | None = None
) -> Snapshot | None:
    """By any of her addresses; None for a stranger, or before any rules were published. The
    destinations are those of the rules that count.

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
        states = household.fold(at)
        address = _address_then(household, states, key, now if at != now else None)
        looks = [
            _seen_by(connection, each, Snapshot(
                address, at, household, states, each, None, {},
                destinations.read(connection, each.name), now,
            ))
            for each in household.newest.destinations
        ]  # fmt: skip
        left = tuple(_left(connection, address, household.destinations))
        return replace(looks[0], others=tuple(looks[1:]), left=left)


def _seen_by(connection: Connection, destination: Destination, look: Snapshot) -> Snapshot:
    """The same with what that destination was told."""
    name = destination.name
    place = places.find(connection, name, look.address)
    told = applied.applied_of(connection, place.id) if place else {}
    tokens = [each.token for each in look.state.occurrences]
    once = occurrences.states_of(connection, name, tokens)
    return replace(look, place=place, applied=told, occurrences=once)


def _left(connection: Connection, address: str, names: Collection[str]) -> Iterator[str]:
    for name in destinations_at(connection, address):
        place = None if name in names else places.find(connection, name, address)
        if place and applied.applied_of(connection, place.id):
            yield name


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
