"""What other rules come to, counted, with the first people behind each number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.explain.plans.change_words import change_words, reason_words
from bridge.model import Sort
from bridge.reconcile.planning import Counted, Summary
from bridge.reconcile.plans.comparison import Change, Planned
from bridge.rules import Rules


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

    @property
    def addresses(self) -> set[str]:
        """Of those who are named behind its numbers."""
        counts = [*self.access.values(), *(each for _, each in self.changes.values())]
        counts += [self.summary.taken_up, self.summary.waiting]
        return {address for counted in counts for _, address in counted.first}

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
