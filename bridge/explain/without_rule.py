"""What of a buyer's deliveries no rule speaks about."""

from collections.abc import Sequence

from bridge.explain.nouns import and_, noun
from bridge.model import BY_HAND, Item, Kind
from bridge.rules import Rules, SpokenOf, misses_of
from bridge.store.delivery import Delivery, State


def without_rule(rules: Rules, deliveries: Sequence[Delivery], *, has_nothing: bool) -> list[str]:
    """What of hers no rule speaks about: of one who has nothing all of it, of others only what they
    bought."""
    found = []
    for each in deliveries:
        if each.event.kind in BY_HAND:
            continue
        bought = each.event.kind is Kind.PURCHASE
        if each.state is State.NO_RULE and (has_nothing or bought):
            nearest = _nearest(rules, each, *each.event.items)
            found.append(f"Her {about(each)} has no rule{nearest}.")
        elif bought and each.state in (State.APPLIED, State.FAILED):
            unmapped = SpokenOf(rules).unmapped(each.event)
            found += [_unmapped(rules, each, item) for item in unmapped]
    return found


def about(delivery: Delivery) -> str:
    """`purchase of product-77 (delivery 3)`"""
    event = delivery.event
    items = and_(item.key for item in event.items)
    return f"{noun(event.kind)}{f' of {items}' if items else ''} (delivery {delivery.id})"


def _unmapped(rules: Rules, delivery: Delivery, item: Item) -> str:
    where = f"in her purchase (delivery {delivery.id})"
    if nearest := _nearest(rules, delivery, item):
        return f"No rule speaks of {item.key} {where}{nearest}."
    return f"No rule names {item.key} {where}."


def _nearest(rules: Rules, delivery: Delivery, *items: Item) -> str:
    """The first rule that names one of the items and missed the event by one thing."""
    missed = (miss for item in items for miss in misses_of(rules, delivery.event, item))
    return next((f"; the nearest is {miss}" for miss in missed), "")
