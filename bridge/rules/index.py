"""Finds the few rules that may match an event, so that a thousand of them cost hardly any time.

Each rule waits under the marks of one of its conditions: of that which it shares with the fewest
other rules. It is looked at only when the event has one of them, and its amount is not out of
bounds. Whether it matches, the rule itself decides then; so this may find one too many, never one
too few.

A mark is what can be seen on an event at once, and what a condition cannot do without. It is looked
up, not compared.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bridge.model import Event, Kind
from bridge.rules.amounts import Amount, Consent, Payment
from bridge.rules.condition_set import ConditionSet, Group
from bridge.rules.conditions import Condition, Named, Words, said, sent
from bridge.rules.item_patterns import BY_NAME, beginning, beginnings, slots
from bridge.rules.rule import Rule

Fact = tuple[str, str]  # what is looked at: a condition's key, and the name where it has names
Mark = tuple[Fact, str]  # and what is seen there

ANYTHING: Mark = (("anything", ""), "")  # every event has it
_NAMED = ("passthrough", "custom fields")
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
            for value in _seen(fact, event)
            for waiting in values.get(value, ())
        ]
        amount = event.money.amount
        if amount is None:
            return sorted({place for place, *_, low, high in found if (low, high) == _ANY_AMOUNT})
        return sorted({place for place, *_, low, high in found if low <= amount <= high})


def _kinds(rule: Rule) -> frozenset[Kind]:
    return rule.when | rule.unless


def _asked(rule: Rule, kind: Kind) -> ConditionSet:
    """What it asks of an event of the kind, at least; of one that calls off, little."""
    if kind in rule.when:
        return rule.block
    of_any = rule.later is not None and kind in rule.later.unless_any
    return ConditionSet() if of_any else ConditionSet(rule.items)


def _waiting(place: int, kind: Kind, block: ConditionSet) -> _Waiting:
    amounts = [condition for condition in block.only if isinstance(condition, Amount)]
    low = max((each.least for each in amounts if each.least is not None), default=_ANY_AMOUNT[0])
    high = min((each.most for each in amounts if each.most is not None), default=_ANY_AMOUNT[1])
    return _Waiting(place, kind, [*_marks_of(block)] or [(ANYTHING,)], low, high)


def _marks_of(block: ConditionSet) -> Iterator[tuple[Mark, ...]]:
    """Sets of marks: an event for which the block holds has one or more of each set."""
    if block.items:
        yield tuple(map(_of_item, block.items))
    if block.plans:
        yield tuple((("plans", ""), plan) for plan in block.plans)
    for condition in block.only:
        yield from _of_condition(condition)


def _seen(fact: Fact, event: Event) -> Iterable[str]:
    """What the event has of a fact, in every way in which a mark may call it."""
    key, name = fact
    if key in _NAMED:
        return beginnings(sent(key, event).get(name, ""))
    return _SEEN[key](event) if key in _SEEN else beginnings(said(key, event))


_SEEN: Mapping[str, Callable[[Event], Iterable[str]]] = {
    "anything": lambda _: ("",),
    "items": lambda event: slots(event.items),
    "names": lambda event: {mark for item in event.items for mark in beginnings(item.name)},
    "plans": lambda event: {item.plan for item in event.items},
    "payment": lambda event: ("first", "last", f"number {event.subscription.payment_number}"),
    "consent": lambda event: (str(event.consent),),
}


def _of_item(wanted: str) -> Mark:
    if wanted.startswith(BY_NAME):
        return ("names", ""), beginning(wanted[len(BY_NAME) :])
    return ("items", ""), wanted


def _of_condition(condition: Condition) -> Iterator[tuple[Mark, ...]]:
    if isinstance(condition, Words):
        yield tuple(((condition.key, ""), beginning(word)) for word in condition.words)
    elif isinstance(condition, Named):
        for name, values in condition.wanted:
            yield tuple(((condition.key, name.casefold()), beginning(value)) for value in values)
    elif isinstance(condition, Payment):
        yield tuple((("payment", ""), word) for word in condition.words)
    elif isinstance(condition, Consent):
        yield ((("consent", ""), str(condition.ticked)),)
    elif isinstance(condition, Group):
        yield from _of_group(condition)


def _of_group(group: Group) -> Iterator[tuple[Mark, ...]]:
    """Of `any`, the first set of each block; nothing can be seen of what must not hold."""
    if group.key == "all":
        for block in group.blocks:
            yield from _marks_of(block)
    elif group.key == "any":
        sets = [next(_marks_of(block), (ANYTHING,)) for block in group.blocks]
        yield tuple(mark for each in sets for mark in each)
