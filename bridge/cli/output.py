"""What commands print: tables that fit the terminal, paragraphs, and JSON for scripts.

Nothing that is printed acts on the terminal, wherever it came from.
"""

import shutil
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

import click

from bridge.explain.as_json.json_values import picked as picked
from bridge.explain.as_json.json_values import plain as plain
from bridge.model.text import json_text

INDENT = 2  # letters, of a block below its title
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


def wrapped(words: str, indent: str = "") -> str:
    """One paragraph in lines that fit."""
    return "\n".join(textwrap.wrap(
        printable(words), width(), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    ))  # fmt: skip


def say_note(words: str) -> None:
    """A paragraph on stderr: whoever reads stdout gets the answer alone."""
    click.echo(wrapped(words), err=True)


def say_lines(lines: Iterable[str], title: str = "") -> None:
    """With a title: set off by an empty line, and indented below it."""
    if title:
        click.echo(f"\n{title}")
    for line in lines:
        click.echo(" " * INDENT + line if title else line)


def say_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    wrap: Collection[str] = (),
    title: str = "",
) -> None:
    """As `table_rows`; a table without rows is said only where it has no title."""
    lines = table_rows(heads, rows := list(rows), wrap, INDENT if title else 0)
    if rows or not title:
        say_lines((line for each in lines for line in each), title)


def table_rows(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    wrap: Collection[str] = (),
    margin: int = 0,
) -> list[list[str]]:
    """The lines of a table, to be indented by `margin`: those of the heads, then of every row.

    Where it is too wide, the columns named in `wrap` and the last one run on below themselves; no
    letter is left out.
    """
    cells = [[*heads], *([printable(cell) for cell in row] for row in rows)]
    columns = [*zip(*cells, strict=True)]
    places = [at for at, head in enumerate(heads) if head in wrap or at == len(heads) - 1]
    sizes = [max(map(len, column)) for column in columns]
    room = width() - margin - len(_GAP) * (len(sizes) - 1)
    # A word is broken only where whole words do not fit, or leave the other columns no room.
    _shrink(sizes, room, {at: min(_longest_word(columns[at]), room // 2) for at in places})
    _shrink(sizes, room, dict.fromkeys(places, _NARROWEST))
    return [_lines(row, sizes) for row in cells]


def say_pairs(rows: Iterable[tuple[str, object]], title: str = "") -> None:
    """A label and its value on each line; labels whose value is empty are left out."""
    told = [(label, printable(value)) for label, value in rows if value not in ("", None)]
    size = max((len(label) for label, _ in told), default=0)
    room = width() - (INDENT if title else 0) - size - len(_GAP)
    say_lines((line for row in told for line in _lines(row, [size, max(room, _NARROWEST)])), title)


def say_json(what: object) -> None:
    click.echo(json_text(plain(what)))


def say_json_listing(what: Mapping[str, object], name: str, listed: Iterable[str]) -> None:
    """As `say_json`, with a last member `name`: a list of documents, which is never in memory as a
    whole. There is something else in `what`."""
    click.echo(json_text(plain(what)).removesuffix("\n}") + f',\n  "{name}": [', nl=False)
    for number, document in enumerate(listed):
        text = textwrap.indent(document, "    ")
        click.echo(("," if number else "") + "\n" + text, nl=False)
    click.echo("\n  ]\n}")


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
