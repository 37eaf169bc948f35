"""Reads YAML nodes by the table of keys, and says what does not fit it."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.suggest import oddly_typed, unknown
from bridge.rules.file.grammar.times import SPAN, meant_span
from bridge.rules.file.grammar.values import pair_meant
from bridge.rules.file.grammar.word_lists import is_among, nearest_key, read_words
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.anchors import is_only_a_name
from bridge.rules.file.yaml.indentation import glued, keyless, without_blank
from bridge.rules.file.yaml.nodes import is_empty, keys_in, line_of, pairs


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
        say(*keyless(node, table, line))
        return {}
    known = {key.name: key for key in table.keys}
    found, meant = {}, set()
    for name, value in keys_in(node, table, say):
        if name.value in known:
            found[name.value] = _read_key(known[name.value], name, value, say)
        else:
            beside = {key.value for key, _ in node.value if isinstance(key, ScalarNode)}
            say(line_of(name), _unknown_key(name, table, value, beside))
            near = nearest_key(name.value, table)
            meant.add(near)
            if near not in beside | found.keys() and _is_section(known.get(near), value):
                found[near] = Found(line_of(name), value)  # its own mistakes are told, too
    _say_missing(table, found, meant, line, say)
    return {name: entry for name, entry in found.items() if not is_empty(entry.node)}


def _say_missing(
    table: Table, found: Mapping[str, Found], meant: Container[str], line: int, say: Say
) -> None:
    """What must stand there and does not, be it misspelled; and what stands there twice over."""
    either = [name for name in table.either if name in found or name in meant]
    needed = {key.name for key in table.keys if key.required} | {*table.either[:1]}
    for key in table.keys:
        instead = key.name in table.either and either
        if key.name in needed and not instead and key.name not in found and key.name not in meant:
            about = key.about[:1].lower() + key.about[1:]
            say(line, f"the {table.what} has no '{key.name}': {about}", id="missing-key")
    if either[1:] and (both := [name for name in either if name in found])[1:]:
        what = f"'{both[0]}' and '{both[1]}' cannot stand together."
        say(found[both[1]].line, what, id="not-together", suggestion="Keep one.")


def _is_section(key: Key | None, value: Node) -> bool:
    """Whether a part of the file stands there, as the key takes it."""
    takes = key.takes if key else None
    shape = SequenceNode if isinstance(takes, Table) and takes.listed else MappingNode
    return isinstance(takes, Table) and (takes.listed or takes.by_tag) and isinstance(value, shape)


def words_of(entries: Mapping[str, Found], name: str) -> tuple[str, ...]:
    return entries[name].words if name in entries else ()


def word_of(entries: Mapping[str, Found], name: str) -> str:
    """The first word, "" where there is none."""
    return next(iter(words_of(entries, name)), "")


def _read_key(key: Key, name: ScalarNode, value: Node, say: Say) -> Found:
    line, takes = line_of(name), key.takes
    if is_empty(value):
        none = ""
        if not isinstance(takes, Table) and takes.may_be_empty:
            none = f", {'{}' if isinstance(takes, Values) else '[]'} for none"
        hidden = "A # begins a comment"
        if is_only_a_name(value):
            hidden = "A text that begins with & is put in quotes"
        say(
            line, f"'{key.name}' has no value.", id="missing-value",
            suggestion=f"Write one{none}, or take the line out. ({hidden}.)",
        )  # fmt: skip
    elif isinstance(takes, Form):
        words = read_words(key.name, takes, value, line, say)
        return Found(line, value, words, among=_read_among(takes, value, say))
    elif isinstance(takes, Values) and takes.or_words and not isinstance(value, MappingNode):
        words = _read_unnamed(key.name, takes, value, line, say)
        return Found(line, value, words, {word: (word,) for word in words})
    elif isinstance(takes, Values):
        return Found(line, value, named=_read_named(key.name, takes, value, line, say))
    return Found(line, value)


def _read_named(
    key: str, values: Values, node: Node, line: int, say: Say
) -> dict[str, tuple[str, ...]]:
    what = values.what
    if not isinstance(node, MappingNode) or not (node.value or values.may_be_empty):
        none = "; {} for none" if values.may_be_empty else ""
        such_as = _such_as(values, node)
        told = f"'{key}' takes names with values, such as {such_as}{none}."
        say(line, told, id="wrong-shape")
        return {}
    found = {}
    for name, value in pairs(node, what, say):
        if name.value.strip():
            found[name.value] = read_words(name.value, values.form, value, line_of(name), say)
        else:
            told = f"a {what} has no name behind '{key}'."
            say(line_of(name), told, id="missing-value", suggestion="Write it, or take it out.")
    return found


def _read_unnamed(key: str, values: Values, node: Node, line: int, say: Say) -> tuple[str, ...]:
    """Words that are their own names."""
    entries = node.value if isinstance(node, SequenceNode) else []
    if named := next((each for each in entries if isinstance(each, MappingNode)), None):
        what = f"names with values stand in a list behind '{key}'."
        take = f"Take the dashes away: {values.such_as}, say, or each on a line of its own."
        say(line_of(named), what, id="wrong-shape", suggestion=take)
        return ()
    several = replace(values.form, many=True, repeats=True)
    return read_words(key, several, node, line, say)


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
    word, known = name.value, [key.name for key in table.keys]
    near = nearest_key(word, table)
    if word == "<<":
        return Wrong("unknown-key", "merging with '<<' is not read here.", "Write the keys out.")
    if word.lower() == "on" and near == "when":
        what = f"the key '{word}' is read by YAML as true."
        return Wrong("unknown-key", what, "Write 'when' instead.", "when")
    if (meant := glued(word)) and meant.partition(":")[0] in known:
        return without_blank(meant)
    if why := table.refused.get(word, table.refused.get(word.lower(), "")):
        return Wrong("unknown-key", f"'{word}' cannot stand here.", why)
    return (
        oddly_typed("key", word, known.__contains__)
        or (table.near(word)[1] if table.near else "")
        or _with_its_near_key(word, near, known, value, taken=near in beside)
        or unknown("key", word, known, table.also)
    )


def _with_its_near_key(
    word: str, near: str, known: Sequence[str], value: Node, *, taken: bool
) -> Wrong:
    """About an unknown key that does not simply stand for the near one."""
    message = f"the key '{show(word)}' is not known"
    if near == "unless" and (span := _span_in(value)):
        return Wrong(
            "unknown-key",
            f"{message}.",
            f"What ends after a time stands in a rule of its own, with 'after: {span}' and what "
            "ends it, such as 'remove'.",
        )
    if near and taken:
        every = f"Known here: {', '.join(known)}."
        return Wrong("unknown-key", f"{message}, and '{near}' stands here already.", every)
    return Wrong()


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
