"""Finds the few rules that may match an event, so that a thousand of them cost hardly any time.

Each rule waits under the marks of one of its conditions: of that which it shares with the fewest
other rules. It is looked at only when the event has one of them, and its amount is not out of
bounds. Whether it matches, the rule itself decides then; so this may find one too many, never one
too few.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bridge.model import Event, Kind
from bridge.rules.block import Block
from bridge.rules.counted import Amount
from bridge.rules.marks import ANYTHING, Fact, Mark, marks_of, seen
from bridge.rules.rule import Rule

_ANY_AMOUNT = (float("-inf"), float("inf"))


class _Waiting(NamedTuple):
    """A rule, by its place in the file, as it waits for one kind of event."""

    place: int
    kind: Kind
    sets: list[tuple[Mark, ...]]  # an event it matches has one mark of each
    low: float  # hundredths; minus infinity is without bound
    high: float


class Index:
    """The enabled ones of some rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        waiting = [
            _waiting(place, kind, _asked(rule, kind))
            for place, rule in enumerate(rules)
            for kind in (_kinds(rule) if rule.enabled else ())
        ]
        crowd = Counter((w.kind, mark) for w in waiting for marks in w.sets for mark in marks)
        self._facts: dict[Kind, dict[Fact, dict[str, list[_Waiting]]]] = {}
        for each in waiting:
            of = {marks: sum(crowd[each.kind, mark] for mark in marks) for marks in each.sets}
            for fact, value in min(of, key=of.__getitem__):
                values = self._facts.setdefault(each.kind, {}).setdefault(fact, {})
                values.setdefault(value, []).append(each)

    def places(self, event: Event) -> list[int]:
        """Where the rules stand that may match the event, in the file's order."""
        found = [
            waiting
            for fact, values in self._facts.get(event.kind, {}).items()
            for value in seen(fact, event)
            for waiting in values.get(value, ())
        ]
        amount = event.money.amount
        if amount is None:
            return sorted({place for place, *_, low, high in found if (low, high) == _ANY_AMOUNT})
        return sorted({place for place, *_, low, high in found if low <= amount <= high})


def _kinds(rule: Rule) -> frozenset[Kind]:
    return rule.when | rule.unless


def _asked(rule: Rule, kind: Kind) -> Block:
    """What it asks of an event of the kind, at least; of one that calls off, little."""
    if kind in rule.when:
        return rule.block
    of_any = rule.later is not None and kind in rule.later.unless_any
    return Block() if of_any else Block(rule.items)


def _waiting(place: int, kind: Kind, block: Block) -> _Waiting:
    amounts = [condition for condition in block.only if isinstance(condition, Amount)]
    low = max((each.least for each in amounts if each.least is not None), default=_ANY_AMOUNT[0])
    high = min((each.most for each in amounts if each.most is not None), default=_ANY_AMOUNT[1])
    return _Waiting(place, kind, [*marks_of(block)] or [(ANYTHING,)], low, high)
