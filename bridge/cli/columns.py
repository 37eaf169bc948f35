"""Text for a terminal: tables that fit its width, and nothing that acts on it."""

import shutil
import textwrap
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

_GAP = "  "
_NARROWEST = 12  # letters left of a column that runs on below itself
_LEAST_WIDTH = 80
_ENDLESS = 1_000_000  # what a pipe takes: the next program wants whole lines


def width() -> int:
    """In letters: the terminal's, never under 80; no limit where the output is no terminal.
    COLUMNS, where it is exported, says otherwise."""
    return max(shutil.get_terminal_size((_ENDLESS, 24)).columns, _LEAST_WIDTH)


def printable(words: object) -> str:
    """One line without control characters; what came from outside must not steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
                   for letter in str(words))  # fmt: skip


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    wrap: Collection[str] = (),
    margin: int = 0,
) -> list[str]:
    """The lines of a table, to be indented by `margin`. Where it is too wide, the columns named in
    `wrap` and the last one run on below themselves; no letter is left out."""
    return [line for lines in table_rows(heads, rows, wrap, margin) for line in lines]


def table_rows(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    wrap: Collection[str] = (),
    margin: int = 0,
) -> list[list[str]]:
    """The same, with the lines of each row apart: the heads first, then every row."""
    cells = [[*heads], *([printable(cell) for cell in row] for row in rows)]
    columns = [*zip(*cells, strict=True)]
    places = [at for at, head in enumerate(heads) if head in wrap or at == len(heads) - 1]
    sizes = [max(map(len, column)) for column in columns]
    room = width() - margin - len(_GAP) * (len(sizes) - 1)
    # A word is broken only where whole words do not fit, or leave the other columns no room.
    _shrink(sizes, room, {at: min(_longest_word(columns[at]), room // 2) for at in places})
    _shrink(sizes, room, dict.fromkeys(places, _NARROWEST))
    return [_lines(row, sizes) for row in cells]


def pairs(rows: Sequence[tuple[str, object]], margin: int = 0) -> list[str]:
    """A label and its value on each line; labels whose value is empty are left out."""
    told = [(label, printable(value)) for label, value in rows if value not in ("", None)]
    size = max((len(label) for label, _ in told), default=0)
    sizes = [size, max(width() - margin - size - len(_GAP), _NARROWEST)]
    return [line for row in told for line in _lines(row, sizes)]


def wrapped(words: str, indent: str = "") -> str:
    """One paragraph in lines that fit."""
    return "\n".join(textwrap.wrap(
        printable(words), width(), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    ))  # fmt: skip


def _shrink(sizes: list[int], room: int, least: dict[int, int]) -> None:
    """Take from the widest column of those in `least`, down to what is given there."""
    while sum(sizes) > room:
        wide = [place for place, size in least.items() if sizes[place] > size]
        if not wide:
            return
        sizes[max(wide, key=lambda place: sizes[place])] -= 1


def _longest_word(cells: Iterable[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _lines(row: Sequence[str], sizes: Sequence[int]) -> list[str]:
    # One that fits is left as it is: textwrap would take a blank at its end away.
    parts = [
        [cell] if len(cell) <= size else textwrap.wrap(cell, size, break_on_hyphens=False)
        for cell, size in zip(row, sizes, strict=True)
    ]
    return [
        _GAP.join(f"{cell:<{size}}" for cell, size in zip(line, sizes, strict=True)).rstrip()
        for line in zip_longest(*parts, fillvalue="")
    ]
