"""Lines that do not fit those above them, and texts that were meant as keys or entries.

Rows and columns are counted from 0, the lines of what is told from 1.
"""

import re

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model.text import with_article
from bridge.rules.file.grammar.forms import Form, Table
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

_SAME = "Entries of one list, and keys of one rule, begin in the same column."
_SECTIONS = ("memberships", "rules", "examples")
_BEGUN_BY = {"name": "rules", "when": "rules", "given": "examples"}
_ROW = re.compile(r"( *)((?:- +|-$)*)(.*)")
# A key with its value behind it at once; not the beginning of an address (https://).
_GLUED = re.compile(r"([a-z][\w -]*):(?!//)(\S.*)", re.IGNORECASE)
# A list's entry whose dash lacks its blank.
_DASHED = re.compile(r"\s*-(\w.*)")


def dashed(text: str) -> str:
    """`product-12` where a '-' stands before it without a blank; "" for other texts."""
    found = _DASHED.fullmatch(text)
    return found[1].strip() if found else ""


def _without_dash_s_blank(meant: str, *, each: bool = False) -> Wrong:
    key = meant.partition(": ")[0] if ": " in meant else ""
    below = f", and begin the other keys of this entry below '{show(key)}'" if key else ""
    so_each = ", and so in each line of the list" if each else ""
    what = "the blank after the '-' is missing."
    return Wrong("yaml-syntax", what, f"Write '- {show(meant)}'{below}{so_each}.")


def glued(text: str) -> str:
    """`coupon: SUMMER*` where the blank behind the colon is missing; "" for other texts."""
    found = _GLUED.fullmatch(text.strip().lstrip("- "))
    return f"{found[1]}: {found[2]}" if found else ""


def without_blank(meant: str) -> Wrong:
    what = "the blank after the colon is missing."
    return Wrong("yaml-syntax", what, f"Write '{show(meant)}'.", meant)


def _indented_wrongly(what: str, suggestion: str = _SAME) -> Wrong:
    return Wrong("indentation", what, suggestion)


def dash_or_colon(rows: list[str], at: int) -> tuple[int, str]:
    """About a row that is no key, because something is missing."""
    if meant := dashed(rows[at]):
        return at + 1, _without_dash_s_blank(meant, each=bool(dashed(rows[at + 1])))
    if meant := glued(rows[at]):
        return at + 1, without_blank(meant)
    what = "this line has no colon."
    return at + 1, Wrong("yaml-syntax", what, "Write 'key: value', with a blank after the colon.")


def too_far(rows: list[str], at: int) -> tuple[int, str]:
    """About the row `at`, of which YAML makes no key."""
    above = next((n for n in range(at - 1, -1, -1) if _says_something(rows[n])), None)
    if above is None:
        return at + 1, _indented_wrongly("this line is indented wrongly.")
    if glued(rows[above]) or dashed(rows[above]):
        missing = without_blank if glued(rows[above]) else _without_dash_s_blank
        return above + 1, missing(glued(rows[above]) or dashed(rows[above]))
    if re.search(r":(\s|$)", rows[above]):
        return at + 1, _one_of(rows, at, above)
    if _column(rows[at], dash=False) == _column(rows[above], dash=False):
        return dash_or_colon(rows, above)
    what = f"this line is indented further than line {above + 1} above it, or line {above + 1}"
    return at + 1, _indented_wrongly(f"{what} lacks its colon.", "")


def misfit(rows: list[str], at: int) -> tuple[int, str]:
    """About the row `at`, which begins in a column where none above it does."""
    for row in (at, at - 1):
        if row >= 0 and (meant := dashed(rows[row])):
            return row + 1, _without_dash_s_blank(meant)
    above = _beside(rows, at)
    if above is not None:
        return at + 1, _one_of(rows, at, above)
    if section := _section_of(rows, at):
        return at + 1, _indented_wrongly(
            "no list stands here that this could belong to.",
            f"Write '{section}:' on a line of its own above it, from the first column on.",
        )
    return at + 1, _indented_wrongly("this line does not fit those above it.")


def _section_of(rows: list[str], at: int) -> str:
    """The part of the file whose entry the row begins, where it was not begun; else ""."""
    _, dashes, rest = _parts(rows[at])
    section = _BEGUN_BY.get(rest.partition(":")[0].strip(), "") if dashes else ""
    return "" if any(re.match(rf"{section}\s*:", row) for row in rows) else section


def _one_of(rows: list[str], at: int, above: int) -> Wrong:
    word = _word(rows[at])
    dashes = _is_entry(rows[at]) and _is_entry(rows[above])
    if word.strip("'") in _SECTIONS and not _is_entry(rows[at]):
        first_column = "Begin its line in the first column."
        return _indented_wrongly(f"{word} is a part of the whole file.", first_column)
    here, there = _column(rows[at], dashes), _column(rows[above], dashes)
    first, other = ("the '-'", "") if dashes else (word, f"{_word(rows[above])} ")
    return _indented_wrongly(
        f"this line or line {above + 1} above it is indented wrongly: here {first} begins in "
        f"column {here + 1}, there {other}in column {there + 1}."
    )


def _beside(rows: list[str], at: int) -> int | None:
    """The row above that seems to be of the same list or keys; the nearest in its column."""
    entry = _is_entry(rows[at])
    column = _column(rows[at], entry)
    found: dict[int, int] = {}  # how far apart -> the row
    for number in range(at - 1, -1, -1):
        if not _says_something(rows[number]):
            continue
        there = _column(rows[number], entry)
        alike = _is_entry(rows[number]) if entry else there > column
        if alike and there != column:
            found.setdefault(abs(there - column), number)
        if _column(rows[number], dash=True) <= column:
            break
    return found[min(found)] if found else None


def _says_something(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def _is_entry(row: str) -> bool:
    return bool(_parts(row)[1])


def _column(row: str, dash: bool) -> int:
    """Where the row's dash stands, or what follows it."""
    blanks, dashes, _ = _parts(row)
    return len(blanks) if dash else len(blanks) + len(dashes)


def _word(row: str) -> str:
    """The row's key, in quotes."""
    return f"'{show(_parts(row)[2].partition(':')[0].strip())}'"


def _parts(row: str) -> tuple[str, str, str]:
    found = _ROW.match(row)
    return (found[1], found[2], found[3]) if found else ("", "", row)


def keyless(node: Node, table: Table, line: int) -> tuple[int, str]:
    """About what stands where the table's keys are due."""
    text = node.value if isinstance(node, ScalarNode) and not node.style else ""
    names = "|".join(re.escape(key.name) for key in table.keys)
    here = int(node.start_mark.line) + 1
    if found := re.fullmatch(rf"({names})(:| ?=| )(?!:)\s*(.+)", text):
        alone = node.start_mark.line == node.end_mark.line
        missing = "blank after the colon" if found[2] == ":" else f"colon after '{found[1]}'"
        meant = f"{found[1]}: {found[3] if alone else '…'}"
        what = f"the {missing} is missing."
        return here, Wrong("yaml-syntax", what, f"Write '{show(meant)}'.", meant)
    first = table.keys[0]
    if table.by_tag and isinstance(first.takes, Form) and not first.takes.check(text):
        what = f"'{show(text)}' stands where keys are due."
        below = f"Write '{first.name}: {show(text)}' on a line of its own below, indented."
        return here, Wrong("wrong-shape", what, below)
    keys = ", ".join(f"'{key.name}:'" for key in table.keys[:3])
    what = f"{with_article(table.what)} is written as keys with values, such as {keys}."
    return line, Wrong("wrong-shape", what)


def dash_of_keys(node: Node) -> tuple[int, str]:
    """About keys that begin with a '-' without its blank; (0, "") for others."""
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if isinstance(key, ScalarNode) and (name := dashed(key.value)):
            told = f"{name}: {value.value if isinstance(value, ScalarNode) else '…'}"
            return int(key.start_mark.line) + 1, _without_dash_s_blank(told)
    return 0, ""


def dash_in(node: Node, line: int) -> str:
    """About words below the key on this line, with '-' without its blank before them; "" where
    there is none."""
    here = int(node.start_mark.line) + 1
    if not isinstance(node, ScalarNode) or node.style or here == line:
        return ""
    first, *others = re.split(r" (?=-\w)", node.value)
    name = dashed(first)
    return _without_dash_s_blank(name, each=bool(others)) if name else ""
