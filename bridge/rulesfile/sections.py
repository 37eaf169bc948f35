"""The parts of the file: rules, memberships, examples."""

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import Action, Kind
from bridge.rules import UNKNOWN_PLAN, Example, Rule
from bridge.rulesfile import given, keys
from bridge.rulesfile.memberships import Actions, Membership, Part
from bridge.rulesfile.reading import Found, pairs, read_keys
from bridge.rulesfile.report import Report, Say, show
from bridge.rulesfile.scalars import is_empty, line_of, read_word
from bridge.rulesfile.words import NO, YES

_ACTIONS = tuple(str(action) for action in Action)


def read_rules(found: Found, report: Report) -> list[Rule]:
    """Every rule that could be read well enough to be looked at further."""
    rules = []
    for node in _listed(found, keys.RULE, report.say):
        say = report.about(_rule_owner(node))
        entries = read_keys(node, keys.RULE, line_of(node), say)
        if isinstance(node, MappingNode) and not entries.keys() & set(_ACTIONS):
            say(line_of(node), f"the rule does nothing. Give it one of {', '.join(_ACTIONS)}.")
        rules.append(_rule(entries, line_of(node)))
    return rules


def read_memberships(found: Found, suffixes: dict[Kind, str], report: Report) -> list[Membership]:
    """Every membership; `suffixes` are those of the whole file."""
    if not isinstance(found.node, MappingNode) or not found.node.value:
        report.say(
            found.line,
            "'memberships' takes tags as keys: 'Gold Membership:', and indented below it "
            "'items: [product-12]'.",
        )
        return []
    memberships = []
    for key, node in pairs(found.node, "membership", report.say):
        tag = read_word(keys.TAGS, key, report.say)
        membership = _membership(tag or key.value, line_of(key), node, suffixes, report)
        if tag:
            memberships.append(membership)
    return memberships


def read_suffixes(found: Found | None, say: Say) -> dict[Kind, str]:
    """Suffixes by the event that brings them."""
    if found is None:
        return {}
    entries = read_keys(found.node, keys.SUFFIX_TABLE, found.line, say)
    return {Kind(name): entry.words[0] for name, entry in entries.items() if entry.words}


def read_examples(found: Found, report: Report) -> list[Example]:
    """Every example that could be read."""
    examples = []
    for number, node in enumerate(_listed(found, keys.EXAMPLE, report.say), 1):
        entries = read_keys(node, keys.EXAMPLE, line_of(node), report.about(f"example {number}"))
        steps = tuple(given.step(step) for step in _words(entries, "given"))
        examples.append(Example(line_of(node), number, steps, _words(entries, "tags")))
    return examples


def _rule(entries: dict[str, Found], line: int) -> Rule:
    return Rule(
        name=next(iter(_words(entries, "name")), ""),
        line=line,
        when=frozenset(Kind(word) for word in _words(entries, "when")),
        items=_words(entries, "items"),
        plans=_plans(entries),
        only=(),
        enabled=True,
        **_actions(entries),
    )


def _membership(
    tag: str, line: int, node: Node, suffixes: dict[Kind, str], report: Report
) -> Membership:
    say = report.about(f"membership '{show(tag)}'")
    entries = read_keys(node, keys.MEMBERSHIP, line, say)
    return Membership(
        tag=tag,
        line=line,
        items=_words(entries, "items"),
        plans=_plans(entries),
        suffixes={**keys.SUFFIXES, **suffixes, **read_suffixes(entries.get("suffixes"), say)},
        parts={
            kind: part
            for kind in keys.PARTS
            if kind in entries and (part := _part(kind, entries[kind], say))
        },
    )


def _part(kind: Kind, found: Found, say: Say) -> Part | None:
    """What the file wants of this part; None when it is the usual, or could not be read."""
    node = found.node
    if isinstance(node, ScalarNode) and node.value.lower() in YES:
        return None
    if isinstance(node, ScalarNode) and node.value.lower() in NO:
        return Part(found.line)
    if not isinstance(node, MappingNode):
        other = " Another ending is set by 'suffixes'." if kind in keys.SUFFIXES else ""
        say(found.line, f"'{kind}' takes off, or what to do instead, such as {{add: VIP}}.{other}")
        return None
    entries = read_keys(node, keys.PART, found.line, say)
    if not node.value:
        say(found.line, f"'{kind}' does nothing. Write off, or one of {', '.join(_ACTIONS)}.")
    return Part(found.line, _actions(entries))


def _listed(found: Found, table: keys.Table, say: Say) -> list[Node]:
    node, first = found.node, table.keys[0].name
    if not isinstance(node, SequenceNode) or not node.value:
        say(found.line, f"here a list is due. Begin each {table.what} with '- {first}:'.")
        return []
    for entry in node.value:
        if is_empty(entry):
            say(line_of(entry), f"a '-' stands alone. Write the {table.what} behind it.")
    return [entry for entry in node.value if not is_empty(entry)]


def _rule_owner(node: Node) -> str:
    """`rule 'VIP upsell'`; "" for a rule whose name cannot be told."""
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == "name" and isinstance(value, ScalarNode) and value.value:
            return f"rule '{show(value.value)}'"
    return ""


def _actions(entries: dict[str, Found]) -> Actions:
    return {action: _words(entries, action) for action in _ACTIONS}


def _plans(entries: dict[str, Found]) -> tuple[str, ...]:
    return tuple("" if plan == UNKNOWN_PLAN else plan for plan in _words(entries, "plans"))


def _words(entries: dict[str, Found], name: str) -> tuple[str, ...]:
    return entries[name].words if name in entries else ()
