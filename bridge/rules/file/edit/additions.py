"""What one text of a rules file says more than another, whatever their layout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key


class OtherwiseError(Exception):
    """The new text does not only say more: something of the old one is gone, or is said anew."""


@dataclass(frozen=True)
class Addition:
    """A word that stands there now; `path` are the keys behind which, without regard to case."""

    path: tuple[str, ...]
    word: str


def additions(old: Node | None, new: Node | None) -> list[Addition]:
    """In the new one's order. Raises OtherwiseError."""
    return [*_more(old, new, ())]


def _more(old: Node | None, new: Node | None, path: tuple[str, ...]) -> Iterator[Addition]:
    if old is None or new is None:
        yield from _all(new, path)
    elif isinstance(old, MappingNode) and isinstance(new, MappingNode):
        yield from _more_keys(old, new, path)
    elif isinstance(new, SequenceNode):
        yield from _more_entries(old, new, path)
    elif _word(old) is None or _word(old) != _word(new):
        raise OtherwiseError


def _more_keys(old: MappingNode, new: MappingNode, path: tuple[str, ...]) -> Iterator[Addition]:
    """Those of old in their order, and others anywhere among them."""
    left: Sequence[tuple[Node, Node]] = old.value
    for key, value in new.value:
        inner = (*path, tag_key(str(key.value)))
        if left and _word(left[0][0]) == _word(key) is not None:
            yield from _more(left[0][1], value, inner)
            left = left[1:]
        else:
            yield from _all(value, inner)
    if left:
        raise OtherwiseError


def _more_entries(old: Node, new: SequenceNode, path: tuple[str, ...]) -> Iterator[Addition]:
    """Those of old first; one word may have become a list of several."""
    known = old.value if isinstance(old, SequenceNode) else [old]
    if len(known) > len(new.value):
        raise OtherwiseError
    for before, after in zip(known, new.value, strict=False):
        if [*_more(before, after, path)]:
            raise OtherwiseError
    for entry in new.value[len(known) :]:
        yield from _all(entry, path)


def _all(new: Node | None, path: tuple[str, ...]) -> Iterator[Addition]:
    if isinstance(new, ScalarNode):
        yield Addition(path, str(new.value))
    elif isinstance(new, MappingNode):
        for key, value in new.value:
            yield from _all(value, (*path, tag_key(str(key.value))))
    else:
        for entry in new.value if new else ():
            yield from _all(entry, path)


def _word(node: Node | None) -> tuple[str, str] | None:
    """With what YAML takes it for; None for what is no word."""
    return (node.tag, node.value) if isinstance(node, ScalarNode) else None
