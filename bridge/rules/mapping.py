"""Which of an event's items some rule speaks of, and which of them none does.

A rule names the items that its `items`, `plans` and groups pick; one that asks for no item is for
whatever was sold. At a purchase that is not enough: `remove: Abandoned cart` at every sale says
nothing of what was bought. There an item must be named, unless the file names none at purchases at
all. What was named and kept out by another condition, such as a coupon, is spoken of.

What only calls off something put off by an earlier event speaks of no more than the items it names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from bridge.model import Action, Event, Item, Kind
from bridge.rules.block import Block
from bridge.rules.decide import Rules
from bridge.rules.rule import Rule


class SpokenOf:
    """Asks one file's rules; made once for many events."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._by_name = {rule.name: rule for rule in rules.rules}
        self._naming: dict[Kind, list[Block]] = defaultdict(list)
        for rule in rules.rules:
            for kind in rule.when if rule.enabled and rule.block.names_items else ():
                self._naming[kind].append(rule.block)
        self._named: dict[tuple[Kind, Item], bool] = {}

    def unmapped(self, event: Event) -> tuple[Item, ...]:
        """The event's items of which no rule speaks, each once; all of them where no rule matches
        it, and none where no rule may."""
        if self._rules.closed_to(event):
            return ()
        items = tuple(dict.fromkeys(event.items))
        matching = self._rules.matching(event)
        if not matching:
            return items
        spoken_of = {item for rule in matching for item in self._items(rule, event)}
        return tuple(i for i in items if i not in spoken_of and not self._names(event.kind, i))

    def newly_mapped(self, event: Event, recorded: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
        """The items of which these rules speak, and the rules that once decided the event did not.

        `recorded` are the changes that those asked for, as they stand on the delivery.
        """
        before = self.spoken_of_before(event, recorded)
        now = {i for rule in self._rules.matching(event) for i in self._items(rule, event)}
        return tuple(item for item in event.items if item in now and item.key not in before)

    def spoken_of_before(self, event: Event, recorded: Iterable[Mapping[str, Any]]) -> set[str]:
        """The keys of the event's items that the rules which once decided it spoke of.

        What a change was wished for stands in its claim or timer; of a rule whose changes name no
        item, the rule of that name tells as it is now. Where there is none any more, it counts as
        one that spoke of all: better an item that is not taken up than one that surprises a member.
        """
        keys = {item.key for item in event.items}
        words_of: dict[str, set[str]] = defaultdict(set)
        before: set[str] = set()
        for change in recorded:
            if not change.get("of_any_item"):
                told = {change.get(name, "").rpartition(" ")[2] for name in ("claim", "timer")}
                words_of[change["rule"]] |= told & keys
            elif change["action"] != Action.CALL_OFF and self._any_will_do(event.kind):
                return keys
        for name, words in words_of.items():
            before |= words or self._keys_now(name, event, keys)
        return before

    def _keys_now(self, name: str, event: Event, keys: set[str]) -> set[str]:
        rule = self._by_name.get(name)
        return {item.key for item in self._items(rule, event)} if rule else keys

    def _items(self, rule: Rule, event: Event) -> tuple[Item, ...]:
        picked = rule.asked_of(event).picked(event)
        if picked is not None:
            return picked
        return event.items if self._any_will_do(event.kind) and not rule.calls_off(event) else ()

    def _any_will_do(self, kind: Kind) -> bool:
        """Whether a rule that names no item speaks of whatever the event is about."""
        return kind is not Kind.PURCHASE or not self._naming[kind]

    def _names(self, kind: Kind, item: Item) -> bool:
        """Whether a rule for the kind names the item, whatever else it asks for."""
        if (kind, item) not in self._named:
            self._named[kind, item] = any(block.names(item) for block in self._naming[kind])
        return self._named[kind, item]
