"""What differs between two texts, line by line, with a few lines around each change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bridge.explain.rulebook.passages import lines_of

_AROUND = 3  # lines
# Where more differ between the first and the last difference, all of these are told as changed:
# to find those among them that did not would take minutes.
_MOST = 8_000


class RowSort(StrEnum):
    """What happened to a line; LEFT_OUT stands for lines that are the same, and not shown."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class DifferenceRow:
    """`before` and `after` are the line's number in each text, where it stands there."""

    sort: RowSort
    text: str
    before: int | None = None
    after: int | None = None


_Block = tuple[str, int, int, int, int]  # as difflib's opcodes


def line_difference(before: str, after: str) -> list[DifferenceRow]:
    """Empty where both have the same lines."""
    old, new = lines_of(before), lines_of(after)
    if old == new:
        return []
    rows = [row for block in _blocks(old, new) for row in _rows(block, old, new)]
    return [*_shown(rows)]


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """What both begin and end with is found first, so that the rest is small."""
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    of_old, of_new = len(old) - end, len(new) - end
    inner = _inner(old[start:of_old], new[start:of_new])
    moved = [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in inner]
    head: _Block = ("equal", 0, start, 0, start)
    return [head, *moved, ("equal", of_old, len(old), of_new, len(new))]


def _inner(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    if len(old) + len(new) > _MOST:
        return [("replace", 0, len(old), 0, len(new))]
    return [*SequenceMatcher(None, old, new).get_opcodes()]


def _rows(block: _Block, old: Sequence[str], new: Sequence[str]) -> Iterator[DifferenceRow]:
    tag, first, end, new_first, new_end = block
    if tag == "equal":
        for place in range(end - first):
            at = first + place
            yield DifferenceRow(RowSort.SAME, old[at], at + 1, new_first + place + 1)
        return
    for at in range(first, end):
        yield DifferenceRow(RowSort.REMOVED, old[at], before=at + 1)
    for at in range(new_first, new_end):
        yield DifferenceRow(RowSort.ADDED, new[at], after=at + 1)


def _shown(rows: Sequence[DifferenceRow]) -> Iterator[DifferenceRow]:
    """Those near a change; `5 lines` in the place of five others."""
    near = set[int]()
    for place, row in enumerate(rows):
        if row.sort is not RowSort.SAME:
            near.update(range(place - _AROUND, place + _AROUND + 1))
    left_out = 0
    for place, row in enumerate(rows):
        if place not in near:
            left_out += 1
            continue
        if left_out:
            yield _gap(left_out)
        left_out = 0
        yield row
    if left_out:
        yield _gap(left_out)


def _gap(lines: int) -> DifferenceRow:
    return DifferenceRow(RowSort.LEFT_OUT, "1 line" if lines == 1 else f"{lines} lines")
