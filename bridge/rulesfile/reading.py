"""Reads YAML nodes by the table of keys, and says what does not fit it."""

import re
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key
from bridge.rules import BY_NAME
from bridge.rulesfile.forms import Form, Key, Table, Values
from bridge.rulesfile.indents import glued, without_blank
from bridge.rulesfile.nearest import nearest, unknown
from bridge.rulesfile.pairs import keys_in, pairs
from bridge.rulesfile.report import Say, show
from bridge.rulesfile.scalars import is_empty, line_of, read_word


@dataclass(frozen=True)
class Found:
    """What stands behind one key: its line, its node, and its right words where it takes words.

    `named` are words by names that the file chose.
    """

    line: int
    node: Node
    words: tuple[str, ...] = ()
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_keys(node: Node, table: Table, line: int, say: Say) -> dict[str, Found]:
    """What stands behind each known key; a key whose value is wrong has no words."""
    if not isinstance(node, MappingNode):
        keys = ", ".join(f"'{key.name}:'" for key in table.keys[:3])
        say(line, f"a {table.what} is written as keys with values, such as {keys}.")
        return {}
    known = {key.name: key for key in table.keys}
    found = {}
    meant = set()
    for name, value in keys_in(node, table, say):
        if name.value in known:
            found[name.value] = _read_key(known[name.value], name, value, say)
        else:
            say(line_of(name), _unknown_key(name, table))
            meant.add(nearest_key(name.value, table))
    for key in table.keys:
        if key.required and key.name not in found.keys() | meant:
            about = key.about[:1].lower() + key.about[1:]
            say(line, f"the {table.what} has no '{key.name}': {about}")
    return {name: entry for name, entry in found.items() if not is_empty(entry.node)}


def _read_key(key: Key, name: ScalarNode, value: Node, say: Say) -> Found:
    line = line_of(name)
    if is_empty(value):
        say(
            line,
            f"'{key.name}' has no value. Write one, or take the line out. (A # begins a comment.)",
        )
    elif isinstance(key.takes, Form):
        return Found(line, value, _read_words(key.name, key.takes, value, line, say))
    elif isinstance(key.takes, Values):
        return Found(line, value, named=_read_named(key.name, key.takes, value, line, say))
    return Found(line, value)


def _read_named(
    key: str, values: Values, node: Node, line: int, say: Say
) -> dict[str, tuple[str, ...]]:
    what = values.what
    if not isinstance(node, MappingNode) or not node.value:
        say(line, f"'{key}' takes names with values, such as {_such_as(values, node)}.")
        return {}
    found = {}
    for name, value in pairs(node, what, say):
        if name.value.strip():
            found[name.value] = _read_words(name.value, values.form, value, line_of(name), say)
        else:
            say(line_of(name), f"a {what} has no name behind '{key}'. Write it, or take it out.")
    return found


def _such_as(values: Values, node: Node) -> str:
    """The values' own example; with the name that was written alone, where a field was."""
    first = node.value[0] if isinstance(node, SequenceNode) and node.value else node
    word = first.value if isinstance(first, ScalarNode) and values.what == "field" else ""
    own = re.split(r"[=<>:{},]", word)[0].strip()
    name, _, sample = values.such_as.strip("{}").partition(": ")
    return f"{{{show(own) or name}: {sample}}}"


def _unknown_key(name: ScalarNode, table: Table) -> str:
    if name.value == "<<":
        return "merging with '<<' is not read here. Write the keys out."
    if name.value.lower() == "on" and nearest_key(name.value, table) == "when":
        return f"the key '{name.value}' is read by YAML as true. Write 'when' instead."
    if (meant := glued(name.value)) and meant.partition(":")[0] in {key.name for key in table.keys}:
        return without_blank(meant)
    if name.value in table.refused:
        return f"'{name.value}' cannot stand here. {table.refused[name.value]}"
    return unknown("key", name.value, (key.name for key in table.keys), table.also)


def nearest_key(word: object, table: Table) -> str:
    """The table's key that was probably meant; "" when none is near, or it is no word."""
    if not isinstance(word, str):
        return ""
    word = glued(word).partition(":")[0] or word
    return nearest(word, (key.name for key in table.keys), table.also)


def _read_words(key: str, form: Form, node: Node, line: int, say: Say) -> tuple[str, ...]:
    one = f"one {form.what}"
    takes = f"{one} or a list of them" if form.many else one
    if isinstance(node, MappingNode) and not form.by_name:
        say(line, f"'{key}' takes {takes}, not keys with values.")
        return ()
    if isinstance(node, SequenceNode) and not form.many:
        say(line, f"'{key}' takes {takes}, not a list.")
        return ()
    if isinstance(node, SequenceNode) and not node.value and not form.may_be_empty:
        say(line, f"the list behind '{key}' is empty. Write at least {one}, or take the line out.")
    entries = node.value if isinstance(node, SequenceNode) else [node]
    read = [(line_of(entry), _read_one(form, entry, say)) for entry in entries]
    right = [(at, word) for at, word in read if word is not None]
    if not form.repeats:
        _refuse_repeats(key, form, right, say)
    return tuple(word for _, word in right)


def _read_one(form: Form, node: Node, say: Say) -> str | None:
    """A word, or `name: …` where the form knows things by name, or one of its pairs."""
    if isinstance(node, MappingNode) and form.paired:
        return _read_pair(form, node, say)
    if not isinstance(node, MappingNode) or form.by_name is None:
        return read_word(form, node, say)
    names = [name.value for name, _ in node.value]
    if names != ["name"]:
        what = f"one {form.what} is written as a word or as {{name: …}}, not with other keys."
        say(line_of(node), what)
        return None
    word = read_word(form.by_name, node.value[0][1], say)
    return None if word is None else f"{BY_NAME}{word}"


def _read_pair(form: Form, node: MappingNode, say: Say) -> str | None:
    name, value = node.value[0] if len(node.value) == 1 else (node, node)
    key = name.value if isinstance(name, ScalarNode) else ""
    behind = next((inner for pattern, inner in form.paired if re.fullmatch(pattern, key)), None)
    if behind is None:
        say(line_of(node), form.unpaired)
        return None
    words = _read_words(key, behind, value, line_of(name), say)
    return f"{key}: {', '.join(words)}" if words or behind.may_be_empty else None


def _refuse_repeats(key: str, form: Form, words: list[tuple[int, str]], say: Say) -> None:
    seen: set[str] = set()
    for line, word in words:
        if tag_key(word) in seen:
            say(line, f"the {form.what} '{show(word)}' stands twice behind '{key}'. Keep one.")
        seen.add(tag_key(word))
