"""A part of the file: rules, those for access that starts or ends among them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.model import TURNS, Action, Kind, tag_key
from bridge.rules import Rule, ordered, words_in
from bridge.rules.file.build.actions import ACTIONS, actions_of, does_nothing, later_in
from bridge.rules.file.build.capabilities import Capabilities
from bridge.rules.file.build.condition_entries import conditions_of, is_enabled, plans_of, sets_in
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.keys_of_rules import CONDITIONS
from bridge.rules.file.grammar.reader import Found, read_keys, word_of, words_of
from bridge.rules.file.grammar.suggest import did_you_mean, nearest, unknown
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Report, Say, show
from bridge.rules.file.yaml.nodes import line_of

DATE = "date"  # the only placeholder: a turn is about no single order
_GOES_BY_ITEM = {Action.GRANT: Action.ADD, Action.REVOKE: Action.REMOVE}
_EITHER = " and ".join(f"'when: {kind}'" for kind in ordered(TURNS))


def read_rules(
    found: Found, memberships: Sequence[str], capabilities: Capabilities, report: Report
) -> list[Rule]:
    """Every rule that could be read well enough to be looked at further; `memberships` are the
    names of all that the file has."""
    rules = []
    for node in sets_in(found, keys.RULE, report.say):
        say = report.about(_rule_owner(node))
        entries = read_keys(node, keys.RULE, line_of(node), say)
        if isinstance(node, MappingNode) and does_nothing(node, keys.RULE):
            give = f"Give it one of {', '.join(ACTIONS)}."
            say(line_of(node), "the rule does nothing.", id="does-nothing", suggestion=give)
        rule = _rule(entries, line_of(node), capabilities.named_in(entries, say), say)
        if rule.enabled:
            capabilities.check_actions(entries, rule.to, say)
        turns = ordered(rule.when & TURNS)
        for line, wrong in _about_turn(rule, turns[0], entries, memberships) if turns else ():
            say(line, wrong)
        if "memberships" in entries and rule.when and not turns:
            say(
                entries["memberships"].line, f"'memberships' belongs to rules with {_EITHER}.",
                id="not-together",
                suggestion="Take it out; what is sold stands behind 'items'.",
            )  # fmt: skip
        spelled = {tag_key(name): name for name in memberships}
        own = (spelled.get(tag_key(name), name) for name in rule.memberships)
        rules.append(rule.of_memberships(own) if turns else rule)
    return rules


def _rule(entries: dict[str, Found], line: int, to: tuple[str, ...], say: Say) -> Rule:
    when = frozenset(Kind(word) for word in words_of(entries, "when"))
    return Rule(
        name=word_of(entries, "name"),
        line=line,
        when=when,
        items=words_of(entries, "items"),
        plans=plans_of(entries),
        only=conditions_of(entries, keys.RULE, say),
        enabled=is_enabled(entries),
        to=to,
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


def _about_turn(
    rule: Rule, turn: Kind, entries: Mapping[str, Found], names: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """What is wrong with it as a rule for turns; `names` are all memberships of the file."""
    if others := ordered(rule.when - TURNS):
        what = f"'{turn}' and '{others[0]}' cannot stand behind one 'when': the first is about"
        what = f"{what} memberships, the other about a sale."
        yield entries["when"].line, Wrong("not-together", what, "Write two rules.")
        return
    for key in (str(key.name) for key in CONDITIONS if key.name in entries):
        what = f"'{key}' cannot stand in a rule for '{turn}', which is about memberships and no"
        yield entries[key].line, Wrong("not-together", f"{what} single sale.", "Take it out.")
    for action, instead in _GOES_BY_ITEM.items():
        if action in entries:
            what = f"'{action}' goes by the item sold, and '{turn}' is about none."
            yield entries[action].line, Wrong("not-together", what, f"Write '{instead}'.")
    for field, text in rule.sets:
        for word in (word for word in words_in(text) if word != DATE):
            what = f"'{show(field)}' cannot be set to '<{show(word)}>': '{turn}' is about no single"
            only = f"Of what stands between < and >, only <{DATE}> can be told here."
            yield entries[Action.SET].line, Wrong("not-together", f"{what} order.", only)
    yield from _about_names(rule, turn, entries, names)


def _about_names(
    rule: Rule, turn: Kind, entries: Mapping[str, Found], names: Sequence[str]
) -> Iterator[tuple[int, str]]:
    line = entries["memberships"].line if "memberships" in entries else rule.line
    if not names:
        what = f"'{turn}' is about memberships, and the file has none."
        write = "Write them below 'memberships', or wait for an event of the cart."
        yield line, Wrong("unknown-name", what, write)
    elif "memberships" not in entries:
        what = f"'when: {turn}' needs 'memberships', the names of those whose access it is about."
        yield line, Wrong("missing-key", what, f"Write 'memberships: {show(names[0])}', say.")
    known = {tag_key(name) for name in names}
    for word in rule.memberships if names else ():
        if tag_key(word) not in known:
            wrong = unknown("membership", word, [show(name) for name in names])
            several = [nearest(part, names) for part in re.split(r" and | or |[;&+/]", word)]
            if several[1:] and all(several):
                wrong = did_you_mean("membership", word, f"[{', '.join(several)}]")
            yield line, wrong
