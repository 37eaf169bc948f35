"""The list of an example: steps, `2 days later: STEP`, and `tags: …` that stand so far."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from bridge.rules import Given
from bridge.rulesfile import given, words

LATER = r"[1-9][0-9]{0,3} (?:hour|day|week)s? later"
TAGS = "tags"
NEITHER = (
    "in a step's place stand only a time, as in '2 days later: rebill product-12', or the tags so "
    "far, as in 'tags: Gold'."
)
_LATER = re.compile(rf"({LATER}): *(.*)")


def check_entry(text: str) -> str:
    """The sentence about a wrong entry; "" for a right one."""
    if later := _LATER.fullmatch(text):
        return given.check_step(later[2])
    if (tags := _tags_in(text)) is not None:
        return next(filter(None, map(words.check_tag, tags)), "")
    return given.check_step(text)


def steps(entries: Iterable[str]) -> tuple[Given, ...]:
    """The steps, each with the tags that the next entry expects after it; entries are right.

    Raises ValueError where tags stand before any step.
    """
    told: list[Given] = []
    for entry in entries:
        tags = _tags_in(entry)
        if tags is None:
            told.append(_step(entry))
        elif not told:
            raise ValueError("'tags' stands before any step. Put it after the step it is about.")
        else:
            told[-1] = replace(told[-1], tags=tags)
    return tuple(told)


def _step(entry: str) -> Given:
    later = _LATER.fullmatch(entry)
    if later is None:
        return given.step(entry)
    number, unit, _ = later[1].split()
    step = given.step(later[2])
    after = timedelta(**{f"{unit.removesuffix('s')}s": int(number)})
    return replace(step, after=after, words=f"{later[1]}: {step.words}")


def _tags_in(entry: str) -> tuple[str, ...] | None:
    """A tag holds no comma, so commas part them. None when the entry is a step."""
    name, found, rest = entry.partition(":")
    if not found or name != TAGS:
        return None
    return tuple(_parts(rest))


def _parts(listed: str) -> Iterator[str]:
    return filter(None, (tag.strip() for tag in listed.split(",")))
