"""What is wrong where PyYAML stopped, told by looking at the rows there.

Rows and columns are counted from 0, the lines of what is told from 1.
"""

import re

from bridge.model import Kind
from bridge.rules import PERIOD_END
from bridge.rules.file.build.actions import WITHOUT_PERIOD
from bridge.rules.file.grammar.keys import PHRASES
from bridge.rules.file.grammar.phrases import meant_phrase
from bridge.rules.file.yaml import anchors
from bridge.rules.file.yaml.indentation import (
    NO_COLON,
    dashed,
    glued,
    misfit,
    too_far,
    without_blank,
    without_dash_s_blank,
)

_OUT_OF_PLACE = re.compile("but found '(?!<scalar>)")


def told_by_rows(
    context: str, problem: str, rows: list[str], at: int, column: int
) -> tuple[int, str] | None:
    """What is told by looking at the rows where PyYAML stopped; None where that tells nothing."""
    if "mapping values" in problem:
        return _colon(rows, at, column)
    if sign := _of_a_sign(context, problem, rows, at, column):
        return at + 1, sign
    if "parsing a block" in context and _OUT_OF_PLACE.search(problem):
        return _misplaced(rows, at, column)
    return None


def _of_a_sign(context: str, problem: str, rows: list[str], at: int, column: int) -> str:
    """The sentence about a sign that means something to YAML; "" where it is something else."""
    if "cannot start any token" in problem:
        return f"a text cannot begin with '{rows[at][column]}'. Put it in quotes."
    column = max(rows[at].rfind("&", 0, column + 1), rows[at].rfind("*", 0, column + 1), 0)
    if "undefined alias" in problem:
        return anchors.undefined(rows, at, column)
    if "scanning an alias" in context:
        return anchors.begun(rows, at, column)
    return anchors.unnamed(rows, at, column) if "scanning an anchor" in context else ""


def _colon(rows: list[str], at: int, column: int) -> tuple[int, str]:
    """A colon where YAML wants none: a second one in its line, or a line that is out of place."""
    if re.search(r":\s", rows[at][:column]):
        return at + 1, f"a second colon stands in this line. {_one_colon(rows[at])}"
    return too_far(rows, at)


def _one_colon(row: str) -> str:
    """What to write instead of a line with two."""
    found = re.fullmatch(r"\s*([\w ]+):\s+([^#]*?)\s*(?:#.*)?", row)
    kind, meant = (found[1], meant_phrase(found[2])) if found else ("", "")
    untold = PERIOD_END in meant and kind in WITHOUT_PERIOD
    if kind in PHRASES and not untold and not PHRASES[Kind(kind)].check(meant):
        return f"Write '{kind}: {meant}'."
    return "Put a text that holds a colon in quotes."


def colonless(rows: list[str], at: int) -> str:
    """A line that is no key, because something is missing."""
    if meant := dashed(rows[at]):
        return without_dash_s_blank(meant, each=bool(dashed(rows[at + 1])))
    key = glued(rows[at])
    return without_blank(key) if key else NO_COLON


def _misplaced(rows: list[str], at: int, column: int) -> tuple[int, str]:
    """What stands where another entry or key is due: a line out of place, or a bracket too many."""
    found = rows[at][column : column + 1]
    if found in ("]", "}"):
        return at + 1, f"the '{found}' in this line closes nothing. Take it out."
    return misfit(rows, at)
