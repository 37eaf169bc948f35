"""Text -> YAML nodes that know their line. Bounded: no text makes it endless or too deep."""

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.resolver import Resolver

from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show
from bridge.rules.file.yaml.characters import LINE_ENDS, odd_letters
from bridge.rules.file.yaml.problems import Unreadable, flat_parts, in_our_words

# Missing where PyYAML was built without libyaml; then everything takes its time.
_COMPILED: Any = getattr(yaml, "CSafeLoader", None)

MOST_BYTES = 1024 * 1024
DEEPEST = 20  # a true file has six levels
MOST_VALUES = 100_000  # with an anchor's value counted at each use; 1,000 rules have 20,000

_CORE = "tag:yaml.org,2002:"
_SCALARS = {"str", "bool", "null", "int", "float", "timestamp", "merge", "value"}
_PLAIN = {_CORE + word for word in (*_SCALARS, "seq", "map")}


class _Bounded(Composer):
    """Composes nodes, and refuses a tree that is too deep, too big or stands inside itself."""

    check_event: Any  # a parser's, whichever it is
    peek_event: Any
    _depth = 0
    _sizes: dict[int, tuple[int, int]]  # node's id -> (values, levels) in it

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        repeated = self.check_event(yaml.AliasEvent)
        event = self.peek_event()
        line = event.start_mark.line + 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise _too_deep(line)
        if len(self._sizes) > MOST_VALUES:  # reading on would take a minute
            raise _too_big(line)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if node is not None and not repeated:
            self._measure(node, line)
        elif id(node) not in self._sizes:
            raise _refused(line, "an anchor's value (&) holds itself (*).", "Write it out.")
        return self._here(node, event) if repeated and node is not None else node

    def _here(self, node: Node, event: Any) -> Node:
        """A list that is repeated, with the place of its `*`: what does not fit is told there."""
        if not isinstance(node, SequenceNode):
            return node
        here = SequenceNode(node.tag, node.value, event.start_mark, event.end_mark)
        self._sizes[id(here)] = self._sizes[id(node)]
        return here

    def _measure(self, node: Node, line: int) -> None:
        if node.tag not in _PLAIN:
            word = show(node.tag.replace(_CORE, "!!"))
            what = f"'{word}' is an instruction to YAML, not text."
            raise _refused(line, what, "If it is text, put it in quotes.")
        inner = [self._sizes[id(child)] for child in _children(node)]
        values = 1 + sum(values for values, _ in inner)
        levels = 1 + max((levels for _, levels in inner), default=0)
        if values > MOST_VALUES:
            raise _too_big(line)
        if levels > DEEPEST:
            raise _too_deep(line)
        self._sizes[id(node)] = (values, levels)


class Loader(_Bounded, yaml.SafeLoader):
    """In Python alone: slow, and says best what is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._sizes = {}


class _FastLoader(_Bounded, Resolver):
    """With libyaml, ten times as fast, for texts that are right."""

    def __init__(self, text: str) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        self._sizes = {}
        parser = _COMPILED(text)
        self.check_event, self.peek_event = parser.check_event, parser.peek_event
        self.get_event = parser.get_event


# Editors and other tools follow YAML 1.2, which reads these as numbers; PyYAML reads them as text.
# They must mean the same to everyone, so they count as the numbers they look like.
Loader.add_implicit_resolver(
    _CORE + "float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+$"),
    list("-+.0123456789"),
)
Loader.add_implicit_resolver(_CORE + "int", re.compile(r"0o[0-7]+$"), ["0"])
_FastLoader.yaml_implicit_resolvers = Loader.yaml_implicit_resolvers


def compose(text: str) -> Node | None:
    """The file's one node, None for a file without any. Raises Unreadable with its lines."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _refused(0, "the file is over 1 MiB.", "Is it the right one?")
    if wrong := odd_letters(text) or flat_parts(LINE_ENDS.split(text)):
        raise Unreadable(*wrong)
    return composed_fast(text) or composed(text)


def composed_fast(text: str) -> Node | None:
    """None where libyaml is missing, finds a mistake, or would take what we do not: tabs."""
    if "\t" in text or _COMPILED is None:
        return None
    try:
        return _FastLoader(text).get_single_node()
    except (yaml.YAMLError, ValueError, OverflowError):
        return None


def composed(text: str) -> Node | None:
    """As `compose`, in Python alone."""
    loader = Loader(text)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise in_our_words(error, text) from error
    except (ValueError, OverflowError) as error:
        # PyYAML lets these through for the code of a letter, or a version, that cannot be.
        raise _refused(loader.line + 1, "a code in this line stands for no letter.") from error


def _refused(line: int, what: str, suggestion: str = "") -> Unreadable:
    return Unreadable((line, Wrong("yaml-syntax", what, suggestion)))


def _too_big(line: int) -> Unreadable:
    what = f"the file holds more than {MOST_VALUES:,} values, an anchor's (&) counted at each use"
    return _refused(line, f"{what} (*).", "Is it the right one?")


def _too_deep(line: int) -> Unreadable:
    what = f"more than {DEEPEST} levels stand inside each other."
    return _refused(line, what, "A rules file needs six at most.")


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []
