"""Keys in a wrong column that YAML reads all the same: beside the key they belong below."""

from collections.abc import Callable

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.scalars import is_empty, line_of

_MAPPING = "tag:yaml.org,2002:map"
Pair = tuple[Node, Node]  # a key and what stands behind it


def put_below(
    node: MappingNode, owns: Callable[[Pair], bool], belongs: Callable[[Pair], bool], say: Say
) -> MappingNode:
    """The same keys; where one that owns others is empty, those that follow are put below it, so
    that their own mistakes are told, too. Says which they are, once for each owner."""
    kept: list[Pair] = []
    below: list[Pair] = []
    for pair in node.value:
        if kept and _begins_with(pair, kept[-1]) and owns(kept[-1]) and belongs(pair):
            below.append(pair)
            continue
        _put(below, kept, say)
        below = []
        kept.append(pair)
    _put(below, kept, say)
    return MappingNode(node.tag, kept, node.start_mark, node.end_mark, node.flow_style)


def _begins_with(pair: Pair, owner: Pair) -> bool:
    """Whether the key stands in the column of the one above it, behind which nothing stands."""
    words = isinstance(pair[0], ScalarNode) and isinstance(owner[0], ScalarNode)
    column = owner[0].start_mark.column
    return words and is_empty(owner[1]) and pair[0].start_mark.column == column


def _put(below: list[Pair], kept: list[Pair], say: Say) -> None:
    if not below:
        return
    owner, _ = kept[-1]
    names = [f"'{show(name.value)}'" for name, _ in below]
    several = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
    say(
        line_of(below[0][0]),
        f"what belongs to '{show(owner.value)}' is indented below it. Begin {several} two columns "
        f"further right, with all that stands below {'them' if names[1:] else 'it'}.",
    )
    kept[-1] = (owner, MappingNode(_MAPPING, below, below[0][0].start_mark, below[-1][1].end_mark))
