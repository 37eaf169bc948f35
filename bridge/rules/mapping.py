"""Which of an event's items some rule speaks of, and which of them none does.

A rule speaks of the items that its `items`, `plans` and groups pick; one that asks for no item is
for whatever was sold, so it speaks of all. What only calls off something put off by an earlier
event speaks of no more than the items it names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from bridge.model import Event, Item
from bridge.rules.decide import Rules
from bridge.rules.rule import Rule


def unmapped(rules: Rules, event: Event) -> tuple[Item, ...]:
    """The event's items of which no rule that matches it speaks, each once; none where no rule
    matches at all, or may."""
    matching = rules.matching(event)
    spoken_of = {item for rule in matching for item in _items(rule, event)}
    return tuple(i for i in dict.fromkeys(event.items) if i not in spoken_of) if matching else ()


def newly_mapped(
    rules: Rules, event: Event, recorded: Iterable[Mapping[str, Any]]
) -> tuple[Item, ...]:
    """The items of which these rules speak, and the rules that once decided the event did not.

    `recorded` are the changes that those asked for, as they stand on the delivery. What a change
    was wished for stands in its claim or timer; of a rule whose changes name no item, the rule of
    that name tells as it is now. Where there is none any more, no item counts as new: better one
    that is not taken up than one that surprises a member.
    """
    items_of: dict[str, set[str]] = defaultdict(set)
    keys = {item.key for item in event.items}
    for change in recorded:
        words = {change.get(name, "").rpartition(" ")[2] for name in ("claim", "timer")}
        items_of[change["rule"]] |= words & keys
    named = {rule.name: rule for rule in rules.rules}
    before = {
        key for name, told in items_of.items() for key in told or _now(named.get(name), event, keys)
    }
    now = {item for rule in rules.matching(event) for item in _items(rule, event)}
    return tuple(item for item in event.items if item in now and item.key not in before)


def _items(rule: Rule, event: Event) -> tuple[Item, ...]:
    picked = rule.asked_of(event).picked(event)
    if picked is None:
        return () if rule.calls_off(event) else event.items
    return picked


def _now(rule: Rule | None, event: Event, keys: set[str]) -> set[str]:
    return {item.key for item in _items(rule, event)} if rule else keys
