"""The list of an example: steps, `2 days later: STEP`, and what should have come of them so far."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bridge.rules import Expected, Given
from bridge.rulesfile import given

LATER = r"(?:[1-9][0-9]{0,3} (?:second|minute|hour|day|week)s? later|the same second)"
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

    Raises ValueError where the steps last too long together.
    """
    told = [_step(entry) for entry in entries]
    if sum((step.after for step in told), timedelta()) > LONGEST:
        raise ValueError("its steps last over a thousand years together. Shorten one.")
    for number, what in expected.items():
        if 0 < number <= len(told):  # others follow a wrong step, which is told
            told[number - 1] = replace(told[number - 1], expected=what)
    return tuple(told)


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
