"""Tries a rules file's own examples: their events go through its rules and the fold.

What was put off counts from its time on, be it between two steps.
"""

from collections.abc import Iterator

from bridge.rules import Example, Expected, Rules
from bridge.rules.file.examples.compare import tables
from bridge.rules.file.examples.life import Life
from bridge.rules.file.examples.reasons import reasons

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
    life = Life(rules, example.number, one_order_an_item=one_order_an_item)
    for number, step in enumerate(example.given, 1):
        life.live(step)
        following = example.given[number:][:1]
        life.settle(following[0].after if following else None)
        if step.expected and (found := _differing(rules, step.expected, life, example)):
            where = f"after step {number} ({step.words})"
            return f"{which}, comes out otherwise {where}:\n{found}"
    steps = ", ".join(step.words for step in example.given)
    found = _differing(rules, example.expected, life, example)
    return f"{which} ({steps}) comes out otherwise:\n{found}" if found else ""


def _differing(rules: Rules, expected: Expected, life: Life, example: Example) -> str:
    otherwise = [*tables(expected, life)]
    why = reasons(rules, expected, life, example) if otherwise else ()
    return "\n".join([*otherwise, *(f"  {reason}" for reason in why)])
