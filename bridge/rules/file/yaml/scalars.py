"""Reads one word, and says when YAML would take it for something else."""

import yaml
from yaml.nodes import Node, ScalarNode, SequenceNode

from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.anchors import is_repeated

_CORE = "tag:yaml.org,2002:"
# What YAML reads bare words as; "" where the value itself is told.
_READ_AS = {"null": "nothing", "timestamp": "a date", "bool": "", "int": "", "float": ""}
_OF_REPEATED = " The '*' stands for a whole list. Write its entries out."
_LONGEST_NUMBER = 40  # longer ones cost time and nobody means them


def line_of(node: Node) -> int:
    """Counted from 1."""
    return int(node.start_mark.line) + 1


def is_empty(node: Node) -> bool:
    """Whether nothing was written: `items:` and the end of the line."""
    return isinstance(node, ScalarNode) and node.tag == _CORE + "null" and not node.value


def read_word(form: Form, node: Node, say: Say) -> str | None:
    """The word as it is spelled in the file; None, and something said, when it is wrong."""
    if not isinstance(node, ScalarNode):
        sort = "a list" if isinstance(node, SequenceNode) else "keys with values"
        what = f"{sort} cannot stand here, where one {form.what} is due."
        say(line_of(node), f"{what}{_OF_REPEATED if is_repeated(node) else ''}")
        return None
    if is_empty(node):
        say(
            line_of(node),
            f"an entry is empty where one {form.what} is due. (A # begins a comment.)",
        )
        return None
    wrong = form.check(node.value) or (_misread(form, node) if form.free else "")
    if wrong:
        say(line_of(node), wrong)
        return None
    return str(node.value)


def _misread(form: Form, node: ScalarNode) -> str:
    """What YAML makes of a bare word; "" where it is text, or a number that stays as written."""
    sort, value = node.tag.removeprefix(_CORE), _constructed(node)
    as_written = form.numbers or value == node.value.lower()
    if sort not in _READ_AS or (sort in ("int", "float") and as_written):
        return ""
    number = f"the number {value}" if value else "a number"
    read = _READ_AS[sort] or (value if sort == "bool" else number)
    word = show(node.value)
    if sort == "timestamp" and form.of_dates:
        return form.of_dates.format(word=word)
    return f"the {form.what} '{word}' is read by YAML as {read}. Put it in quotes: \"{word}\"."


def _constructed(node: ScalarNode) -> str:
    """The value a program would get, as YAML writes it; "" for what is no value after all."""
    if len(node.value) > _LONGEST_NUMBER:
        return ""
    try:
        return str(yaml.constructor.SafeConstructor().construct_object(node)).lower()
    except (ValueError, OverflowError):  # 0b_ looks like a number and is none; so may dates
        return ""
