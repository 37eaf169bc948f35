"""YAML's complaints, in words that somebody who never heard of YAML's parts can act on."""

import re

from yaml import MarkedYAMLError
from yaml.reader import Reader

from bridge.model import Kind
from bridge.rules import PERIOD_END
from bridge.rulesfile import anchors, hashes
from bridge.rulesfile.done import WITHOUT_PERIOD
from bridge.rulesfile.indents import (
    NO_COLON,
    dashed,
    glued,
    misfit,
    too_far,
    without_blank,
    without_dash_s_blank,
)
from bridge.rulesfile.keys import PHRASES
from bridge.rulesfile.phrases import meant_phrase

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_INDENTED_WITH_TAB = re.compile(r" *\t\s*\S")
_OUT_OF_PLACE = re.compile("but found '(?!<scalar>)")
_TAB = "a tab stands here. YAML takes spaces only: replace each tab with two spaces."

# Part of PyYAML's context, part of its problem, which of its two places is meant, our sentence.
# PyYAML gives no codes, so its words are all there is to tell the cases by; what is not found
# here ends in _ANY.
_SAYINGS = (
    (
        "quoted scalar",
        "escape",
        "problem",
        "a backslash (\\) has a meaning of its own between double quotes. Use single quotes.",
    ),
    ("quoted scalar", "", "context", "the quote that opens here is never closed."),
    (
        "flow sequence",
        "",
        "context",
        "the bracket '[' that opens here is not closed, or a comma between two entries is missing.",
    ),
    (
        "flow mapping",
        "",
        "context",
        "the brace '{' that opens here is not closed, or a comma between two entries is missing.",
    ),
    (
        "block mapping",
        "'<scalar>'",
        "problem",
        "the text goes on after its closing quote or bracket. A quote inside single quotes is "
        "written twice: 'it''s'.",
    ),
    (
        "block scalar",
        "",
        "problem",
        "a '>' or '|' at the beginning of a text has a meaning of its own in YAML. Put it in "
        "quotes.",
    ),
    ("", "sequence entries", "problem", "a list's '-' cannot stand here. Begin a line with it."),
    ("duplicate anchor", "", "problem", "this anchor's name (&) is in use above. Give it another."),
    ("single document", "", "problem", "a second file begins here ('---'). Take this line out."),
)
_ANY = (
    "YAML cannot read on from here. Look at this line and the one above it for a missing colon, "
    "quote or bracket, or another indentation."
)


class Unreadable(Exception):
    """The text is not YAML we read. `problems` are (line, sentence); line 0 is the whole file."""

    def __init__(self, *problems: tuple[int, str]) -> None:
        self.problems = problems
        super().__init__(*problems)


def refuse_unprintable(text: str) -> None:
    """Raises Unreadable where the text holds letters that YAML does not allow."""
    found = [
        (
            number,
            f"the invisible letter U+{ord(match[0]):04X} cannot stand here. Type the line anew.",
        )
        for number, line in enumerate(_LINE_ENDS.split(text), 1)
        if (match := Reader.NON_PRINTABLE.search(line))
    ]
    if found:
        raise Unreadable(*found)


def in_our_words(error: MarkedYAMLError, text: str) -> Unreadable:
    """What PyYAML ran into, as the line to look at and what to do there."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    rows = [*_LINE_ENDS.split(text), ""]
    hidden, sentence = hashes.unreadable(rows[: line + 1])
    if hidden:
        return Unreadable((hidden, sentence))
    if mark and text[mark.index : mark.index + 1] == "\t":
        return Unreadable(*(_tabbed(rows) or [(line, _TAB)]))
    context, problem = error.context or "", error.problem or ""
    if mark and (told := _of_its_place(context, problem, rows, mark.line, mark.column)):
        return Unreadable(told)
    if "simple key" in context and error.context_mark:
        where = error.context_mark.line
        return Unreadable((where + 1, _colonless(rows, where)))
    for in_context, in_problem, place, sentence in _SAYINGS:
        if in_context in context and in_problem in problem:
            meant = error.context_mark if place == "context" else error.problem_mark
            return Unreadable((meant.line + 1 if meant else line, sentence))
    return Unreadable((line, _ANY))


def _of_its_place(
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


def _tabbed(rows: list[str]) -> list[tuple[int, str]]:
    return [
        (number, "the line is indented with a tab. YAML takes spaces only: use two for each level.")
        for number, row in enumerate(rows, 1)
        if _INDENTED_WITH_TAB.match(row)
    ]


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


def _colonless(rows: list[str], at: int) -> str:
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
