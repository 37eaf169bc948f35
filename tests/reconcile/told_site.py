"""A site that is told differences and nothing else: when something arrives, and when it is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import DesiredState
from bridge.entitlements.fold import fold
from bridge.entitlements.inputs import BookOf, Fact
from bridge.model import AccessWish, Done, Outcome, Plan, Sort
from bridge.reconcile.difference import applied_after, contact_of, diff
from bridge.store.applied import Applied


@dataclass
class ToldSite:
    """`open` by address and hold; `calls` counts the plans that it was told."""

    book_of: BookOf
    open: dict[str, dict[str, AccessWish]] = field(default_factory=dict)
    calls: int = 0
    _facts: list[Fact] = field(default_factory=list)
    _known: dict[str, dict[str, Applied]] = field(default_factory=dict)
    _wakes: datetime | None = None

    def arrives(self, facts: Iterable[Fact], at: datetime) -> None:
        self.time_passes(at)
        self._facts += facts
        self._look(at)

    def time_passes(self, until: datetime) -> None:
        """Whoever is due is told at its time."""
        while self._wakes is not None and self._wakes <= until:
            self._look(self._wakes)

    def access(self, address: str, at: datetime) -> dict[str, str]:
        """By name and hold what lets in by then: whole days, as sites keep them."""
        return {
            f"{each.membership} {each.hold}": str(each.until) if each.until else "for life"
            for each in self.open.get(address, {}).values()
            if each.until is None or at.date() <= each.until.date()
        }

    def _look(self, at: datetime) -> None:
        states = fold(self._facts, self.book_of, at)
        seen = {key: for_destination(each, "school", {Sort.ACCESS}) for key, each in states.items()}
        for address, state in seen.items():
            self._tell(address, state)
        self._wakes = min((s.wake_at for s in seen.values() if s.wake_at), default=None)

    def _tell(self, address: str, state: DesiredState) -> None:
        known = self._known.setdefault(address, {})
        difference = diff(state, known, ())
        if not difference:
            return
        self.calls += 1
        plan = difference.plan(contact_of(state), create_missing_tags=False)
        outcome = Outcome(tuple(self._done(self.open.setdefault(address, {}), plan)))
        rows = applied_after(difference, known, outcome)
        for key in difference.back:
            known.pop(key)
        known |= {row.target: row for row in rows}

    def _done(self, there: dict[str, AccessWish], plan: Plan) -> Iterator[Done]:
        for wish in plan.end_access:
            there.pop(f"{wish.membership} {wish.hold}", None)
            yield Done(wish.membership, "ended", sort=Sort.ACCESS, hold=wish.hold)
        for wish in plan.access:
            there[f"{wish.membership} {wish.hold}"] = wish
            yield Done(wish.membership, "given", sort=Sort.ACCESS, hold=wish.hold)
