"""What shall become of one item: it is put into a membership, or needs no rule.

The text is changed, and read again: it must say what it said before and this besides, and nothing
else. Where it does not, nothing is changed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import tag_key
from bridge.rules.file.edit.additions import Addition, OtherwiseError, additions
from bridge.rules.file.edit.layout import NotChanged, with_entry, with_key, with_section
from bridge.rules.file.load import parse
from bridge.rules.file.plain import inline
from bridge.rules.file.yaml.parse import compose
from bridge.rules.file.yaml.problems import Unreadable

# What a file says of itself, above its memberships and rules.
_HEAD = frozenset({
    "crm", "destinations", "create_missing_tags", "test_events", "style", "suffixes",
    "contact per address",
})  # fmt: skip
_OTHERWISE = "the lines around it would come to say something else"


@dataclass(frozen=True)
class ItemChange:
    """`item` is its key, such as product-34; `plan` the pricing option that the membership must ask
    for where it asks for any, and a new one asks for. Without a membership the item needs no rule.
    """

    item: str
    membership: str = ""
    plan: str = ""

    @property
    def words(self) -> str:
        """`product-34 is put into 'Gold'`"""
        if not self.membership:
            return f"{self.item} needs no rule"
        option = f", pricing option {self.plan}," if self.plan else ""
        return f"{self.item}{option} is put into '{self.membership}'"


def change_item(text: str, change: ItemChange, name: str = "rules.yaml") -> str:
    """The text with the change, every other line as it was.

    Raises NotChanged where that cannot be done, and ConfigError where the rules cannot be so.
    """
    root = _root(text)
    wanted = [*_wanted(root, change)]
    if not wanted:
        raise NotChanged("it stands there already")
    if _at(root, wanted[0].path) is not None:
        new = _with_words(text, wanted)
    else:
        add = _new_membership if change.membership else _ignore
        new = add(text, root, change)
    if not _says(new, root, wanted):
        raise NotChanged(_OTHERWISE)
    parse(new, name)
    return new


def _wanted(root: MappingNode, change: ItemChange) -> Iterator[Addition]:
    """What the file does not say yet."""
    if not change.membership:
        if change.item not in _words(_at(root, ["ignore"])):
            yield Addition(("ignore",), change.item)
        return
    path = ("memberships", tag_key(change.membership))
    plans = _words(_at(root, [*path, "plans"]))
    if change.item not in _words(_at(root, [*path, "items"])):
        yield Addition((*path, "items"), change.item)
    if change.plan and change.plan not in plans and (plans or _at(root, path) is None):
        yield Addition((*path, "plans"), change.plan)


def _with_words(text: str, wanted: Sequence[Addition]) -> str:
    """Each behind the others of its list."""
    for each in wanted:
        node = _at(_root(text), each.path)
        if node is None:
            raise NotChanged(_OTHERWISE)
        text = with_entry(text, node, each.word)
    return text


def _new_membership(text: str, root: MappingNode, change: ItemChange) -> str:
    name, keys = inline(change.membership), [f"items: {change.item}"]
    keys += [f"plans: {change.plan}"] if change.plan else []
    section = _at(root, ["memberships"])
    if isinstance(section, MappingNode):
        return with_key(text, section, [f"{name}:", *keys], f"{name}: {{{', '.join(keys)}}}")
    if section is not None or root.flow_style:
        raise NotChanged("the memberships stand in a form that is not understood")
    return with_section(text, ["memberships:", f"{name}:", *(f"  {key}" for key in keys)])


def _ignore(text: str, root: MappingNode, change: ItemChange) -> str:
    """Below what the file says of itself at its top."""
    row = f"ignore: {change.item}"
    head = [place for place, (key, _) in enumerate(root.value) if key.value in _HEAD]
    together = [place for at, place in enumerate(head) if place == at]
    return with_key(text, root, [row], row, [-1, *head[-1:], *together[-1:]][-1])


def _says(new: str, root: MappingNode, wanted: Sequence[Addition]) -> bool:
    """What it said before, and exactly this besides."""
    try:
        return Counter(additions(root, compose(new))) == Counter(wanted)
    except (OtherwiseError, Unreadable):
        return False


def _root(text: str) -> MappingNode:
    root = compose(text)
    if not isinstance(root, MappingNode):
        raise NotChanged("the file holds no rules")
    return root


def _at(node: Node | None, path: Sequence[str]) -> Node | None:
    """What stands behind these keys, one in the other."""
    for name in path:
        pairs = node.value if isinstance(node, MappingNode) else []
        same = (value for key, value in pairs if tag_key(str(key.value)) == tag_key(name))
        node = next(same, None)
    return node


def _words(node: Node | None) -> list[str]:
    entries = node.value if isinstance(node, SequenceNode) else [node]
    return [str(each.value) for each in entries if isinstance(each, ScalarNode)]
