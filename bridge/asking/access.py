"""Why a buyer gets in or not, in plain sentences by the rules as they stand now."""

from collections.abc import Callable, Iterator, Sequence

from bridge.asking.buyer import Buyer
from bridge.asking.levels import of_level
from bridge.asking.nouns import noun
from bridge.model import Item, Kind
from bridge.rules import Rules, SpokenOf, misses_of
from bridge.store.delivery import Delivery, State


class Access:
    """`find` gives a buyer by her address, or None; `rules_now` the rules as they stand, or None
    while there are none."""

    def __init__(
        self, find: Callable[[str], Buyer | None], rules_now: Callable[[], Rules | None]
    ) -> None:
        self._find = find
        self._rules_now = rules_now

    def __call__(self, email: str) -> tuple[Buyer, Sequence[str]] | None:
        """The buyer, and a sentence about each membership that she has, had, or is kept out of,
        and about what else keeps her out; no sentences while there are no rules."""
        buyer = self._find(email)
        if buyer is None:
            return None
        rules = self._rules_now()
        return buyer, list(_sentences(rules, buyer)) if rules else []


def _sentences(rules: Rules, buyer: Buyer) -> Iterator[str]:
    told = [sentence for level in rules.levels for sentence in of_level(rules, level, buyer)]
    told += _without_rule(rules, buyer)
    told += [
        f"The workers have not come to her {_about(each)} yet."
        for each in buyer.undone
        if each.state is State.WAITING and not each.merged
    ]
    yield from dict.fromkeys(told)
    if not told and not any(tag.due for tag in buyer.tags):
        yield "No rule has given her anything that she still has."


def _without_rule(rules: Rules, buyer: Buyer) -> Iterator[str]:
    """Of one who has nothing whatever no rule speaks about, of others only what they bought."""
    bare, spoken_of = not any(tag.due for tag in buyer.tags), SpokenOf(rules)
    for each in buyer.last:
        bought = each.event.kind is Kind.PURCHASE
        if each.state is State.NO_RULE and (bare or bought):
            yield f"Her {_about(each)} has no rule{_nearest(rules, each, *each.event.items)}."
        elif bought and each.state in (State.APPLIED, State.FAILED):
            for item in spoken_of.unmapped(each.event):
                yield _unmapped(rules, each, item)


def _unmapped(rules: Rules, delivery: Delivery, item: Item) -> str:
    where = f"in her purchase (delivery {delivery.id})"
    if nearest := _nearest(rules, delivery, item):
        return f"No rule speaks of {item.key} {where}{nearest}."
    return f"No rule names {item.key} {where}."


def _nearest(rules: Rules, delivery: Delivery, *items: Item) -> str:
    """The first rule that names one of the items and missed the event by one thing."""
    missed = (miss for item in items for miss in misses_of(rules, delivery.event, item))
    return next((f"; the nearest is {miss}" for miss in missed), "")


def _about(delivery: Delivery) -> str:
    """`purchase of product-77 (delivery 3)`"""
    event = delivery.event
    items = " and ".join(item.key for item in event.items)
    return f"{noun(event.kind)}{f' of {items}' if items else ''} (delivery {delivery.id})"
