"""A rules file cut into its parts, so that what each does can stand beside its lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bridge.explain.rulebook.rule_cards import RuleCard
from bridge.rules.file.yaml.characters import LINE_ENDS


@dataclass(frozen=True)
class Passage:
    """Lines that follow each other, each with its number, and what of the rules begins there."""

    lines: tuple[tuple[int, str], ...]
    cards: tuple[RuleCard, ...] = ()


def lines_of(text: str) -> list[str]:
    """As messages count them; the end of the last line begins no other."""
    lines = LINE_ENDS.split(text.removeprefix("\ufeff"))
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def passages(text: str, cards: Sequence[RuleCard]) -> list[Passage]:
    """All lines of the text, in its order."""
    lines = lines_of(text)
    begins = {each.line for each in cards if 0 < each.line <= len(lines)}
    starts = sorted({1, *begins, *(_end(lines, line, begins) for line in begins)})
    ends = [*starts[1:], len(lines) + 1]
    return [*_cut(lines, zip(starts, ends, strict=True), cards)]


def _cut(
    lines: Sequence[str], parts: Iterable[tuple[int, int]], cards: Sequence[RuleCard]
) -> Iterator[Passage]:
    for first, end in parts:
        if first < end and first <= len(lines):
            rows = tuple((number, lines[number - 1]) for number in range(first, end))
            yield Passage(rows, tuple(each for each in cards if each.line == first))


def _end(lines: Sequence[str], line: int, begins: set[int]) -> int:
    """The line behind the last one that belongs to what begins on that line: those that stand
    further right do, and a comment there."""
    column, last = _column(lines[line - 1]), line
    for number in range(line + 1, len(lines) + 1):
        row = lines[number - 1]
        if number in begins or (row.strip() and _column(row) <= column):
            break
        last = number if row.strip() else last
    return last + 1


def _column(row: str) -> int:
    return len(row) - len(row.lstrip(" "))
