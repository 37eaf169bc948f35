"""One household as the store has it: its events decided, and folded to what its places should have.

Deciding is a short transaction without HTTP, under the household's row: what no publication of the
rules has decided yet, the newest one decides, for good.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import DesiredState
from bridge.entitlements.fold import fold
from bridge.entitlements.inputs import BookOf, Fact, hand_key
from bridge.entitlements.orders import line_key
from bridge.model import Event, Kind, Sort
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.store import decisions, households, occurrences, places, rulebooks
from bridge.store.households import StoredFact


@dataclass(frozen=True)
class Household:
    """`stored` are its events, all decided; `publications` by entitlement; `newest` are the rules
    that count for what comes, of publication `number`."""

    id: int
    stored: Sequence[StoredFact]
    publications: Mapping[str, int]
    books: Mapping[int, Rules]
    number: int

    @property
    def newest(self) -> Rules:
        return self.books[self.number]

    @property
    def facts(self) -> list[Fact]:
        return [
            Fact(each.delivery.event, each.effects or (), each.quiet_until) for each in self.stored
        ]

    @property
    def book_of(self) -> BookOf:
        return lambda key: self.books.get(self.publications.get(key, self.number))

    def fold(self, at: datetime, *besides: Fact) -> Mapping[str, DesiredState]:
        """The state of each address; as it would be had these happened, too."""
        facts = [*self.facts, *besides]
        return fold(facts, self.book_of, at, per_address=self.newest.contact_per_address)

    def seen_by(
        self, destination: str, sorts: Collection[Sort], at: datetime
    ) -> Mapping[str, DesiredState]:
        """The state of each address as that destination should see it, which has these sorts."""
        states = self.fold(at)
        return {key: for_destination(each, destination, sorts) for key, each in states.items()}

    @property
    def destinations(self) -> list[str]:
        """Those that the rules that count for what comes name, in their order."""
        return [each.name for each in self.newest.destinations]

    def by(self, rules: Rules) -> "Household":
        """The same people, all of whose lives these rules decided."""
        stored = [_decided(each, rules) for each in self.stored]
        return Household(self.id, stored, {}, {self.number + 1: rules}, self.number + 1)


def read(connection: Connection, household_id: int, library: Library) -> Household:
    """As it stands; what is undecided (its `publication` is None), as the newest publication would
    decide it. Raises NoRules."""
    number, rules = library.newest(connection)
    stored = [
        each if each.effects is not None else _decided(each, rules)
        for each in households.facts_of(connection, household_id)
    ]
    known = households.publications_of(connection, household_id)
    books = {each: library.rules(connection, each) for each in {number, *known.values()}}
    return Household(household_id, stored, known, books, number)


def decide(connection: Connection, household_id: int, library: Library) -> Household:
    """The same, and what was undecided is decided from now on. The caller holds the household's
    row. Raises NoRules."""
    rulebooks.hold_still(connection)
    household = read(connection, household_id, library)
    number, version = household.number, household.newest.version
    for each in household.stored:
        if each.publication is None:
            effects = each.effects or ()
            decisions.decide_event(connection, each.delivery.id, number, effects, version)
    missing = entitlements_in(each.delivery.event for each in household.stored)
    missing -= household.publications.keys()
    decisions.decide_entitlements(connection, household_id, sorted(missing), number)
    if missing or any(each.publication is None for each in household.stored):
        households.note_change(connection, household_id)
    known = {**dict.fromkeys(missing, number), **household.publications}
    return replace(household, publications=known)


def entitlements_in(events: Iterable[Event]) -> set[str]:
    """The keys of all entitlements that these events may be about."""
    keys: set[str] = set()
    for event in events:
        keys |= {line_key(event, item) for item in event.items}
        if event.kind is Kind.GRANTED_BY_HAND:
            keys.add(hand_key(event))
    return keys


def mark_due(
    connection: Connection, household_id: int, destinations: Iterable[str]
) -> tuple[dict[str, list[int]], list[str]]:
    """The facts of a household changed: the ids of all its places at each of these destinations,
    which are due; and those of them where it had none before."""
    addresses = households.addresses_of(connection, household_id)
    due, new = {}, []
    for name in destinations:
        ids, are_new = places.made_at(connection, name, addresses)
        due[name] = sorted(ids.values())
        new += [name] if are_new else []
    places.mark_due(connection, [each for ids in due.values() for each in ids])
    return due, new


def quiet(
    connection: Connection,
    destinations: Iterable[str],
    household: Household,
    at: datetime,
    *,
    older_than: timedelta | None = None,
) -> None:
    """Occurrences that are due by now count as done there: they are of what was. With `older_than`,
    only those of before, save what opens a door."""
    states = household.fold(at)
    for name in destinations:
        seen = (for_destination(each, name, tuple(Sort)) for each in states.values())
        tokens = [
            each.token
            for state in seen
            for each in state.occurrences
            if older_than is None or (each.due_at < at - older_than and not each.opens)
        ]
        occurrences.count_as_done(connection, name, tokens, at)


def now_of(connection: Connection) -> datetime:
    """The database's clock: what is due is due by it, on whatever machine."""
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now


def _decided(stored: StoredFact, rules: Rules) -> StoredFact:
    return replace(stored, effects=rules.effects(stored.delivery.event))
