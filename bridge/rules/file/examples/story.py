"""The list of an example: steps, `2 days later: STEP`, and what should have come of them so far."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bridge.model import Item, Kind
from bridge.rules import Expected, Given
from bridge.rules.file.examples import given

LATER = (
    r"(?:[1-9][0-9]{0,3} (?:day|week)s? later|[1-9][0-9]{0,7} (?:second|minute|hour)s? later"
    r"|the same second)"
)
NEITHER = (
    "in a step's place stand only a time, as in '2 days later: rebill product-12', or what should "
    "have come of it so far, as in 'tags: Gold'."
)
LONGEST = timedelta(days=365_000)  # the calendar ends in the year 9999
_LATER = re.compile(rf"({LATER}): *(.*)")


def check_entry(text: str) -> str:
    """The sentence about a wrong step; "" for a right one."""
    later = _LATER.fullmatch(text)
    return given.check_step(later[2] if later else text)


def steps(entries: Iterable[str], expected: Mapping[int, Expected]) -> tuple[Given, ...]:
    """The right steps. `expected` is what should have come after so many of them.

    Raises ValueError where the steps last too long together, or one names no item and its order's
    are not known.
    """
    told = list(_with_items(_step(entry) for entry in entries))
    if sum((step.after for step in told), timedelta()) > LONGEST:
        raise ValueError("its steps last over a thousand years together. Shorten one.")
    for number, what in expected.items():
        if 0 < number <= len(told):  # others follow a wrong step, which is told
            told[number - 1] = replace(told[number - 1], expected=what)
    return tuple(told)


def _with_items(told: Iterable[Given]) -> Iterator[Given]:
    """A step that names an order alone is about all that was bought in it so far."""
    bought: dict[str, dict[str, Item]] = {}
    for step in told:
        of_order = bought.setdefault(step.order, {})
        if step.order and not step.items:
            step = replace(step, items=_items_of(step, tuple(of_order.values())))
        if step.kind is Kind.PURCHASE:
            of_order |= {item.key: item for item in step.items}
        yield step


def _items_of(step: Given, items: tuple[Item, ...]) -> tuple[Item, ...]:
    words, end = step.words, f"order {step.order}"
    right = words.replace(end, f"product-12 {end}")
    if step.kind is Kind.PURCHASE:
        raise ValueError(f"'{words}' names no item, so nothing is bought. Write it like: {right}.")
    if not items:
        raise ValueError(
            f"'{words}' names no item, and no step before it buys the order {step.order}. Write "
            f"such a step, like 'purchase product-12 {end}', or its item, like '{right}'."
        )
    return items


def _step(entry: str) -> Given:
    later = _LATER.fullmatch(entry)
    if later is None:
        return given.step(entry)
    step = given.step(later[2])
    if later[1] == "the same second":
        return replace(step, after=timedelta(), words=f"{later[1]}: {step.words}")
    number, unit, _ = later[1].split()
    after = timedelta(**{f"{unit.removesuffix('s')}s": int(number)})
    return replace(step, after=after, words=f"{later[1]}: {step.words}")
