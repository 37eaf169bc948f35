"""What a rules file does with one item, in words: what it opens, and which rules name it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.explain.trial.rule_words import rule_words
from bridge.model import Event, Item, Kind
from bridge.model.text import join_or, plural
from bridge.rules import Rule, Rules, SpokenOf, ordered


@dataclass(frozen=True)
class SpokenHere:
    """One place of the file that names the item; `membership` is its name, "" for a rule alone."""

    words: str
    line: int
    membership: str = ""


class ItemRules:
    """Asks one file's rules; made once for many items."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._spoken_of = SpokenOf(rules)

    def of(self, item: Item) -> tuple[SpokenHere, ...]:
        """In the file's order."""
        places = [*self._memberships(item), *self._rules(item)]
        return tuple(sorted(places, key=lambda each: each.line))

    def is_unmapped(self, item: Item) -> bool:
        """Whether its sale would be one without a rule, as the deliveries' pages call it."""
        sale = Event("", "", Kind.PURCHASE, "", items=(item,))
        return bool(self._spoken_of.unmapped(sale))

    def is_named_at_sale(self, item: Item) -> bool:
        """Whether some rule or membership waits for its purchase, be it with another option."""
        waiting = (each for each in self.rules.rules if each.enabled and Kind.PURCHASE in each.when)
        return any(item.key in each.items for each in waiting)

    def _memberships(self, item: Item) -> Iterator[SpokenHere]:
        for offer in self.rules.offers:
            if offer.enabled and offer.block.names(item):
                known = offer.membership
                plans = [plan for plan in offer.block.plans if plan]
                only = (
                    f", with {plural('pricing option', len(plans))} {join_or(plans)}"
                    if plans
                    else ""
                )
                yield SpokenHere(f"opens '{known.name}'{only}", known.line, known.name)

    def _rules(self, item: Item) -> Iterator[SpokenHere]:
        for rule in self.rules.rules:
            if rule.enabled and not rule.membership and _names(rule, item):
                at = join_or(ordered(rule.when))
                yield SpokenHere(f"at {at}: {rule_words(rule)} ('{rule.name}')", rule.line)


def _names(rule: Rule, item: Item) -> bool:
    return rule.block.names_items and rule.block.names(item)
