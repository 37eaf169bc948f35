"""What other rules would change for whom: the plan, person by person, of which nothing is written.

A plan is the difference between what each contact was told and what it should have by those rules,
as if they had decided her whole life. What would happen to her anyway is none of it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.entitlements.desired import Because, Desired, DesiredState, Value
from bridge.entitlements.memberships import is_open
from bridge.model import Membership, Sort, tag_key
from bridge.reconcile.difference import diff
from bridge.reconcile.household import now_of, read
from bridge.reconcile.library import Library
from bridge.reconcile.moves import moved_to
from bridge.rules import Rules
from bridge.store import applied, households, places, rulebooks
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.places import Place

_BATCH = 200  # households
_HASHES = 2**64


@dataclass(frozen=True)
class Change:
    """One target that a contact would gain or lose; a field gets the `value`."""

    sort: Sort
    name: str
    gains: bool
    value: str = ""
    because: Because = field(default_factory=Because)


@dataclass(frozen=True)
class Planned:
    """One contact that would change. `opens` and `closes` are memberships, by their names."""

    household: int
    address: str
    changes: tuple[Change, ...]
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()


@dataclass
class Summary:
    """What a plan comes to, of everybody who lives at one of the contacts that were `looked_at`.

    `digest` is the same for the same text of the rules and the same changes of the same people, in
    whatever order they were looked at. Of each household that changes a number is kept, so that
    those to whom something happened meanwhile can be looked at again, alone.
    """

    rules: str = ""
    people: int = 0
    looked_at: int = 0
    losing: int = 0
    since: datetime | None = None
    publication: int = 0
    _hashes: dict[int, int] = field(default_factory=dict)

    def add(self, planned: Planned) -> None:
        self.people += 1
        self.losing += bool(planned.closes)
        known = self._hashes.get(planned.household, 0)
        self._hashes[planned.household] = (known + _hash_of(planned)) % _HASHES

    def replaced(self, household_id: int, found: Iterable[Planned]) -> None:
        """What was planned for that household is this now; for its digest only."""
        self._hashes[household_id] = sum(map(_hash_of, found)) % _HASHES

    @property
    def digest(self) -> str:
        whole = f"{self.rules} {sum(self._hashes.values()) % _HASHES}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    @property
    def is_large(self) -> bool:
        """Whether it wants the number said in words: more than a fifth of the people, or more than
        a hundred who lose access."""
        return self.losing > 100 or (self.people > 5 and self.people * 5 > self.looked_at)


def plan(
    engine: Engine, library: Library, destination: str, rules: Rules, summary: Summary
) -> Iterator[Planned]:
    """Every contact that would change, household by household; no more than a batch of them is in
    memory at once. `summary` counts meanwhile."""
    summary.rules, after = rules.text, 0
    summary.since, summary.publication = _begun(engine)
    one_look = engine.execution_options(isolation_level="REPEATABLE READ")
    while batch := households.after(engine, after, _BATCH):
        for household_id in batch:
            with one_look.begin() as connection:
                found = planned_for(connection, library, destination, rules, household_id, summary)
            for planned in found:
                summary.add(planned)
                yield planned
        after = batch[-1]


def look_again(
    connection: Connection, library: Library, destination: str, rules: Rules, summary: Summary
) -> None:
    """At those households, and no others, to which something happened since the plan was begun:
    the summary's digest is then that of the plan as it is now. The caller lets nobody decide
    anything meanwhile."""
    for household_id in households.changed_since(connection, summary.since):
        found = planned_for(connection, library, destination, rules, household_id, Summary())
        summary.replaced(household_id, found)


def planned_for(
    connection: Connection,
    library: Library,
    destination: str,
    rules: Rules,
    household_id: int,
    summary: Summary,
) -> list[Planned]:
    """The contacts of one household that would change; `summary` counts those looked at."""
    now = now_of(connection)
    household = read(connection, household_id, library)
    before, after = household.fold(now), household.by(rules).fold(now)
    summary.looked_at += sum(bool(each.people) for each in after.values())
    return _compared(connection, destination, household_id, before, after)


def _begun(engine: Engine) -> tuple[datetime, int]:
    """Who began to decide something before is done with it, who comes later is changed later."""
    with transaction(engine) as connection:
        rulebooks.keep_others_out(connection)
        return now_of(connection), rulebooks.last_number(connection)


def _compared(
    connection: Connection,
    destination: str,
    household_id: int,
    before: Mapping[str, DesiredState],
    after: Mapping[str, DesiredState],
) -> list[Planned]:
    lives_at = _places_of(connection, destination, after)
    found = []
    for address, state in sorted(after.items()):
        place = lives_at[address]
        known = applied.applied_of(connection, place.id) if place else {}
        anyway = _changes(before[address], known) if place is None or place.is_due else []
        changes = [each for each in _changes(state, known) if each not in anyway]
        if changes:
            opens, closes = _turned(before[address], state, known)
            found.append(Planned(household_id, address, tuple(changes), opens, closes))
    return found


def _hash_of(planned: Planned) -> int:
    told = [(str(c.sort), c.name, c.gains, c.value) for c in planned.changes]
    whole = repr((planned.address, told)).encode()
    return int.from_bytes(hashlib.sha256(whole).digest()[:8])


def _places_of(
    connection: Connection, destination: str, states: Mapping[str, DesiredState]
) -> dict[str, Place | None]:
    """By address; a contact that its person left behind counts for where she lives now: it will be
    given that address."""
    found = {each: places.find(connection, destination, each) for each in states}
    for address, place in list(found.items()):
        if place is None or not place.contact or states[address].people:
            continue
        for new in moved_to(address, states):
            there = found[new]
            if there is None or not there.contact:
                found[address], found[new] = there, place
                break
    return found


def _changes(state: DesiredState, known: Mapping[str, Applied]) -> list[Change]:
    """What would be told that differs from what she has; what is only told anew is no change."""
    difference = diff(state, known, [each.token for each in state.occurrences])
    changes = [_change(d, known.get(key)) for key, d in difference.tell.items()]
    back = [Change(b.sort, b.name, bool(b.found)) for b in difference.back.values()]
    return sorted([each for each in changes if each] + back, key=lambda c: (c.sort, c.name))


def _change(desired: Desired, known: Applied | None) -> Change | None:
    if desired.sort is Sort.FIELD:
        same = known is not None and known.text == desired.text
        because = desired.because
        return None if same else Change(desired.sort, desired.name, True, desired.text, because)
    had = known is not None and known.value == Value.WANTED and not known.refused
    wanted = desired.value is Value.WANTED
    change = Change(desired.sort, desired.name, wanted, because=desired.because)
    return None if wanted == had else change


def _turned(
    before: DesiredState, after: DesiredState, known: Mapping[str, Applied]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The memberships that open or close: by the tags that she has and will have, or, where a
    membership has none, by the lives of her entitlements."""
    opens, closes = [], []
    for name, held in sorted({**before.held, **after.held}.items()):
        memberships = [each.membership for each in held]
        was = _lets_in(memberships, _told(known))
        is_now = _lets_in(memberships, _told(known, after))
        if not any(each.tag for each in memberships):
            was, is_now = is_open(before.held.get(name, ())), is_open(after.held.get(name, ()))
        opens += [name] if is_now and not was else []
        closes += [name] if was and not is_now else []
    return tuple(opens), tuple(closes)


def _lets_in(memberships: Iterable[Membership], tags: Collection[str]) -> bool:
    """Whether who has these tags, by their keys, comes in."""
    return any(each.tag and tag_key(each.tag) in tags for each in memberships) and not any(
        tag_key(tag) in tags for each in memberships for tag in each.blocking_tags
    )


def _told(known: Mapping[str, Applied], then: DesiredState | None = None) -> set[str]:
    """The keys of the tags that she has, or will have once she was told."""
    tags = {k for k, each in known.items() if each.value == Value.WANTED and not each.refused}
    for key, desired in then.targets.items() if then else ():
        if desired.value is Value.WANTED:
            tags.add(key)
        elif desired.value is Value.UNWANTED:
            tags.discard(key)
    gone = set(known) - set(then.targets) if then else set()
    return tags - {key for key in gone if not known[key].found}
