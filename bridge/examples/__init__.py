"""Tries a rules file's own examples: their events go through its rules and the ledger.

What was put off counts from its time on, be it between two steps.
"""

from bridge.examples.differing import tables
from bridge.examples.life import Life
from bridge.examples.reasons import reasons
from bridge.rules import Example, Expected, Rules


def run(rules: Rules) -> tuple[str, ...]:
    """A line and tables for every example that comes out otherwise; empty when none does."""
    return tuple(failure for example in rules.examples if (failure := _failure(rules, example)))


def _failure(rules: Rules, example: Example) -> str:
    """About the first point in it at which something else has come than expected."""
    which = f"{rules.name} line {example.line}, example {example.number}"
    life = Life(rules, example.number)
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
    otherwise = [*tables(expected, life.buyer, life.at)]
    why = reasons(rules, expected, life, example) if otherwise else ()
    return "\n".join([*otherwise, *(f"  {reason}" for reason in why)])
