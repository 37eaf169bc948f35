"""Marks: what can be seen on an event at once, and what a condition cannot do without.

A mark is looked up, not compared: whether the condition really holds is for itself to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bridge.model import Event
from bridge.rules.block import Block, Group
from bridge.rules.conditions import Condition, Named, Words, said, sent
from bridge.rules.counted import Consent, Payment
from bridge.rules.wanted import BY_NAME, beginning, beginnings, slots

Fact = tuple[str, str]  # what is looked at: a condition's key, and the name where it has names
Mark = tuple[Fact, str]  # and what is seen there

ANYTHING: Mark = (("anything", ""), "")  # every event has it
_NAMED = ("passthrough", "custom fields")


def marks_of(block: Block) -> Iterator[tuple[Mark, ...]]:
    """Sets of marks: an event for which the block holds has one or more of each set."""
    if block.items:
        yield tuple(map(_of_item, block.items))
    if block.plans:
        yield tuple((("plans", ""), plan) for plan in block.plans)
    for condition in block.only:
        yield from _of_condition(condition)


def seen(fact: Fact, event: Event) -> Iterable[str]:
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
            yield from marks_of(block)
    elif group.key == "any":
        sets = [next(marks_of(block), (ANYTHING,)) for block in group.blocks]
        yield tuple(mark for each in sets for mark in each)
