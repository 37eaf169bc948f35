"""The rules that an event missed by one thing only: where a person looks first."""

from collections.abc import Iterator
from dataclasses import replace

from bridge.model import Event, Item
from bridge.rules.condition_set import ConditionSet
from bridge.rules.conditions import Condition
from bridge.rules.rule import Rule
from bridge.rules.ruleset import Rules

MOST = 5


def near_misses(rules: Rules, event: Event) -> tuple[str, ...]:
    """`'Gold: purchase' (line 8): only pricing option 90222; this was 90333`, for at most five.

    Only rules that are switched on and wait for this kind of event. Those about one of its items
    come first, for an order misses most rules by being of something else. Where no rule may speak
    at all, that alone is told.
    """
    if closed := rules.closed_to(event):
        return (closed,)
    missed = [
        (rule, reasons)
        for rule in rules.rules
        if rule.enabled
        and event.kind in rule.when
        and len(reasons := list(_reasons(rule, event))) == 1
    ]
    missed.sort(key=lambda each: not _names_an_item(each[0].block, event))
    return tuple(f"'{rule.name}' (line {rule.line}): {why}" for rule, (why,) in missed[:MOST])


def misses_of(rules: Rules, event: Event, item: Item) -> tuple[str, ...]:
    """As `near_misses`, of the rules that name this one of the event's items."""
    alone = replace(event, items=(item,))
    naming = [
        rule for rule in rules.rules if rule.block.items and _names_an_item(rule.block, alone)
    ]
    return near_misses(replace(rules, rules=tuple(naming)), alone)


def _reasons(rule: Rule, event: Event) -> Iterator[str]:
    """Every condition of the rule that does not hold; where all do, what else is wanting."""
    block = rule.block
    parts: list[ConditionSet | Condition] = [ConditionSet(block.items, block.plans), *block.only]
    reasons = [why for part in parts if (why := part.why_not(event))]
    yield from reasons or filter(None, [rule.why_not(event)])


def _names_an_item(block: ConditionSet, event: Event) -> bool:
    return not ConditionSet(block.items).why_not(event)
