"""Reads words behind a key: one or a list of them, and what may stand among them."""

import re
from functools import cache

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key
from bridge.rules import BY_NAME
from bridge.rules.file.grammar.forms import Form, Table
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.values import placeholder_meant
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.indentation import dash_in, glued, without_blank
from bridge.rules.file.yaml.nodes import is_empty, line_of, read_word

_PARTED = re.compile(r"\s*[,;|/&+]\s*(?:and |or )?|\s+(?:and|or)\s+", re.IGNORECASE)
_LONGEST = 500  # letters of a text that is looked at; nobody writes more of them on a line
_MOST_WORDS = 4  # of one right word: 'at most 14 days'
# Of these all must hold, so a list says something else than an 'or'.
_ALL_HOLD = ("amount", "time")


def read_words(key: str, form: Form, node: Node, line: int, say: Say) -> tuple[str, ...]:
    """The right ones; what is wrong is said. Sets of keys among them are left out."""
    if wrong := _wrong_shape(key, form, node):
        say(line, wrong)
        return ()
    one, inside = f"one {form.what}", isinstance(node, SequenceNode)
    if inside and not node.value and not form.may_be_empty:
        say(
            line, f"the list behind '{key}' is empty.", id="missing-value",
            suggestion=f"Write at least {one}, or take the line out.",
        )  # fmt: skip
    if wrong := dash_in(node, line):
        say(line_of(node), wrong)
        return ()
    if form.may_be_empty and isinstance(node, ScalarNode) and not node.value.strip():
        what = f"the {form.what} is empty."
        say(line_of(node), what, id="missing-value", suggestion="For none, write [].")
        return ()
    entries = [entry for entry in (node.value if inside else [node]) if not is_among(form, entry)]
    read = [(line_of(entry), _read_one(form, entry, inside, say)) for entry in entries]
    right = [(at, word) for at, word in read if word is not None]
    if not form.repeats:
        _refuse_repeats(key, form, right, say)
    return tuple(word for _, word in right)


def _wrong_shape(key: str, form: Form, node: Node) -> str:
    takes = f"'{key}' takes one {form.what}{' or a list of them' if form.many else ''}"
    if form.placeholders and (meant := _placeholder_in(node)):
        what = f"{takes}, without brackets or braces."
        return Wrong("wrong-shape", what, f"Did you mean {meant}?", meant)
    if isinstance(node, MappingNode) and not form.by_name:
        return Wrong("wrong-shape", f"{takes}, not keys with values.", form.several)
    if isinstance(node, SequenceNode) and not form.many:
        return Wrong("wrong-shape", f"{takes}, not a list.", form.several)
    return ""


def _placeholder_in(node: Node) -> str:
    """What was meant by `{next payment date}` or `[next payment date]`; "" for other values."""
    only = node.value[0] if not isinstance(node, ScalarNode) and len(node.value) == 1 else None
    if isinstance(only, tuple) and is_empty(only[1]):  # a key without a value
        only = only[0]
    if isinstance(only, Node) and not isinstance(only, ScalarNode):  # {{name}}
        return _placeholder_in(only)
    return placeholder_meant(only.value) if isinstance(only, ScalarNode) else ""


def _read_one(form: Form, node: Node, inside: bool, say: Say) -> str | None:
    """A word, or `name: …` where the form knows things by name, or its pair."""
    if isinstance(node, MappingNode) and form.paired:
        return _read_pair(form, *form.paired, node, say)
    if isinstance(node, ScalarNode) and (wrong := _wrong_text(form, node.value, inside)):
        say(line_of(node), wrong)
        return None
    if not isinstance(node, MappingNode) or form.by_name is None:
        return read_word(form, node, say)
    if [name.value for name, _ in node.value] != ["name"]:
        what = f"one {form.what} is written as a word or as {{name: …}}, not with other keys."
        say(line_of(node), what, id="wrong-shape")
        return None
    word = read_word(form.by_name, node.value[0][1], say)
    return None if word is None else f"{BY_NAME}{word}"


def _wrong_text(form: Form, word: str, inside: bool) -> str:
    """About `tags: Gold` without its blank, and several words in one text."""
    meant = glued(word) if form.among else ""
    if form.among and nearest_key(meant.partition(":")[0], form.among):
        return without_blank(meant)
    return _several(form, word, listed=inside)


def _read_pair(form: Form, pattern: str, behind: Form, node: MappingNode, say: Say) -> str | None:
    name, value = node.value[0] if len(node.value) == 1 else (node, node)
    key = name.value if isinstance(name, ScalarNode) else ""
    if not re.fullmatch(pattern, key):
        word = value.value if key and isinstance(value, ScalarNode) else ""
        say(line_of(node), _beside(pattern, node) or form.unpaired(key, word))
        return None
    words = read_words(key, behind, value, line_of(name), say)
    return f"{key}: {words[0]}" if words else None


def _beside(pattern: str, node: MappingNode) -> str:
    """About a pair that has another key beside it; "" where there is no pair."""
    names = [name.value for name, _ in node.value if isinstance(name, ScalarNode)]
    pair = next((name for name in names if re.fullmatch(pattern, name)), "")
    other = show(next((name for name in names if name != pair), ""))
    if not pair or not other:
        return ""
    what = f"'{other}' stands in one entry with '{pair}'."
    return Wrong("wrong-shape", what, f"Give it a dash of its own: '- {other}: …'.")


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
            what = f"the {form.what} '{show(word)}' stands twice behind '{key}'."
            say(line, what, id="repeated-word", suggestion="Keep one.")
        seen.add(tag_key(word))


def _several(form: Form, word: str, *, listed: bool) -> str:
    """About a wrong word that is several right ones: `purchase, rebill`; "" for other words.
    `listed` where it stands in a list already."""
    if not form.many or form.free or form.paired or len(word) > _LONGEST or not form.check(word):
        return ""
    parts = _parted(form, word)
    # Two amounts or times only as the bounds of one.
    bounds = all(part[0].isalpha() for part in parts) and not re.search(r"\bor\b|[/|]", word)
    if len(set(parts)) < max(2, len(parts)) or not (bounds or form.what not in _ALL_HOLD):
        return ""
    several = show(", ".join(parts))
    how = f"Make each an entry of its own: {several}." if listed else f"Write a list: [{several}]."
    if form.what == "item" and re.search(r"\band\b|[+&]", word):
        each = ", ".join(f"{{items: {part}}}" for part in parts)
        how = f"{how} Where one order must hold them all, write 'all: [{each}]'."
    what = f"the {form.what} '{show(word)}' is several in one text."
    return Wrong("several-in-one", what, how)


def _parted(form: Form, word: str) -> list[str]:
    """The right words in the text; none where it holds anything else."""
    found: list[str] = []
    for part in filter(None, _PARTED.split(word.strip())):
        wrong = form.check(part)
        meant = wrong.meant if wrong else part
        here = _side_by_side(form, part) or [meant]
        if not here[0] or form.check(here[0]):
            return []
        found += here
    return found


def _side_by_side(form: Form, part: str) -> list[str]:
    """Right words with nothing but blanks between them; none where it holds anything else."""
    words = part.split()

    @cache
    def behind(start: int) -> tuple[str, ...] | None:
        if start == len(words):
            return ()
        for end in range(min(len(words), start + _MOST_WORDS), start, -1):
            one = " ".join(words[start:end])
            if not form.check(one) and (rest := behind(end)) is not None:
                return (one, *rest)
        return None

    return [*(behind(0) or ())] if len(words) <= _MOST_WORDS * 10 else []
