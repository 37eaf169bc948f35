"""The keys of a YAML node with their values, and what is said of a key that stands twice."""

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model import tag_key
from bridge.rules.file.grammar.forms import Table
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.scalars import line_of

Pair = tuple[ScalarNode, Node]
_Repeat = tuple[ScalarNode, int]  # with the line of the first


def pairs(node: MappingNode, what: str, say: Say) -> list[Pair]:
    """The keys, each a word and each once, with their values."""
    kept, again = _parted(node, what, say)
    _say_twice(again, what, say)
    return kept


def keys_in(node: MappingNode, table: Table, say: Say) -> list[Pair]:
    """As `pairs`, of the table's keys. Where the one that each of a list has stands twice, a new
    one was begun without its dash: its other keys are no repeats."""
    first = table.keys[0]
    kept, again = _parted(node, "key", say)
    begun = [key for key, _ in again if table.listed and first.required and key.value == first.name]
    for key in begun:
        say(
            line_of(key),
            f"'{first.name}' stands twice in this {table.what}; a new {table.what} begins with "
            f"'- {first.name}:'. Is the dash missing?",
        )
    if not begun:
        _say_twice(again, "key", say)
    return kept


def _parted(node: MappingNode, what: str, say: Say) -> tuple[list[Pair], list[_Repeat]]:
    first: dict[str, int] = {}
    kept, again = [], []
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            say(line_of(key), f"a {what} must be a word, not a list or keys with values.")
        elif tag_key(key.value) in first:
            again.append((key, first[tag_key(key.value)]))
        else:
            first[tag_key(key.value)] = line_of(key)
            kept.append((key, value))
    return kept, again


def _say_twice(again: list[_Repeat], what: str, say: Say) -> None:
    for key, line in again:
        words = f"the {what} '{show(key.value)}' stands twice; first on line {line}. Keep one."
        say(line_of(key), words)
