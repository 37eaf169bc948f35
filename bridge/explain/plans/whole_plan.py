"""What other rules come to, counted, with the first people behind each number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.explain.plans.change_words import change_words, reason_words
from bridge.model import Sort
from bridge.reconcile.planning import Summary
from bridge.reconcile.plans.comparison import Change, Planned
from bridge.rules import Rules

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
class WholePlan:
    """Every number is complete. `has_applied`: these rules decided all that was sold already.

    `changes` are by what changes and because of which rule, `access` by membership and whether it
    opens; `gained` are the names that somebody would get.
    """

    rules: Rules
    has_applied: bool = False
    summary: Summary = field(default_factory=Summary)
    changes: dict[tuple[str, str], tuple[Change, Counted]] = field(default_factory=dict)
    access: dict[tuple[str, bool], Counted] = field(default_factory=dict)
    gained: dict[tuple[Sort, str], None] = field(default_factory=dict)

    def add(self, planned: Planned) -> None:
        for opens, names in ((True, planned.opens), (False, planned.closes)):
            for name in names:
                self.access.setdefault((name, opens), Counted()).add(planned)
        for change in planned.changes:
            key = change_words(change), reason_words(change)
            self.changes.setdefault(key, (change, Counted()))[1].add(planned)
            if change.gains:
                self.gained[change.sort, change.name] = None

    def turned(self, *, opens: bool) -> dict[str, int]:
        """How many for whom each membership opens, or closes."""
        return {name: each.number for (name, o), each in self.access.items() if o is opens}

    def turns(self) -> Iterator[tuple[str, bool, Counted]]:
        """What opens, most people first, then what closes."""
        ranked = sorted(self.access.items(), key=lambda each: (not each[0][1], -each[1].number))
        return ((name, opens, counted) for (name, opens), counted in ranked)

    def ranked(self) -> Iterator[tuple[str, str, Change, Counted]]:
        """What changes and because of what, most people first."""
        ranked = sorted(self.changes.items(), key=lambda each: -each[1][1].number)
        return ((what, why, change, counted) for (what, why), (change, counted) in ranked)
