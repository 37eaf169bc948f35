"""What no rule speaks about: of one delivery, and of a buyer's."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.model import BY_HAND, Event, Item, Kind
from bridge.model.text import event_noun, item_words, join_and, join_or
from bridge.reconcile.household import Household
from bridge.rules import Rules, SpokenOf, misses_of, near_misses
from bridge.store.delivery import Delivery, State


class Near(NamedTuple):
    """`unnamed` is a sentence on what of the sale no rule names; `misses` are as of
    `near_misses`."""

    unnamed: str = ""
    misses: tuple[str, ...] = ()


class NearMisses:
    """`rules_now` gives the rules as they stand, or None while there are none."""

    def __init__(self, rules_now: Callable[[], Rules | None], steps: NextSteps = COMMANDS) -> None:
        self._rules_now = rules_now
        self._steps = steps
        self._spoken_of: SpokenOf | None = None  # the rules that were asked last

    def __call__(self, event: Event, state: str) -> Near:
        """Of a delivery in this state; nothing while there are no rules, or none is missed."""
        rules = self._rules_now()
        if rules is None:
            return Near()
        if state == State.NO_RULE:
            return Near(misses=near_misses(rules, event))
        spoken_of = self._spoken_of
        if spoken_of is None or spoken_of.rules is not rules:
            self._spoken_of = spoken_of = SpokenOf(rules)
        items = without_own_rule(spoken_of, event, state)
        if not items:
            return Near()
        unnamed = (
            f"None of the rules that match names {join_or(map(item_words, items))}, as they stand "
            f"now; {self._steps.name_items()}."
        )
        return Near(unnamed, near_misses(rules, event))


def without_own_rule(spoken_of: SpokenOf, event: Event, state: str) -> tuple[Item, ...]:
    """The items of a delivery in that state which no rule names, though it was applied: sold
    without a rule of their own."""
    return spoken_of.unmapped(event) if state in (State.APPLIED, State.FAILED) else ()


def gap_sentences(
    rules: Rules, deliveries: Sequence[Delivery], *, has_nothing: bool
) -> Iterator[str]:
    """Of one who has nothing all that no rule speaks about, of others only what they bought."""
    spoken_of = SpokenOf(rules)
    for each in deliveries:
        event, bought = each.event, each.event.kind is Kind.PURCHASE
        if event.kind in BY_HAND:
            continue
        ignored = bool(event.items) and all(map(rules.ignores, event.items))
        if each.state is State.NO_RULE and (has_nothing or bought) and not ignored:
            yield f"Her {delivery_words(each)} has no rule{_nearest(rules, event, *event.items)}."
        for item in without_own_rule(spoken_of, event, each.state) if bought else ():
            sold = f"{item.key} was sold without a rule of its own (delivery {each.id})"
            yield f"{sold}{_nearest(rules, event, item)}."


def later_rule_sentences(household: Household, steps: NextSteps = COMMANDS) -> Iterator[str]:
    """Of what she bought under older rules, which rules of now would give her more."""
    for each in household.stored:
        event = each.delivery.event
        had = {(effect.action, effect.name) for effect in each.effects or ()}
        now = household.newest.effects(event) if event.kind is Kind.PURCHASE else ()
        if rules := dict.fromkeys(e.rule for e in now if (e.action, e.name) not in had):
            named = join_and(f"'{rule}'" for rule in rules)
            yield (
                f"Her {delivery_words(each.delivery)} came before {named}: {steps.compare_rules()}."
            )


def delivery_words(delivery: Delivery) -> str:
    """`purchase of product-77 (delivery 3)`"""
    items = join_and(item.key for item in delivery.event.items)
    of = f" of {items}" if items else ""
    return f"{event_noun(delivery.event.kind)}{of} (delivery {delivery.id})"


def _nearest(rules: Rules, event: Event, *items: Item) -> str:
    """The first rule that names one of the items and missed the event by one thing."""
    missed = (miss for item in items for miss in misses_of(rules, event, item))
    return next((f"; the nearest is {miss}" for miss in missed), "")
