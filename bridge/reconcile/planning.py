"""What other rules would change for whom: the plan, person by person, of which nothing is written.

A plan is the difference between what each contact was told and what it should have by those rules,
as if they had decided her whole life. What would happen to her anyway is none of it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.reconcile.household import now_of, read
from bridge.reconcile.library import Library
from bridge.reconcile.plans.comparison import Planned, compared
from bridge.reconcile.redecision import unsaid
from bridge.rules import Rules
from bridge.store import households, rulebooks
from bridge.store.engine import transaction

_BATCH = 200  # households
_HASHES = 2**64
_BEHIND = 20  # people that are named behind a number


@dataclass
class Counted:
    """How many people, and the first of them: their households and addresses."""

    number: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, planned: Planned) -> None:
        self.number += 1
        if len(self.first) < _BEHIND:
            self.first.append((planned.household, planned.address))


@dataclass
class Summary:
    """What a plan comes to, of everybody who lives at one of the contacts that were `looked_at`.

    `digest` is the same for the same text of the rules and the same changes of the same people, in
    whatever order they were looked at. Of each household that changes a number is kept, so that
    those to whom something happened meanwhile can be looked at again, alone.

    `taken_up` are those who bought what no rules spoke of and these do: they are decided by these
    also where they are for what comes. `waiting` wait for something, and would not change.
    """

    rules: str = ""
    people: int = 0
    looked_at: int = 0
    losing: int = 0
    since: datetime | None = None
    publication: int = 0
    taken_up: Counted = field(default_factory=Counted)
    waiting: Counted = field(default_factory=Counted)
    _hashes: dict[int, int] = field(default_factory=dict)

    @property
    def hashes(self) -> Mapping[int, int]:
        """By household: who keeps a summary elsewhere keeps these."""
        return self._hashes

    def add(self, planned: Planned) -> None:
        self.people += 1
        self.losing += bool(planned.closes)
        known = self._hashes.get(planned.household, 0)
        self._hashes[planned.household] = (known + _hash_of(planned)) % _HASHES

    def changing(self, found: Iterable[Planned]) -> list[Planned]:
        """Those of the found who would change; who only waits is counted apart."""
        found = [*found]
        for planned in found:
            if planned.waits and not planned.changes:
                self.waiting.add(planned)
        return [each for each in found if each.changes]

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
    engine: Engine,
    library: Library,
    rules: Rules,
    summary: Summary,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Planned]:
    """Every contact that would change, household by household; no more than a batch of them is in
    memory at once. `summary` counts meanwhile, and `progress` is told of how many households were
    looked at."""
    summary.rules, after, done = rules.text, 0, 0
    summary.since, summary.publication = _begun(engine)
    one_look = engine.execution_options(isolation_level="REPEATABLE READ")
    while batch := households.after(engine, after, _BATCH):
        for household_id in batch:
            with one_look.begin() as connection:
                found = planned_for(connection, library, rules, household_id, summary)
            progress(done := done + 1)
            for planned in found:
                summary.add(planned)
                yield planned
        after = batch[-1]


def look_again(connection: Connection, library: Library, rules: Rules, summary: Summary) -> None:
    """At those households, and no others, to which something happened since the plan was begun:
    the summary's digest is then that of the plan as it is now. The caller lets nobody decide
    anything meanwhile."""
    for household_id in households.changed_since(connection, summary.since):
        found = planned_for(connection, library, rules, household_id, Summary())
        summary.replaced(household_id, found)


def planned_for(
    connection: Connection,
    library: Library,
    rules: Rules,
    household_id: int,
    summary: Summary,
) -> list[Planned]:
    """The contacts of one household that would change; `summary` counts those looked at."""
    now = now_of(connection)
    household = read(connection, household_id, library)
    before, after = household.fold(now), household.by(rules).fold(now)
    lived_at = [address for address, each in after.items() if each.people]
    summary.looked_at += len(lived_at)
    if lived_at and any(unsaid(household, rules)):
        summary.taken_up.add(Planned(household_id, lived_at[0], ()))
    return summary.changing(compared(connection, rules, household_id, before, after))


def _begun(engine: Engine) -> tuple[datetime, int]:
    """Who began to decide something before is done with it, who comes later is changed later."""
    with transaction(engine) as connection:
        rulebooks.keep_others_out(connection)
        return now_of(connection), rulebooks.last_number(connection)


def _hash_of(planned: Planned) -> int:
    told = [
        (str(c.sort), c.name, c.gains, c.value, *filter(None, [c.destination]))
        for c in planned.changes
    ]
    whole = repr((planned.address, told)).encode()
    return int.from_bytes(hashlib.sha256(whole).digest()[:8])
