"""Text for a terminal: tables that fit its width, and nothing that acts on it."""

import shutil
import textwrap
from collections.abc import Collection, Sequence

_GAP = "  "
_NARROWEST = 8  # letters left of a column that is cut
_LEAST_WIDTH = 80
_PIPED_WIDTH = 100


def width() -> int:
    """In letters: the terminal's, or 100 where the output is no terminal; never under 80."""
    return max(shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns, _LEAST_WIDTH)


def printable(words: object) -> str:
    """One line without control characters; what came from outside must not steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
                   for letter in str(words))  # fmt: skip


def table(
    heads: Sequence[str], rows: Sequence[Sequence[object]], cut: Collection[str] = ()
) -> list[str]:
    """The lines of a table. Columns named in `cut` are shortened where it would be too wide; the
    last column runs on below itself."""
    cells = [[*heads], *([printable(cell) for cell in row] for row in rows)]
    sizes = [max(map(len, column)) for column in zip(*cells, strict=True)]
    may_shrink = [place for place, head in enumerate(heads) if head in cut]
    while sum(sizes) + len(_GAP) * (len(sizes) - 1) > width():
        widest = max(may_shrink, key=lambda place: sizes[place], default=None)
        if widest is None or sizes[widest] <= _NARROWEST:
            break
        sizes[widest] -= 1
    return [line for row in cells for line in _lines(row, sizes)]


def pairs(rows: Sequence[tuple[str, object]]) -> list[str]:
    """A label and its value on each line; labels whose value is empty are left out."""
    told = [(label, printable(value)) for label, value in rows if value not in ("", None)]
    size = max((len(label) for label, _ in told), default=0)
    return [line for row in told for line in _lines(row, [size, 0])]


def wrapped(words: str, indent: str = "") -> str:
    """One paragraph in lines that fit."""
    return "\n".join(textwrap.wrap(
        printable(words), width(), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    ))  # fmt: skip


def _lines(row: Sequence[str], sizes: Sequence[int]) -> list[str]:
    *most, last = [_cut(cell, size) for cell, size in zip(row[:-1], sizes, strict=False)] + [
        row[-1]
    ]
    start = "".join(f"{cell:<{size}}{_GAP}" for cell, size in zip(most, sizes, strict=False))
    room = max(width() - len(start), 3 * _NARROWEST)
    first, *rest = textwrap.wrap(last, room, break_on_hyphens=False) or [""]
    return [(start + first).rstrip(), *(" " * len(start) + line for line in rest)]


def _cut(cell: str, size: int) -> str:
    return cell if len(cell) <= size else cell[: size - 1] + "…"
