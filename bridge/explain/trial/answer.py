"""What the rules say to one event, and what its contact has before and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bridge.entitlements.desired import Desired, DesiredState, Held, Occurrence, Upcoming, Value
from bridge.entitlements.fold import fold, state_of
from bridge.entitlements.inputs import Book, Fact
from bridge.explain.snapshot import Snapshot
from bridge.model import PATIENCE, Effect, Event, Sort
from bridge.reconcile.intake import set_aside
from bridge.rules import Rules, Verdict


@dataclass(frozen=True)
class Answer:
    """`known` is what the record knows of the contact, None where it was not asked or knows
    nothing. `at` is the time for which she is looked at."""

    rules: Rules
    event: Event
    at: datetime
    known: Snapshot | None = None

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return self.rules.explain(self.event)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        return () if set_aside(self.event) else self.rules.effects(self.event)

    @cached_property
    def after(self) -> DesiredState:
        """As the workers would leave her once the minute is over for which memberships are patient
        after what takes away."""
        facts = [*self._others, Fact(self.event, self.effects)]
        return self._fold(facts, self._latest + PATIENCE)

    @cached_property
    def before(self) -> DesiredState:
        """As she is without it."""
        return self._fold(self._others, self._latest)

    @property
    def held(self) -> Mapping[str, Sequence[Held]]:
        return self.after.held

    @property
    def coming(self) -> list[Upcoming]:
        """What changes by itself, the next one first."""
        return sorted(self.after.upcoming, key=lambda each: (each.at, each.subject))

    @cached_property
    def tags(self) -> dict[str, bool]:
        """Whether she should have each tag afterwards; what is left as it is stands not here."""
        return _due(self.after)

    @cached_property
    def tags_before(self) -> dict[str, bool]:
        return _due(self.before)

    @property
    def others(self) -> list[Desired]:
        """Lists and fields, as they should be afterwards."""
        return [d for d in self.after.targets.values() if d.sort is not Sort.TAG]

    @property
    def once(self) -> list[Occurrence]:
        """What is triggered or started because of it."""
        return [o for o in self.after.occurrences if o.because.event == self.event.key]

    @property
    def gains(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if due and not self.tags_before.get(tag)]

    @property
    def loses(self) -> list[str]:
        return [tag for tag, due in self.tags.items() if not due and self.tags_before.get(tag)]

    @property
    def _latest(self) -> datetime:
        """Not before the last that is known: what is older is told to who she is by now."""
        known = (fact.event.occurred_at for fact in self._others)
        return max([self.at, *filter(None, known)])

    @property
    def _others(self) -> list[Fact]:
        facts = self.known.household.facts if self.known else []
        return [fact for fact in facts if fact.event.key != self.event.key]

    def _fold(self, facts: Sequence[Fact], at: datetime) -> DesiredState:
        states = fold(facts, self._book_of, at)
        return state_of(states, self.event.contact.key)

    def _book_of(self, entitlement: str) -> Book:
        decided = self.known.household.publications if self.known else {}
        if self.known and entitlement in decided:
            return self.known.household.books[decided[entitlement]]
        return self.rules


def _due(state: DesiredState) -> dict[str, bool]:
    return {
        desired.name: desired.value is Value.WANTED
        for desired in sorted(state.targets.values(), key=lambda each: each.name.casefold())
        if desired.sort is Sort.TAG and desired.value is not Value.UNSPOKEN
    }
