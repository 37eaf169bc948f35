"""The table of figures, each beside the bound that it must keep."""

from collections.abc import Iterable, Iterator

Row = tuple[str, str, str]  # what, measured, bound
_WIDTHS = (50, 28, 40)


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """As Markdown, a line as soon as its figure is there."""
    yield _line(("what", "measured", "bound"))
    first, second, third = (width * "-" for width in _WIDTHS)
    yield f"|-{first}-|-{second}:|-{third}-|"
    yield from map(_line, rows)


def _line(row: Row) -> str:
    what, measured, bound = row
    first, second, third = _WIDTHS
    return f"| {what:{first}} | {measured:>{second}} | {bound:{third}} |"
