"""YAML's complaints, in words that somebody who never heard of YAML's parts can act on."""

import re

from yaml import MarkedYAMLError
from yaml.reader import Reader

from bridge.rules.file.yaml.hashes import LINE_ENDS, unreadable
from bridge.rules.file.yaml.stops import colonless, told_by_rows

_INDENTED_WITH_TAB = re.compile(r" *\t\s*\S")
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
        for number, line in enumerate(LINE_ENDS.split(text), 1)
        if (match := Reader.NON_PRINTABLE.search(line))
    ]
    if found:
        raise Unreadable(*found)


def in_our_words(error: MarkedYAMLError, text: str) -> Unreadable:
    """What PyYAML ran into, as the line to look at and what to do there."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    rows = [*LINE_ENDS.split(text), ""]
    hidden, sentence = unreadable(rows[: line + 1])
    if hidden:
        return Unreadable((hidden, sentence))
    if mark and text[mark.index : mark.index + 1] == "\t":
        return Unreadable(*(_tabbed(rows) or [(line, _TAB)]))
    context, problem = error.context or "", error.problem or ""
    if mark and (told := told_by_rows(context, problem, rows, mark.line, mark.column)):
        return Unreadable(told)
    if "simple key" in context and error.context_mark:
        where = error.context_mark.line
        return Unreadable((where + 1, colonless(rows, where)))
    for in_context, in_problem, place, sentence in _SAYINGS:
        if in_context in context and in_problem in problem:
            meant = error.context_mark if place == "context" else error.problem_mark
            return Unreadable((meant.line + 1 if meant else line, sentence))
    return Unreadable((line, _ANY))


def _tabbed(rows: list[str]) -> list[tuple[int, str]]:
    return [
        (number, "the line is indented with a tab. YAML takes spaces only: use two for each level.")
        for number, row in enumerate(rows, 1)
        if _INDENTED_WITH_TAB.match(row)
    ]
