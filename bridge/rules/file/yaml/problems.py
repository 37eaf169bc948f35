"""YAML's complaints, in words that somebody who never heard of YAML's parts can act on.

Rows and columns are counted from 0, the lines of what is told from 1.
"""

import re
from collections.abc import Sequence

from yaml import MarkedYAMLError

from bridge.model import Kind
from bridge.rules import PERIOD_END
from bridge.rules.file.grammar.keys import FILE, MEMBERSHIP, PHRASES, RULE
from bridge.rules.file.grammar.phrases import WITHOUT_PERIOD, meant_phrase
from bridge.rules.file.grammar.synonyms import BOUNDS
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show
from bridge.rules.file.yaml import anchors
from bridge.rules.file.yaml.characters import LINE_ENDS, hidden_end
from bridge.rules.file.yaml.indentation import dash_or_colon, misfit, too_far

_INDENTED_WITH_TAB = re.compile(r" *\t\s*\S")
_OUT_OF_PLACE = re.compile("but found '(?!<scalar>)")

# Part of PyYAML's context, part of its problem, which of its two places is meant, our sentence and
# what to do. PyYAML gives no codes, so its words are all there is to tell the cases by; what is not
# found here ends in the last.
_COMMA = "is not closed, or a comma between two entries is missing."
_SAYINGS = (
    ("quoted scalar", "escape", "problem",
     "a backslash (\\) has a meaning of its own between double quotes.", "Use single quotes."),
    ("quoted scalar", "", "context", "the quote that opens here is never closed.", ""),
    ("flow sequence", "", "context", f"the bracket '[' that opens here {_COMMA}", ""),
    ("flow mapping", "", "context", f"the brace '{{' that opens here {_COMMA}", ""),
    ("block mapping", "'<scalar>'", "problem",
     "the text goes on after its closing quote or bracket.",
     "A quote inside single quotes is written twice: 'it''s'."),
    ("block scalar", "", "problem", f"a '>' or '|' {anchors.MEANS_SOMETHING}", "Put it in quotes."),
    ("", "sequence entries", "problem", "a list's '-' cannot stand here.",
     "Begin a line with it."),
    ("duplicate anchor", "", "problem", "this anchor's name (&) is in use above.",
     "Give it another."),
    ("single document", "", "problem", "a second file begins here ('---').",
     "Take this line out."),
    ("", "", "problem", "YAML cannot read on from here.",
     "Look at this line and the one above it for a missing colon, quote or bracket, or another "
     "indentation."),
)  # fmt: skip


_BOUND = re.compile(r"[\s-]*(amount|since order):\s*(>=?)\s*([0-9].*)")
_FIRST_COLUMN = re.compile(r"(- +)?([^\s#:'\"-][^#:]*):(?:\s|$)")
_OF_FILE = {key.name for key in FILE.keys}
_INSIDE = {"memberships": MEMBERSHIP, "rules": RULE}


class Unreadable(Exception):
    """The text is not YAML we read. `problems` are (line, sentence); line 0 is the whole file."""

    def __init__(self, *problems: tuple[int, str]) -> None:
        self.problems = problems
        super().__init__(*problems)


def in_our_words(error: MarkedYAMLError, text: str) -> Unreadable:
    """What PyYAML ran into, as the line to look at and what to do there."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    rows = [*LINE_ENDS.split(text), ""]
    hidden, sentence = hidden_end(rows[: line + 1])
    if hidden:
        return Unreadable((hidden, sentence))
    if mark and text[mark.index : mark.index + 1] == "\t":
        return Unreadable(*_tabs(rows, line))
    context, problem = error.context or "", error.problem or ""
    if mark and (told := _told_by_rows(context, problem, rows, mark.line, mark.column)):
        return Unreadable(told)
    if "simple key" in context and error.context_mark:
        return Unreadable(dash_or_colon(rows, error.context_mark.line))
    place, what, suggestion = next(
        saying[2:] for saying in _SAYINGS if saying[0] in context and saying[1] in problem
    )
    meant = error.context_mark if place == "context" else error.problem_mark
    return Unreadable((meant.line + 1 if meant else line, Wrong("yaml-syntax", what, suggestion)))


def flat_parts(rows: Sequence[str]) -> list[tuple[int, str]]:
    """About each part of the file whose levels all begin in the first column."""
    part, begun = "", 0
    flat: dict[str, int] = {}
    for line, row in enumerate(rows, 1):
        found = _FIRST_COLUMN.match(row)
        dash, name = (found[1], found[2].strip()) if found else ("", "")
        if found and not dash and name in _OF_FILE:
            part, begun = name, line
        elif found and part in _INSIDE and (dash or name not in _keys_inside(part)):
            begun = line  # a membership's tag, or a rule's first key
        elif found and part in _INSIDE and begun == line - 1:
            flat.setdefault(part, line)
        elif row.strip():
            begun = 0
    return [(line, _flat(part)) for part, line in flat.items()]


def _keys_inside(part: str) -> set[str]:
    return {key.name for key in _INSIDE[part].keys}


def _flat(part: str) -> Wrong:
    first = "each tag" if part == "memberships" else "each '- name:'"
    return Wrong(
        "indentation",
        f"what belongs to '{part}' is indented below it.",
        f"Begin {first} two columns further right, and the keys below it four.",
    )


def _tabs(rows: list[str], line: int) -> list[tuple[int, str]]:
    each_level = "YAML takes spaces only: use two for each level."
    indented = Wrong("indentation", "the line is indented with a tab.", each_level)
    found = [(n, indented) for n, row in enumerate(rows, 1) if _INDENTED_WITH_TAB.match(row)]
    each_tab = "YAML takes spaces only: replace each tab with two spaces."
    return [*found] or [(line, Wrong("yaml-syntax", "a tab stands here.", each_tab))]


def _told_by_rows(
    context: str, problem: str, rows: list[str], at: int, column: int
) -> tuple[int, str] | None:
    """What is told by looking at the rows where PyYAML stopped; None where that tells nothing."""
    if "mapping values" in problem:
        if not re.search(r":\s", rows[at][:column]):
            return too_far(rows, at)
        what = "a second colon stands in this line."
        return at + 1, Wrong("yaml-syntax", what, _one_colon(rows[at]))
    if "block scalar" in context and (bound := _BOUND.match(rows[at])):
        words = f"{BOUNDS[bound[2]]} {bound[3]}"
        what = "a '>' or '|' at the beginning of a text has a meaning of its own in YAML."
        return at + 1, Wrong("yaml-syntax", what, f"Write '{bound[1]}: {words}'.", words)
    if sign := _of_a_sign(context, problem, rows, at, column):
        return at + 1, sign
    if "parsing a block" not in context or not _OUT_OF_PLACE.search(problem):
        return None
    if (closing := rows[at][column : column + 1]) in ("]", "}"):
        what = f"the '{closing}' in this line closes nothing."
        return at + 1, Wrong("yaml-syntax", what, "Take it out.")
    return misfit(rows, at)


def _of_a_sign(context: str, problem: str, rows: list[str], at: int, column: int) -> str:
    """About a sign that means something to YAML; "" where it is something else."""
    if "cannot start any token" in problem:
        what = f"a text cannot begin with '{rows[at][column]}'."
        return Wrong("yaml-syntax", what, "Put it in quotes.")
    column = max(rows[at].rfind("&", 0, column + 1), rows[at].rfind("*", 0, column + 1), 0)
    if "undefined alias" in problem:
        return anchors.undefined(rows, at, column)
    if "scanning an alias" in context:
        return anchors.begun(rows, at, column)
    return anchors.unnamed(rows, at, column) if "scanning an anchor" in context else ""


def _one_colon(row: str) -> str:
    """What to write instead of a line with two."""
    found = re.fullmatch(r"\s*([\w ]+):\s+([^#]*?)\s*(?:#.*)?", row)
    kind, meant = (found[1], meant_phrase(found[2])) if found else ("", "")
    untold = PERIOD_END in meant and kind in WITHOUT_PERIOD
    if kind in PHRASES and not untold and not PHRASES[Kind(kind)].check(meant):
        return f"Write '{kind}: {meant}'."
    text = found is not None and kind not in PHRASES and '"' not in found[2]
    quoted = f': {kind}: "{show(found[2])}"' if found and text else ""
    return f"Put a text that holds a colon in quotes{quoted}."
