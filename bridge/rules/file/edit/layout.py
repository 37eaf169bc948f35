"""Puts an entry into a list, or a key into a set of keys, where these stand in the text.

Nothing else of the text is touched: what is put in goes behind what stands there last, in its
column and in its manner, be that a line each or all within brackets. A place where that cannot be
done so raises NotChanged; whoever calls looks at what came out all the same.
"""

from collections.abc import Iterator, Sequence

from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.model.errors import BridgeError

_STEP = 2  # columns that a file's own parts stand further right, where it shows no other way


class NotChanged(BridgeError):
    """The text was left as it is; says why, for a person."""


def with_entry(text: str, node: Node, word: str) -> str:
    """The list, or the one word in its place, with one more word behind the last."""
    first, end = _first(node), _end(node)
    if text[first] in "*&!":
        raise NotChanged("it stands in another place of the file, to which a * or & points")
    if isinstance(node, SequenceNode) and not node.flow_style:
        last = node.value[-1]
        dash = text[_line_start(text, _first(last)) : _first(last)]
        if dash.strip() != "-":  # the list's dash stands on another line than its word
            raise NotChanged("the list is laid out in a way that is not understood")
        return _with_lines(text, last, [f"{dash}{word}"])
    if isinstance(node, SequenceNode):
        at = _end(node.value[-1]) if node.value else _first(node) + 1
        return _put(text, at, f", {word}" if node.value else word)
    if isinstance(node, MappingNode) and not node.flow_style:
        raise NotChanged("one item stands there by its name, on lines of its own")
    return f"{text[:first]}[{text[first:end]}, {word}]{text[end:]}"


def with_key(
    text: str, node: MappingNode, rows: Sequence[str], inline: str, after: int = -1
) -> str:
    """The keys with one more behind that of the place `after` (-1: the last): `rows` are its lines,
    of which all but the first stand further right, `inline` is the same within braces."""
    key, value = node.value[after]
    if node.flow_style:
        return _put(text, _end(value), f", {inline}")
    column = key.start_mark.column
    inner = next((e.start_mark.column - column for e in _inner_keys(node)), _STEP)
    first, *others = rows
    lines = [f"{' ' * column}{first}", *(f"{' ' * (column + inner)}{row}" for row in others)]
    return _with_lines(text, value if _leaves(value) else key, lines, deeper_than=column)


def with_section(text: str, rows: Sequence[str]) -> str:
    """The file with one more part at its end; all lines but the first stand further right."""
    first, *others = rows
    end = _line_end(text)
    gap = "" if not text or text.endswith(("\n", "\r")) else end
    lines = [first, *(f"{' ' * _STEP}{row}" for row in others)]
    return f"{text}{gap}{end}{''.join(f'{line}{end}' for line in lines)}"


def _with_lines(text: str, last: Node, lines: Sequence[str], deeper_than: int = -1) -> str:
    """The lines below that on which this ends, and below comments that belong to it: those that
    begin further right than that column."""
    end, at = _line_end(text), max(_end(leaf) for leaf in _leaves(last))
    at = at if at and text[at - 1] in "\n\r" else _next_line(text, at)  # some end with their line
    while deeper_than >= 0 and at < len(text) and _is_comment(text, at, deeper_than):
        at = _next_line(text, at)
    gap = "" if at == 0 or text[at - 1] in "\n\r" else end
    return _put(text, at, gap + "".join(f"{line}{end}" for line in lines))


def _is_comment(text: str, at: int, deeper_than: int) -> bool:
    row = text[at : _next_line(text, at)]
    return row.lstrip(" ").startswith("#") and len(row) - len(row.lstrip(" ")) > deeper_than


def _inner_keys(node: MappingNode) -> Iterator[Node]:
    """The first key of each set of keys that stands below one of these."""
    for _, value in node.value:
        if isinstance(value, MappingNode) and value.value and not value.flow_style:
            yield value.value[0][0]


def _leaves(node: Node) -> list[Node]:
    """What ends where its text ends; a block ends only where the next thing begins."""
    if isinstance(node, MappingNode) and not node.flow_style:
        parts = [part for pair in node.value for part in pair]
    elif isinstance(node, SequenceNode) and not node.flow_style:
        parts = node.value
    else:
        return [node] if _end(node) > _first(node) else []
    return [leaf for part in parts for leaf in _leaves(part)]


def _first(node: Node) -> int:
    return int(node.start_mark.index)


def _end(node: Node) -> int:
    return int(node.end_mark.index)


def _put(text: str, at: int, words: str) -> str:
    return text[:at] + words + text[at:]


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
