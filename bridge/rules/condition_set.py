"""A set of conditions that must all hold, and groups of such sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bridge.model import Event, Item
from bridge.model.text import join_or
from bridge.rules.conditions import Condition, one_or_all
from bridge.rules.item_patterns import BY_NAME, covers, is_wanted

# How rules.yaml writes the pricing option of an item whose event names none.
UNKNOWN_PLAN = "unknown"


@dataclass(frozen=True)
class ConditionSet:
    """Conditions that must all hold. Empty `items` or `plans` stand for any.

    `items` are keys (`product-12`), sorts (`product-*`) or names (`name: Gold*`); `plans` are
    pricing options' ids, "" among them standing for an item whose event names no pricing option.
    `items` and `plans` must both be true of one item; `only` is about the event as a whole.
    """

    items: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    only: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.plans or self.only)

    def picked(self, event: Event) -> tuple[Item, ...] | None:
        """The event's items that it speaks of, each once; None when it speaks of none by itself.

        Without items of its own, those are meant that its `any` and `all` groups picked.
        """
        if self.items or self.plans:
            return tuple(item for item in dict.fromkeys(event.items) if self._picks(item))
        return _all_picked(c.picked(event) for c in self.only if isinstance(c, Group))

    @cached_property
    def names_items(self) -> bool:
        """Whether it asks for items or pricing options, by itself or in its `any` and `all`."""
        return bool(self.items or self.plans) or any(b.names_items for b in self._in_groups)

    def names(self, item: Item) -> bool:
        """Whether the item is one of those, whatever else it asks for."""
        if self.items or self.plans:
            return self._picks(item)
        return any(block.names(item) for block in self._in_groups)

    @property
    def _in_groups(self) -> Iterator["ConditionSet"]:
        for condition in self.only:
            if isinstance(condition, Group) and condition.key != "not":
                yield from condition.blocks

    def why_not(self, event: Event) -> str:
        """Why it does not hold, in a short sentence; empty when it does."""
        if (self.items or self.plans) and not self.picked(event):
            return self._no_item(event)
        return next(filter(None, (condition.why_not(event) for condition in self.only)), "")

    def covers(self, other: "ConditionSet") -> bool:
        """Whether it holds whenever `other` does, as far as can be told."""
        return (
            (not self.items or (bool(other.items) and all(map(self._covers_item, other.items))))
            and (not self.plans or bool(other.plans and set(other.plans) <= set(self.plans)))
            and all(any(mine.covers(theirs) for theirs in other.only) for mine in self.only)
        )

    @property
    def written(self) -> dict[str, object]:
        """Its keys and values, as rules.yaml writes them."""
        told: dict[str, object] = {}
        if self.items:
            told["items"] = one_or_all([_item(one) for one in self.items])
        if self.plans:
            told["plans"] = one_or_all([int(p) if p else UNKNOWN_PLAN for p in self.plans])
        return told | {condition.key: condition.written for condition in self.only}

    def _covers_item(self, other: str) -> bool:
        return any(covers(mine, other) for mine in self.items)

    def _wants(self, item: Item) -> bool:
        return not self.items or any(is_wanted(wanted, item) for wanted in self.items)

    def _picks(self, item: Item) -> bool:
        return self._wants(item) and (not self.plans or item.plan in self.plans)

    def _no_item(self, event: Event) -> str:
        looked_at = [item for item in event.items if self._wants(item)]
        if self.items and not looked_at:
            named = "none of its items is in this event"
            return named if event.items else "it is about certain items, and this event names none"
        plans = tuple(dict.fromkeys(item.plan for item in looked_at if item.plan))
        this = f"was {join_or(plans)}" if plans else "names none"
        return f"only pricing option {join_or(p or UNKNOWN_PLAN for p in self.plans)}; this {this}"


@dataclass(frozen=True)
class Group(Condition):
    """`any`: one of the blocks must hold; `all`: each of them; `not`: none of them."""

    key: str
    blocks: tuple[ConditionSet, ...]

    @property
    def written(self) -> object:
        told = [block.written for block in self.blocks]
        return told[0] if self.key == "not" and len(told) == 1 else told

    def why_not(self, event: Event) -> str:
        reasons = [block.why_not(event) for block in self.blocks]
        if self.key == "all":
            return next(filter(None, reasons), "")
        if self.key == "any":
            each = "; or: ".join(dict.fromkeys(reasons))
            return "" if "" in reasons else f"none of 'any' holds ({each})"
        if "" not in reasons:
            return ""
        return f"'not' rules it out ({describe(self.blocks[reasons.index('')])})"

    def picked(self, event: Event) -> tuple[Item, ...] | None:
        """As ConditionSet.picked; what `not` speaks of is not picked."""
        holding = [b for b in self.blocks if self.key != "not" and not b.why_not(event)]
        return _all_picked(block.picked(event) for block in holding)


def describe(block: ConditionSet) -> str:
    """`items product-12, coupon SUMMER`: the block on one line, as people read it."""
    return ", ".join(f"{key} {_words(value)}" for key, value in block.written.items())


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        inside = [_words(one) for one in value]
        compound = any(isinstance(one, dict) for one in value)
        return " or ".join(f"({one})" if compound else one for one in inside)
    return str(value)


def _item(wanted: str) -> object:
    return {"name": wanted[len(BY_NAME) :]} if wanted.startswith(BY_NAME) else wanted


def _all_picked(chosen: Iterator[tuple[Item, ...] | None]) -> tuple[Item, ...] | None:
    """Each item once; None where none was picked by anything."""
    known = [items for items in chosen if items is not None]
    return tuple(dict.fromkeys(item for items in known for item in items)) if known else None
