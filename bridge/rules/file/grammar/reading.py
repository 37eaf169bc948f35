"""Reads YAML nodes by the table of keys, and says what does not fit it."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.nearest import unknown
from bridge.rules.file.grammar.times import SPAN, meant_span
from bridge.rules.file.grammar.values import pair_meant
from bridge.rules.file.grammar.wordlists import is_among, nearest_key, read_words
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.anchors import is_only_a_name
from bridge.rules.file.yaml.indentation import glued, without_blank
from bridge.rules.file.yaml.pairs import keys_in, pairs
from bridge.rules.file.yaml.scalars import is_empty, line_of
from bridge.rules.file.yaml.unkeyed import unkeyed


@dataclass(frozen=True)
class Found:
    """What stands behind one key: its line, its node, and its right words where it takes words.

    `named` are words by names that the file chose. `among` are sets of keys that stand in a list
    of words, each with how many of the list stand before it without being such a set.
    """

    line: int
    node: Node
    words: tuple[str, ...] = ()
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    among: "tuple[tuple[int, dict[str, Found]], ...]" = ()


def read_keys(node: Node, table: Table, line: int, say: Say) -> dict[str, Found]:
    """What stands behind each known key; a key whose value is wrong has no words."""
    if not isinstance(node, MappingNode):
        say(*unkeyed(node, table, line))
        return {}
    known = {key.name: key for key in table.keys}
    found = {}
    meant = set()
    for name, value in keys_in(node, table, say):
        if name.value in known:
            found[name.value] = _read_key(known[name.value], name, value, say)
        else:
            beside = {key.value for key, _ in node.value if isinstance(key, ScalarNode)}
            say(line_of(name), _unknown_key(name, table, value, beside))
            meant.add(nearest_key(name.value, table))
    for key in table.keys:
        if key.required and key.name not in found.keys() | meant:
            about = key.about[:1].lower() + key.about[1:]
            say(line, f"the {table.what} has no '{key.name}': {about}")
    return {name: entry for name, entry in found.items() if not is_empty(entry.node)}


def _read_key(key: Key, name: ScalarNode, value: Node, say: Say) -> Found:
    line = line_of(name)
    if is_empty(value):
        what = f"'{key.name}' has no value. Write one{_none(key.takes)}, or take the line out."
        sign = (
            "A text that begins with & is put in quotes"
            if is_only_a_name(value)
            else "A # begins a comment"
        )
        say(line, f"{what} ({sign}.)")
    elif isinstance(key.takes, Form):
        words = read_words(key.name, key.takes, value, line, say)
        return Found(line, value, words, among=_read_among(key.takes, value, say))
    elif isinstance(key.takes, Values):
        return Found(line, value, named=_read_named(key.name, key.takes, value, line, say))
    return Found(line, value)


def _none(takes: Form | Values | Table) -> str:
    """What to write where there is none of it."""
    if isinstance(takes, Table) or not takes.may_be_empty:
        return ""
    return f", {'{}' if isinstance(takes, Values) else '[]'} for none"


def _read_named(
    key: str, values: Values, node: Node, line: int, say: Say
) -> dict[str, tuple[str, ...]]:
    what = values.what
    if not isinstance(node, MappingNode) or not (node.value or values.may_be_empty):
        none = "; {} for none" if values.may_be_empty else ""
        say(line, f"'{key}' takes names with values, such as {_such_as(values, node)}{none}.")
        return {}
    found = {}
    for name, value in pairs(node, what, say):
        if name.value.strip():
            found[name.value] = read_words(name.value, values.form, value, line_of(name), say)
        else:
            say(line_of(name), f"a {what} has no name behind '{key}'. Write it, or take it out.")
    return found


def _such_as(values: Values, node: Node) -> str:
    """The values' own example; with the name that was written alone, where a field was."""
    first = node.value[0] if isinstance(node, SequenceNode) and node.value else node
    word = first.value if isinstance(first, ScalarNode) and values.what == "field" else ""
    if values.form.placeholders and (meant := pair_meant(word)):
        return show(meant)
    own = "" if word.lower() in ("none", "nothing") else re.split(r"[=<>:{},]", word)[0].strip()
    name, _, sample = values.such_as.strip("{}").partition(": ")
    return f"{{{show(own) or name}: {sample}}}"


def _unknown_key(name: ScalarNode, table: Table, value: Node, beside: Container[object]) -> str:
    if name.value == "<<":
        return "merging with '<<' is not read here. Write the keys out."
    if name.value.lower() == "on" and nearest_key(name.value, table) == "when":
        return f"the key '{name.value}' is read by YAML as true. Write 'when' instead."
    if (meant := glued(name.value)) and meant.partition(":")[0] in {key.name for key in table.keys}:
        return without_blank(meant)
    if name.value in table.refused:
        return f"'{name.value}' cannot stand here. {table.refused[name.value]}"
    if table.near and (told := table.near(name.value)[1]):
        return told
    known, near = [key.name for key in table.keys], nearest_key(name.value, table)
    if near == "unless" and (span := _span_in(value)):
        return (
            f"the key '{show(name.value)}' is not known. What ends after a time stands in a rule "
            f"of its own, with 'after: {span}' and what ends it, such as 'remove'."
        )
    if near and near in beside:
        what = f"the key '{show(name.value)}' is not known, and '{near}' stands here already."
        return f"{what} Known here: {', '.join(known)}."
    return unknown("key", name.value, known, table.also)


def _span_in(node: Node) -> str:
    """The time that stands there, such as `30 days`; "" for anything else."""
    word = node.value if isinstance(node, ScalarNode) else ""
    return word if re.fullmatch(SPAN, word) else meant_span(word[:40]) if word else ""


def _read_among(form: Form, node: Node, say: Say) -> tuple[tuple[int, dict[str, Found]], ...]:
    found: list[tuple[int, dict[str, Found]]] = []
    for place, entry in enumerate(node.value if isinstance(node, SequenceNode) else ()):
        if form.among and is_among(form, entry):
            keys = read_keys(entry, form.among, line_of(entry), say)
            found.append((place - len(found), keys))
    return tuple(found)
