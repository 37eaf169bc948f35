"""YAML nodes as the file's owner sees them: keys that stand twice or in a wrong column, and words
that YAML would take for something else."""

from collections.abc import Callable

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key
from bridge.model.text import join_and
from bridge.rules.file.grammar.forms import Form, Table
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.anchors import is_repeated

Pair = tuple[ScalarNode, Node]  # a key and what stands behind it
_Repeat = tuple[ScalarNode, int]  # with the line of the first

_CORE = "tag:yaml.org,2002:"
# What YAML reads bare words as; "" where the value itself is told.
_READ_AS = {"null": "nothing", "timestamp": "a date", "bool": "", "int": "", "float": ""}
_LONGEST_NUMBER = 40  # longer ones cost time and nobody means them


def line_of(node: Node) -> int:
    """Counted from 1."""
    return int(node.start_mark.line) + 1


def is_empty(node: Node) -> bool:
    """Whether nothing was written: `items:` and the end of the line."""
    return isinstance(node, ScalarNode) and node.tag == _CORE + "null" and not node.value


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
        a_new = f"a new {table.what} begins with '- {first.name}:'."
        what = f"'{first.name}' stands twice in this {table.what}; {a_new}"
        say(line_of(key), what, id="repeated-key", suggestion="Is the dash missing?")
    if not begun:
        _say_twice(again, "key", say)
    return kept


def _parted(node: MappingNode, what: str, say: Say) -> tuple[list[Pair], list[_Repeat]]:
    first: dict[str, int] = {}
    kept, again = [], []
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            told = f"a {what} must be a word, not a list or keys with values."
            say(line_of(key), told, id="wrong-shape")
        elif tag_key(key.value) in first:
            again.append((key, first[tag_key(key.value)]))
        else:
            first[tag_key(key.value)] = line_of(key)
            kept.append((key, value))
    return kept, again


def _say_twice(again: list[_Repeat], what: str, say: Say) -> None:
    for key, line in again:
        words = f"the {what} '{show(key.value)}' stands twice; first on line {line}."
        say(line_of(key), words, id="repeated-key", suggestion="Keep one.")


def put_below(
    node: MappingNode, owns: Callable[[Pair], bool], belongs: Callable[[Pair], bool], say: Say
) -> MappingNode:
    """The same keys; where one that owns others is empty, those that follow in its column are put
    below it, so that their own mistakes are told, too. Says which they are, once for each owner."""
    kept: list[Pair] = []
    below: dict[int, list[Pair]] = {}  # by their owner's place among the kept
    for pair in node.value:
        owner = kept[-1] if kept else None
        if owner and _is_beside(pair, owner) and owns(owner) and belongs(pair):
            below.setdefault(len(kept) - 1, []).append(pair)
        else:
            kept.append(pair)
    for place, others in below.items():
        above, first = kept[place][0], others[0][0]
        names = join_and(f"'{show(name.value)}'" for name, _ in others)
        say(
            line_of(first), f"what belongs to '{show(above.value)}' is indented below it.",
            id="indentation",
            suggestion=f"Begin {names} two columns further right, with all that stands below "
            f"{'them' if others[1:] else 'it'}.",
        )  # fmt: skip
        end = others[-1][1].end_mark
        kept[place] = above, MappingNode(f"{_CORE}map", others, first.start_mark, end)
    return MappingNode(node.tag, kept, node.start_mark, node.end_mark, node.flow_style)


def _is_beside(pair: tuple[Node, Node], owner: tuple[Node, Node]) -> bool:
    """Whether the key stands in the column of the one above it, behind which nothing stands."""
    words = isinstance(pair[0], ScalarNode) and isinstance(owner[0], ScalarNode)
    column = owner[0].start_mark.column
    return words and is_empty(owner[1]) and bool(pair[0].start_mark.column == column)


def read_word(form: Form, node: Node, say: Say) -> str | None:
    """The word as it is spelled in the file; None, and something said, when it is wrong."""
    if wrong := _wrong(form, node):
        say(line_of(node), wrong)
        return None
    return str(node.value)


def _wrong(form: Form, node: Node) -> str:
    if not isinstance(node, ScalarNode):
        sort = "a list" if isinstance(node, SequenceNode) else "keys with values"
        what = f"{sort} cannot stand here, where one {form.what} is due."
        if not is_repeated(node):
            return Wrong("wrong-shape", what)
        return Wrong(
            "wrong-shape", f"{what} The '*' stands for a whole list.", "Write its entries out."
        )
    if is_empty(node):
        what = f"an entry is empty where one {form.what} is due. (A # begins a comment.)"
        return Wrong("missing-value", what)
    return form.check(node.value) or (_misread(form, node) if form.free else "")


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
    what = f"the {form.what} '{word}' is read by YAML as {read}."
    return Wrong("unquoted-word", what, f'Put it in quotes: "{word}".', f'"{word}"')


def _constructed(node: ScalarNode) -> str:
    """The value a program would get, as YAML writes it; "" for what is no value after all."""
    if len(node.value) > _LONGEST_NUMBER:
        return ""
    try:
        return str(yaml.constructor.SafeConstructor().construct_object(node)).lower()
    except (ValueError, OverflowError):  # 0b_ looks like a number and is none; so may dates
        return ""
