"""Reads words behind a key: one or a list of them, and what may stand among them."""

import re

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key
from bridge.rules import BY_NAME
from bridge.rules.file.examples.step_mistakes import meant_pair
from bridge.rules.file.grammar.forms import Form, Table
from bridge.rules.file.grammar.nearest import nearest
from bridge.rules.file.grammar.several import told_several
from bridge.rules.file.grammar.values import placeholder_meant
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.indentation import glued, without_blank
from bridge.rules.file.yaml.scalars import is_empty, line_of, read_word
from bridge.rules.file.yaml.unkeyed import dash_in


def read_words(key: str, form: Form, node: Node, line: int, say: Say) -> tuple[str, ...]:
    """The right ones; what is wrong is said. Sets of keys among them are left out."""
    one = f"one {form.what}"
    takes = f"{one} or a list of them" if form.many else one
    if form.placeholders and (meant := _placeholder_in(node)):
        say(line, f"'{key}' takes {takes}, without brackets or braces. Did you mean {meant}?")
        return ()
    if isinstance(node, MappingNode) and not form.by_name:
        say(line, f"'{key}' takes {takes}, not keys with values.")
        return ()
    if isinstance(node, SequenceNode) and not form.many:
        say(line, f"'{key}' takes {takes}, not a list.")
        return ()
    if isinstance(node, SequenceNode) and not node.value and not form.may_be_empty:
        say(line, f"the list behind '{key}' is empty. Write at least {one}, or take the line out.")
    if wrong := dash_in(node, line):
        say(line_of(node), wrong)
        return ()
    if form.may_be_empty and isinstance(node, ScalarNode) and not node.value.strip():
        say(line_of(node), f"the {form.what} is empty. For none, write [].")
        return ()
    listed = node.value if isinstance(node, SequenceNode) else [node]
    entries = [entry for entry in listed if not is_among(form, entry)]
    inside = isinstance(node, SequenceNode)
    read = [(line_of(entry), _read_one(form, entry, inside, say)) for entry in entries]
    right = [(at, word) for at, word in read if word is not None]
    if not form.repeats:
        _refuse_repeats(key, form, right, say)
    return tuple(word for _, word in right)


def _placeholder_in(node: Node) -> str:
    """What was meant by `{next payment date}` or `[next payment date]`; "" for other values."""
    only = node.value[0] if not isinstance(node, ScalarNode) and len(node.value) == 1 else None
    if isinstance(only, tuple) and is_empty(only[1]):  # a key without a value
        only = only[0]
    return placeholder_meant(only.value) if isinstance(only, ScalarNode) else ""


def _read_one(form: Form, node: Node, inside: bool, say: Say) -> str | None:
    """A word, or `name: …` where the form knows things by name, or its pair."""
    if isinstance(node, MappingNode) and form.paired:
        return _read_pair(form, *form.paired, node, say)
    if meant := _glued_key(form, node):
        say(line_of(node), without_blank(meant))
        return None
    if isinstance(node, ScalarNode) and (told := told_several(form, node.value, listed=inside)):
        say(line_of(node), told)
        return None
    if not isinstance(node, MappingNode) or form.by_name is None:
        return read_word(form, node, say)
    names = [name.value for name, _ in node.value]
    if names != ["name"]:
        what = f"one {form.what} is written as a word or as {{name: …}}, not with other keys."
        say(line_of(node), what)
        return None
    word = read_word(form.by_name, node.value[0][1], say)
    return None if word is None else f"{BY_NAME}{word}"


def _glued_key(form: Form, node: Node) -> str:
    """`tags: Gold`, where it is written without the blank."""
    meant = glued(node.value) if form.among and isinstance(node, ScalarNode) else ""
    return meant if form.among and nearest_key(meant.partition(":")[0], form.among) else ""


def _read_pair(form: Form, pattern: str, behind: Form, node: MappingNode, say: Say) -> str | None:
    name, value = node.value[0] if len(node.value) == 1 else (node, node)
    key = name.value if isinstance(name, ScalarNode) else ""
    if not re.fullmatch(pattern, key):
        word = value.value if key and isinstance(value, ScalarNode) else ""
        meant = meant_pair(key, word)
        say(line_of(node), _beside(pattern, node) or meant or form.unpaired)
        return None
    words = read_words(key, behind, value, line_of(name), say)
    return f"{key}: {words[0]}" if words else None


def _beside(pattern: str, node: MappingNode) -> str:
    """What is said of a pair that has another key beside it; "" where there is no pair."""
    names = [name.value for name, _ in node.value if isinstance(name, ScalarNode)]
    pair = next((name for name in names if re.fullmatch(pattern, name)), "")
    other = show(next((name for name in names if name != pair), ""))
    if not pair or not other:
        return ""
    its_own = f"Give it a dash of its own: '- {other}: …'."
    return f"'{other}' stands in one entry with '{pair}'. {its_own}"


def is_among(form: Form, node: Node) -> bool:
    """Whether the entry of a list was meant as keys of the table, be they misspelled."""
    if form.among is None or not isinstance(node, MappingNode):
        return False
    names = [name.value for name, _ in node.value if isinstance(name, ScalarNode)]
    pattern = form.paired[0] if form.paired else ""
    known = any(nearest_key(name, form.among) for name in names)
    return known and not any(re.fullmatch(pattern, name) for name in names)


def nearest_key(word: object, table: Table) -> str:
    """The table's key that was probably meant; "" when none is near, or it is no word."""
    if not isinstance(word, str):
        return ""
    word = glued(word).partition(":")[0] or word
    if table.near and (meant := table.near(word)[0]):
        return meant
    return nearest(word, (key.name for key in table.keys), table.also)


def _refuse_repeats(key: str, form: Form, words: list[tuple[int, str]], say: Say) -> None:
    seen: set[str] = set()
    for line, word in words:
        if tag_key(word) in seen:
            say(line, f"the {form.what} '{show(word)}' stands twice behind '{key}'. Keep one.")
        seen.add(tag_key(word))
