"""YAML's `&name` and `*name`, where a list is named once and used again: what is wrong there."""

import re

from yaml.nodes import Node, ScalarNode, SequenceNode

from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

_NAMED = re.compile(r"(?:^|[\s\[{,])&([\w-]+)")
_KEY = re.compile(r"[\s-]*([\w ]+):(?:\s|$)")
# Behind these no text of the file's own can stand, so quotes would not help.
_NO_TEXT = ("items", "plans", "when", "unless", "currency", "amount", "payment", "mode")
MEANS_SOMETHING = "at the beginning of a text has a meaning of its own in YAML."


def undefined(rows: list[str], at: int, column: int) -> str:
    """The sentence about a `*name` in the row `at`, above which no `&name` stands."""
    found = re.match(r"\*([^\s,\[\]{}]+)", rows[at][column:])
    name = found[1] if found else ""
    named = [(line, word) for line, row in enumerate(rows, 1) for word in _named(row)]
    if below := next((line for line, word in named if word == name and line > at), 0):
        return Wrong(
            "yaml-syntax",
            f"'*{show(name)}' repeats what is named '&{show(name)}' above it, and that name comes "
            f"only on line {below}.",
            f"Write '&{show(name)}' and the list here, and '*{show(name)}' there.",
        )
    nothing = f"no '&{show(name)}' stands above, so '*{show(name)}' repeats nothing."
    if near := nearest(name, [word for line, word in named if line <= at]):
        return Wrong("yaml-syntax", nothing, f"Did you mean '*{show(near)}'?", f"*{near}")
    or_quoted = "" if _key_of(rows, at) in _NO_TEXT else ", or put it in quotes if it is a text"
    return Wrong("yaml-syntax", nothing, f"Write out what it was to repeat{or_quoted}.")


def begun(rows: list[str], at: int, column: int) -> str:
    """The sentence about a `*` in the row `at`, behind which no name stands."""
    alone = re.fullmatch(r"\*\s*(?:#.*)?|\*[\s,\]].*", rows[at][column:])
    if alone and _key_of(rows, at) == "items":
        return Wrong(
            "unknown-word", "for any item, leave 'items' out.", "A membership names its own."
        )
    return Wrong("yaml-syntax", f"a '*' {MEANS_SOMETHING}", "Put it in quotes.")


def unnamed(rows: list[str], at: int, column: int) -> str:
    """The sentence about a `&` in the row `at`, behind which no name, or no blank stands."""
    if found := re.match(r"&([\w-]+)(\[.*)", rows[at][column:]):
        right = f"Write '&{show(found[1])} {show(found[2].strip())}'."
        return Wrong("yaml-syntax", f"the blank after '&{show(found[1])}' is missing.", right)
    return Wrong("yaml-syntax", f"a '&' {MEANS_SOMETHING}", "Put it in quotes.")


def is_only_a_name(node: Node) -> bool:
    """Whether nothing stands behind a key but a `&name`."""
    return isinstance(node, ScalarNode) and node.start_mark.index < node.end_mark.index


def is_repeated(node: Node) -> bool:
    """Whether the list stands elsewhere, and here only its `*name`."""
    first = node.value[0] if isinstance(node, SequenceNode) and node.value else node
    return not node.start_mark.index <= first.start_mark.index <= node.end_mark.index


def _named(row: str) -> list[str]:
    return [] if row.lstrip().startswith("#") else _NAMED.findall(row)


def _key_of(rows: list[str], at: int) -> str:
    """The key that the row belongs to: its own, or the last one above it."""
    found = (match[1].strip() for row in reversed(rows[: at + 1]) if (match := _KEY.match(row)))
    return next(found, "")
