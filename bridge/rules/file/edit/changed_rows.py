"""The lines in which one text differs from another, for whoever looks a change over."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 2  # lines above and below that show where one is


@dataclass(frozen=True)
class ChangedRow:
    """`sign` is + for a line that comes, - for one that goes, "" for one that stays; `line` is its
    number in the text where it stands, counted from 1."""

    sign: str
    line: int
    text: str


def changed_rows(old: str, new: str) -> list[ChangedRow]:
    """In order, with a few lines around them."""
    return [*_rows(old.splitlines(), new.splitlines())]


def _rows(old: list[str], new: list[str]) -> Iterator[ChangedRow]:
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND)
    for what, first, last, start, end in (step for group in groups for step in group):
        if what == "equal":
            yield from (ChangedRow("", n + 1, new[n]) for n in range(start, end))
            continue
        yield from (ChangedRow("-", n + 1, old[n]) for n in range(first, last))
        yield from (ChangedRow("+", n + 1, new[n]) for n in range(start, end))
