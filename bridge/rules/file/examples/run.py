"""Tries a rules file's own examples: their events go through its rules and the fold.

What was put off counts from its time on, be it between two steps.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bridge.rules import Example, Expected, Rules
from bridge.rules.file.examples.compare import Columns, columns_expected, columns_of, tables
from bridge.rules.file.examples.life import Life
from bridge.rules.file.examples.reasons import nearest_steps, reasons

_NOW = (
    "It was written for the version before, in which all purchases of an item were one order, and "
    "comes out as expected so; now each purchase is an order of its own. Name one order by a "
    "letter, as in 'purchase product-12 order A', or write down what comes out now."
)


def run(rules: Rules) -> tuple[str, ...]:
    """A line and tables for every example that comes out otherwise; empty when none does."""
    return tuple(failure for failure, old in _tried(rules) if not old)


def old_readings(rules: Rules) -> tuple[str, ...]:
    """The same for those that come out as expected by what a purchase meant in the version before,
    with what to do about it."""
    return tuple(f"{failure}\n  {_NOW}" for failure, old in _tried(rules) if old)


def _tried(rules: Rules) -> Iterator[tuple[str, bool]]:
    """What fails, and whether only by the new meaning."""
    for example in rules.examples:
        if failure := _failure(rules, example):
            yield failure, not _failure(rules, example, one_order_an_item=True)


def _failure(rules: Rules, example: Example, *, one_order_an_item: bool = False) -> str:
    """About the first point in it at which something else has come than expected."""
    which = f"{rules.name} line {example.line}, example {example.number}"
    life = Life(rules, example, one_order_an_item=one_order_an_item)
    course: list[Columns] = [{}]
    for step, following in zip_longest(example.given, example.given[1:]):
        life.live(step, following.after if following else None)
        course.append(columns_of(life))
        if step.expected and (found := _differing(step.expected, life, course, len(life.events))):
            where = f"after step {len(life.events)} ({step.words})"
            return f"{which}, comes out otherwise {where}:\n{found}"
    steps = ", ".join(step.words for step in example.given)
    found = _differing(example.expected, life, course, 1 if len(example.given) == 1 else 0)
    return f"{which} ({steps}) comes out otherwise:\n{found}" if found else ""


def _differing(expected: Expected, life: Life, course: Sequence[Columns], named: int) -> str:
    """`named` is the only step that a message names anyway, 0 where it names all."""
    wanted = columns_expected(expected, life)
    found = [*tables(wanted, course[-1])]
    if not found:
        return ""
    why = [*reasons(expected, life), *nearest_steps(wanted, course, life, named)]
    return "\n".join([*found, *(f"  {each}" for each in why)])
