"""Two texts that began as one, brought together by lines: the three-way merge of diff3.

What one side alone changed is taken from it; what both changed alike is taken once; what both
changed otherwise is a clash, and then there is no text of both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_Region = tuple[int, int, int, int]  # where it begins in base, mine and theirs; its lines


@dataclass(frozen=True)
class Clash:
    """Lines of both that differ from the base and from each other; `line` is the first one in
    mine, counted from 1."""

    line: int
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass
class LineMerge:
    """`text` is what comes out, with mine where both clash."""

    lines: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def merge_lines(base: str, mine: str, theirs: str) -> LineMerge:
    """
    >>> merge_lines("a\\nb\\nc", "A\\nb\\nc", "a\\nb\\nC").text
    'A\\nb\\nC'
    """
    old, my, their = (_lines(each) for each in (base, mine, theirs))
    merge = LineMerge()
    o = m = t = 0
    for in_old, in_my, in_their, size in _same_in_all(old, my, their):
        _take(merge, old[o:in_old], my[m:in_my], their[t:in_their], m)
        merge.lines += old[in_old : in_old + size]
        o, m, t = in_old + size, in_my + size, in_their + size
    return merge


def holds_all(base: str, mine: str, theirs: str) -> bool:
    """Whether whatever theirs changed stands in mine, too."""
    merge = merge_lines(base, mine, theirs)
    return not merge.clashes and merge.lines == _lines(mine)


def changed_lines(before: str, after: str) -> list[tuple[int, int]]:
    """First and last line of each part of `after` that differs, counted from 1; where lines only
    went, the line that follows them."""
    found = SequenceMatcher(None, _lines(before), _lines(after), autojunk=False).get_opcodes()
    return [(first + 1, max(first + 1, end)) for tag, _, _, first, end in found if tag != "equal"]


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _take(
    merge: LineMerge, old: Sequence[str], my: Sequence[str], their: Sequence[str], first: int
) -> None:
    if their in (old, my):
        merge.lines += my
    elif my == old:
        merge.lines += their
    else:
        merge.lines += my
        merge.clashes.append(Clash(first + 1, tuple(my), tuple(their)))


def _same_in_all(old: Sequence[str], my: Sequence[str], their: Sequence[str]) -> Iterator[_Region]:
    """The stretches that stand in all three, in their order; an empty one at the end."""
    mine, theirs = (
        SequenceMatcher(None, old, each, autojunk=False).get_matching_blocks()
        for each in (my, their)
    )
    at = other = 0
    while at < len(mine) and other < len(theirs):
        one, two = mine[at], theirs[other]
        first, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
        if first < end:
            yield first, one.b + first - one.a, two.b + first - two.a, end - first
        if one.a + one.size < two.a + two.size:
            at += 1
        else:
            other += 1
    yield len(old), len(my), len(their), 0
