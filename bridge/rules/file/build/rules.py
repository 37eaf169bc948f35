"""A part of the file: rules."""

from collections.abc import Sequence

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model import Kind
from bridge.rules import Rule
from bridge.rules.file.grammar import keys
from bridge.rules.file.build.conditions import conditions_of, is_enabled, plans_of, sets_in, words_of
from bridge.rules.file.build.actions import ACTIONS, actions_of, does_nothing, later_in
from bridge.rules.file.grammar.reading import Found, read_keys
from bridge.rules.file.report import Report, Say, show
from bridge.rules.file.yaml.scalars import line_of
from bridge.rules.file.grammar.turning import settled


def read_rules(found: Found, memberships: Sequence[str], report: Report) -> list[Rule]:
    """Every rule that could be read well enough to be looked at further; `memberships` are the
    names of all that the file has."""
    rules = []
    for node in sets_in(found, keys.RULE, report.say):
        say = report.about(_rule_owner(node))
        entries = read_keys(node, keys.RULE, line_of(node), say)
        if isinstance(node, MappingNode) and does_nothing(node, keys.RULE):
            say(line_of(node), f"the rule does nothing. Give it one of {', '.join(ACTIONS)}.")
        rule = _rule(entries, line_of(node), say)
        rules.append(settled(rule, entries, memberships, say))
    return rules


def _rule(entries: dict[str, Found], line: int, say: Say) -> Rule:
    when = frozenset(Kind(word) for word in words_of(entries, "when"))
    return Rule(
        name=next(iter(words_of(entries, "name")), ""),
        line=line,
        when=when,
        items=words_of(entries, "items"),
        plans=plans_of(entries),
        only=conditions_of(entries, keys.RULE, say),
        enabled=is_enabled(entries),
        later=later_in(entries, when, line, say),
        memberships=words_of(entries, "memberships"),
        **actions_of(entries),  # type: ignore[arg-type] # only names of Rule's tuples
    )


def _rule_owner(node: Node) -> str:
    """`rule 'VIP upsell'`; "" for a rule whose name cannot be told."""
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == "name" and isinstance(value, ScalarNode) and value.value:
            return f"rule '{show(value.value)}'"
    return ""
