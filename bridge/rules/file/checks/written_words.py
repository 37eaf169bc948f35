"""Every word of the file beside what it is and whose it is: for what can be doubted in a word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.forms import Form, Table, Values
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.grammar.values import TAG
from bridge.rules.file.report import show
from bridge.rules.file.yaml.nodes import line_of

# What the file must spell as it is spelled at the CRM, and codes of the checkout.
NAMES, CODES = {"tag", "list", "automation"}, {"coupon", "affiliate"}


@dataclass(frozen=True)
class Written:
    """One word, where it stands, and whose it is: `rule 'VIP upsell'`."""

    owner: str
    form: Form
    node: ScalarNode
    name: str = ""  # the one that the file chose, where it is a value by name
    listed: bool = False  # whether it stands in a list

    @property
    def word(self) -> str:
        return str(self.node.value)

    @property
    def line(self) -> int:
        return line_of(self.node)


def words_written(found: Mapping[str, Found]) -> Iterator[Written]:
    """The words of all memberships and rules; an anchor's at each of its uses."""
    members = found["memberships"].node if "memberships" in found else None
    for key, node in members.value if isinstance(members, MappingNode) else ():
        if isinstance(key, ScalarNode):
            owner = f"membership '{show(key.value)}'"
            yield Written(owner, TAG, key)
            yield from _words(owner, keys.MEMBERSHIP, node)
    rules = found["rules"].node if "rules" in found else None
    for node in rules.value if isinstance(rules, SequenceNode) else ():
        pairs = node.value if isinstance(node, MappingNode) else ()
        name = next((value.value for key, value in pairs if key.value == "name"), None)
        owner = f"rule '{show(name)}'" if name and isinstance(name, str) else ""
        yield from _words(owner, keys.RULE, node)


def _words(
    owner: str, takes: Form | Values | Table, node: Node, name: str = ""
) -> Iterator[Written]:
    if isinstance(node, SequenceNode):
        for entry in node.value:
            inner = _words(owner, takes, entry, name)
            listed = (replace(each, listed=True) for each in inner)
            yield from listed if isinstance(takes, Form) else inner
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if behind := _behind(takes, key.value):
                chosen = show(str(key.value)) if isinstance(takes, Values) else ""
                yield from _words(owner, behind, value, chosen)
    elif isinstance(takes, Form) and isinstance(node, ScalarNode):
        yield Written(owner, takes, node, name)


def _behind(takes: Form | Values | Table, key: object) -> Form | Values | Table | None:
    """What stands behind a key of these; `name: …` stands in the place of a word."""
    if isinstance(takes, Form):
        return takes.by_name
    if isinstance(takes, Values):
        return takes.form
    return next((each.takes for each in takes.keys if each.name == key), None)
