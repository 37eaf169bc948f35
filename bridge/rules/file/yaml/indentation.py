"""Lines that do not fit those above them: which two, and what may be wrong with either."""

import re

from bridge.rules.file.report import show

NO_COLON = "this line has no colon. Write 'key: value', with a blank after the colon."
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


def without_dash_s_blank(meant: str, *, each: bool = False) -> str:
    key = meant.partition(": ")[0] if ": " in meant else ""
    below = f", and begin the other keys of this entry below '{show(key)}'" if key else ""
    return (
        f"the blank after the '-' is missing. Write '- {show(meant)}'{below}"
        f"{', and so in each line of the list' if each else ''}."
    )


def glued(text: str) -> str:
    """`coupon: SUMMER*` where the blank behind the colon is missing; "" for other texts."""
    found = _GLUED.fullmatch(text.strip().lstrip("- "))
    return f"{found[1]}: {found[2]}" if found else ""


def without_blank(meant: str) -> str:
    return f"the blank after the colon is missing. Write '{show(meant)}'."


def too_far(rows: list[str], at: int) -> tuple[int, str]:
    """The line (from 1) and the sentence about the row `at`, of which YAML makes no key."""
    above = next((n for n in range(at - 1, -1, -1) if _says_something(rows[n])), None)
    if above is None:
        return at + 1, f"this line is indented wrongly. {_SAME}"
    if meant := glued(rows[above]):
        return above + 1, without_blank(meant)
    if meant := dashed(rows[above]):
        return above + 1, without_dash_s_blank(meant)
    if re.search(r":(\s|$)", rows[above]):
        return at + 1, _one_of(rows, at, above)
    if _column(rows[at], dash=False) == _column(rows[above], dash=False):
        return above + 1, NO_COLON
    return (
        at + 1,
        f"this line is indented further than line {above + 1} above it, or line {above + 1} lacks "
        "its colon.",
    )


def misfit(rows: list[str], at: int) -> tuple[int, str]:
    """The line (from 1) and the sentence about the row `at`, which begins in a column where none
    above it does."""
    for row in (at, at - 1):
        if row >= 0 and (meant := dashed(rows[row])):
            return row + 1, without_dash_s_blank(meant)
    above = _beside(rows, at)
    if above is not None:
        return at + 1, _one_of(rows, at, above)
    if section := _section_of(rows, at):
        return (
            at + 1,
            f"no list stands here that this could belong to. Write '{section}:' on a line of its "
            "own above it, from the first column on.",
        )
    return at + 1, f"this line does not fit those above it. {_SAME}"


def _section_of(rows: list[str], at: int) -> str:
    """The part of the file whose entry the row begins, where it was not begun; else ""."""
    _, dashes, rest = _parts(rows[at])
    section = _BEGUN_BY.get(rest.partition(":")[0].strip(), "") if dashes else ""
    return "" if any(re.match(rf"{section}\s*:", row) for row in rows) else section


def _one_of(rows: list[str], at: int, above: int) -> str:
    if _word(rows[at]).strip("'") in _SECTIONS and not _is_entry(rows[at]):
        return f"{_word(rows[at])} is a part of the whole file. Begin its line in the first column."
    dashes = _is_entry(rows[at]) and _is_entry(rows[above])
    here, there = _column(rows[at], dashes), _column(rows[above], dashes)
    first, other = ("the '-'", "") if dashes else (_word(rows[at]), f"{_word(rows[above])} ")
    return (
        f"this line or line {above + 1} above it is indented wrongly: here {first} begins in "
        f"column {here + 1}, there {other}in column {there + 1}. {_SAME}"
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
    """Where the row's dash stands, or what follows it; counted from 0."""
    blanks, dashes, _ = _parts(row)
    return len(blanks) if dash else len(blanks) + len(dashes)


def _word(row: str) -> str:
    """The row's key, in quotes."""
    return f"'{show(_parts(row)[2].partition(':')[0].strip())}'"


def _parts(row: str) -> tuple[str, str, str]:
    found = _ROW.match(row)
    return (found[1], found[2], found[3]) if found else ("", "", row)
