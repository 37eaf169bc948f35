"""Which of an event's items some rule speaks of, and which of them none does.

A rule names the items that its `items`, `plans` and groups pick; one that asks for no item, or for
every `product-*`, is for whatever was sold. At a purchase that is not enough: `remove: Abandoned
cart` at every sale says nothing of what was bought. There an item must have a rule of its own,
unless the file names none at purchases at all. What was named and kept out by another condition,
such as a coupon, is spoken of; and nothing need be said of what the file ignores.

What only calls off something put off by an earlier event speaks of no more than the items it names.
"""

from collections import defaultdict
from dataclasses import replace

from bridge.model import Event, Item, Kind
from bridge.rules.condition_set import ConditionSet
from bridge.rules.item_patterns import ALL_OF_A_SORT
from bridge.rules.rule import Rule
from bridge.rules.ruleset import Rules


class SpokenOf:
    """Asks one file's rules; made once for many events."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._naming: dict[Kind, list[ConditionSet]] = defaultdict(list)
        for rule in rules.rules:
            for kind in rule.when if rule.enabled else ():
                if (block := _naming(rule, kind)).names_items:
                    self._naming[kind].append(block)
        self._named: dict[tuple[Kind, Item], bool] = {}

    def unmapped(self, event: Event) -> tuple[Item, ...]:
        """The event's items of which no rule speaks, each once; all of them where no rule matches
        it, and none where no rule may."""
        if self.rules.closed_to(event):
            return ()
        items = tuple(i for i in dict.fromkeys(event.items) if not self.rules.ignores(i))
        matching = self.rules.matching(event)
        if not matching:
            return items
        spoken_of = {item for rule in matching for item in self._items(rule, event)}
        return tuple(i for i in items if i not in spoken_of and not self._names(event.kind, i))

    def _items(self, rule: Rule, event: Event) -> tuple[Item, ...]:
        picked = rule.conditions_on(event).picked(event)
        if self._any_will_do(event.kind):
            return event.items if picked is None and not rule.calls_off(event) else picked or ()
        return tuple(filter(_naming(rule, event.kind).names, picked or ()))

    def _any_will_do(self, kind: Kind) -> bool:
        """Whether a rule that names no item speaks of whatever the event is about."""
        return kind is not Kind.PURCHASE or not self._naming[kind]

    def _names(self, kind: Kind, item: Item) -> bool:
        """Whether a rule for the kind names the item, whatever else it asks for."""
        if (kind, item) not in self._named:
            self._named[kind, item] = any(block.names(item) for block in self._naming[kind])
        return self._named[kind, item]


def _naming(rule: Rule, kind: Kind) -> ConditionSet:
    """Its conditions, at a purchase without the items that are all of a sort."""
    items = tuple(each for each in rule.block.items if not each.endswith(ALL_OF_A_SORT))
    if kind is not Kind.PURCHASE or rule.block.plans or items == rule.block.items:
        return rule.block
    return replace(rule.block, items=items)
