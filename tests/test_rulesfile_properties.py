"""What holds for every rules file, true, broken or nonsense."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, SequenceNode

from bridge import examples
from bridge.errors import ConfigError
from bridge.model import Action, Event
from bridge.rules import Rules
from bridge.rulesfile import expand, parse, tree
from bridge.rulesfile.overlap import shadowed
from bridge.rulesfile.riddles import Unreadable
from tests.rule_files import accepted, events, rules_files

SHIPPED = (Path(__file__).parent.parent / "rules.yaml").read_text()
unhurried = settings(deadline=None)  # other tests may share the machine


def read(text: str) -> Rules | None:
    """The rules, or None where the text is refused as it should be."""
    try:
        return parse(text)
    except ConfigError as refused:
        problems = refused.problems
    assert problems
    assert all(problem.startswith("rules.yaml") for problem in problems)
    assert all(problem.isprintable() for problem in problems)
    return None


@unhurried
@given(st.text())
@example("\ud800")
@example("a: !!binary x\n")
@example("? [a]\n: b\n")
@example("crm: activecampaign\nrules: [{? {a: b} : c}]\n")
@example("!!set {a}")
@example("%YAML 1." + "9" * 5000 + "\n---\na: b\n")
def test_any_text_gives_rules_or_a_config_error(text: str) -> None:
    assert read(text) is None


_SCRAPS = st.sampled_from(
    [
        *":-[]{}\"'#&*!|>%@`,?\t\n ~",
        "  ",
        "no",
        "0",
        "<<: ",
        "- ",
        "&a ",
        "*a",
        "\x00",
        "é",
        "---\n",
    ]
) | st.text(max_size=3)


def damaged(cuts: list[tuple[float, int, str]]) -> str:
    """The shipped file with something else in some places."""
    text = SHIPPED
    for where, length, scrap in cuts:
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + length :]
    return text


@unhurried
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _SCRAPS), min_size=1, max_size=6))
def test_a_damaged_file_gives_rules_or_a_config_error(
    cuts: list[tuple[float, int, str]],
) -> None:
    rules = read(damaged(cuts))
    assert rules is None or rules.crm == "activecampaign"
    if rules is not None:
        assert all(failure.startswith("rules.yaml line ") for failure in examples.run(rules))


Told = tuple[str, int, object]


def tree_of(node: Node | None) -> Told | None:
    """All that the reader looks at in a node."""
    if node is None:
        return None
    value = node.value
    if isinstance(node, MappingNode):
        value = [(tree_of(key), tree_of(inner)) for key, inner in node.value]
    elif isinstance(node, SequenceNode):
        value = [tree_of(inner) for inner in node.value]
    return node.tag, node.start_mark.line, value


@unhurried
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _SCRAPS), max_size=3))
def test_what_is_read_fast_is_what_is_read_slowly(cuts: list[tuple[float, int, str]]) -> None:
    text = damaged(cuts)
    fast = tree.composed_fast(text)
    if fast is not None:
        try:
            slow = tree.composed(text)
        except Unreadable:  # libyaml allows a few letters more where YAML does
            return
        assert tree_of(fast) == tree_of(slow)


_LINES = st.integers(0, SHIPPED.count("\n"))


@unhurried
@given(st.lists(st.tuples(_LINES, _LINES), min_size=1, max_size=4))
def test_a_file_with_lines_moved_gives_rules_or_a_config_error(
    moves: list[tuple[int, int]],
) -> None:
    rows = SHIPPED.split("\n")
    for from_line, to_line in moves:
        rows.insert(to_line, rows.pop(from_line))
    rules = read("\n".join(rows))
    assert rules is None or rules.crm == "activecampaign"


@unhurried
@given(rules_files(), events())
def test_explain_agrees_with_changes(text: str, event: Event) -> None:
    rules = accepted(text)
    verdicts = rules.explain(event)
    asked = {change.rule for change in rules.changes(event)}
    assert [verdict.rule for verdict in verdicts] == list(rules.rules)
    assert {verdict.rule.name for verdict in verdicts if verdict.matched} == asked
    assert all(verdict.matched is (not verdict.why_not) for verdict in verdicts)
    off = {change.rule for change in rules.changes(event) if change.action is Action.CALL_OFF}
    assert {verdict.rule.name for verdict in verdicts if verdict.calls_off} == off


@unhurried
@given(rules_files(), events())
def test_every_change_names_a_tag_and_a_rule_of_the_file(text: str, event: Event) -> None:
    rules = accepted(text)
    of = {
        (rule.name, rule.line, action, tag) for rule in rules.rules for action, tag in rule.wishes
    }
    changes = rules.changes(event)
    off = [c for c in changes if c.action is Action.CALL_OFF]
    told = {(c.rule, c.line, c.action, c.tag) for c in changes if c not in off}
    assert told <= of
    wished = {(name, line, action.sort, tag) for name, line, action, tag in of}
    assert {(c.rule, c.line, c.sort, c.tag) for c in off} <= wished
    assert len(set(changes)) == len(changes)


@unhurried
@given(rules_files(), events())
def test_only_what_is_put_off_has_a_timer_and_it_is_never_before_its_event(
    text: str, event: Event
) -> None:
    rules = accepted(text)
    late = {rule.name for rule in rules.rules if rule.later}
    for change in rules.changes(event):
        assert bool(change.timer) is (change.rule in late)
        assert event.occurred_at
        if change.action is Action.CALL_OFF or not change.timer:
            assert change.due_at is None
        else:
            assert change.due_at
            assert change.due_at >= event.occurred_at
        assert bool(change.value) is (change.action is Action.SET)


@unhurried
@given(rules_files(), events())
def test_expanded_rules_read_back_as_they_were_and_decide_alike(text: str, event: Event) -> None:
    rules = accepted(text)
    again = parse(expand(rules))
    assert [replace(rule, line=0) for rule in again.rules] == [
        replace(rule, line=0) for rule in rules.rules
    ]
    told = [replace(change, line=0) for change in again.changes(event)]
    assert told == [replace(change, line=0) for change in rules.changes(event)]


@unhurried
@given(rules_files(), events())
def test_a_rule_that_is_called_superfluous_changes_nothing(text: str, event: Event) -> None:
    rules = accepted(text)
    vain = {rule.name for rule, _ in shadowed([rule for rule in rules.rules if rule.enabled])}
    kept = Rules(rules.crm, tuple(rule for rule in rules.rules if rule.name not in vain))

    def wishes(of: Rules) -> set[object]:
        """All but which rule said so; a timer's name begins with its rule's."""
        return {
            (c.action, c.target, c.claim, c.value, c.due_at, c.timer.removeprefix(c.rule))
            for c in of.changes(event)
        }

    assert wishes(kept) == wishes(rules)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML was built without libyaml")
def test_a_right_file_is_read_fast_and_one_with_tabs_is_not() -> None:
    assert tree_of(tree.composed_fast(SHIPPED)) == tree_of(tree.composed(SHIPPED))
    assert tree.composed_fast("crm:\tactivecampaign") is None
