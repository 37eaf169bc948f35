"""What holds for every rules file, true, broken or nonsense."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.model import Action, Event
from bridge.model.errors import ConfigError
from bridge.rules import Rules
from bridge.rules.effects import effects_of
from bridge.rules.file import expand, parse
from bridge.rules.file.checks.checked_file import RulesFile, owner_of
from bridge.rules.file.checks.conflicts.overlapping_rules import overlapping_rules
from bridge.rules.file.examples import run as examples
from bridge.rules.file.yaml import parse as tree
from bridge.rules.file.yaml.problems import Unreadable
from tests.rules.file.build.test_membership_entries import plain
from tests.rules.file.rule_files import accepted, events, rules_files

SHIPPED = (Path(__file__).parents[2] / "rules.yaml").read_text()
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
    assert rules is None or [each.name for each in rules.destinations] == ["activecampaign"]
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
    assert rules is None or [each.name for each in rules.destinations] == ["activecampaign"]


@unhurried
@given(rules_files(), events())
def test_explain_agrees_with_what_is_asked(text: str, event: Event) -> None:
    rules = accepted(text)
    verdicts = rules.explain(event)
    assert [verdict.rule for verdict in verdicts] == list(rules.rules)
    assert [v.rule for v in verdicts if v.matched] == list(rules.matching(event))
    assert all(verdict.matched is (not verdict.why_not) for verdict in verdicts)
    asked = {effect.rule for effect in rules.effects(event)}
    asking = {v.rule.name: v for v in verdicts if v.matched and not v.calls_off}
    assert asked <= asking.keys()
    own = {name for name, verdict in asking.items() if not verdict.rule.standard}
    assert own <= asked


@unhurried
@given(rules_files(), events())
def test_every_effect_names_a_target_and_a_rule_of_the_file(text: str, event: Event) -> None:
    rules = accepted(text)
    of = {
        (rule.name, rule.line, action, name) for rule in rules.rules for action, name in rule.wishes
    }
    effects = rules.effects(event)
    assert {(e.rule, e.line, e.action, e.name) for e in effects} <= of
    assert len(set(effects)) == len(effects)


@unhurried
@given(rules_files(), events())
def test_only_what_is_put_off_is_due_later_and_never_before_its_event(
    text: str, event: Event
) -> None:
    rules = accepted(text)
    late = {rule.name for rule in rules.rules if rule.later}
    for effect in rules.effects(event):
        assert bool(effect.due_at) is (effect.rule in late)
        assert event.occurred_at
        assert effect.due_at is None or effect.due_at >= event.occurred_at
        assert bool(effect.value) is (effect.action is Action.SET)
        assert bool(effect.token) is (effect.action in (Action.TRIGGER, Action.START))


@unhurried
@given(rules_files(), events())
def test_expanded_rules_read_back_as_they_were_and_match_alike(text: str, event: Event) -> None:
    rules = accepted(text)
    again = parse(expand(rules))
    assert plain(again) == [rule for rule in plain(rules) if not rule.memberships]
    matching = [rule.name for rule in rules.matching(event) if not rule.memberships]
    assert [rule.name for rule in again.matching(event)] == matching


@unhurried
@given(rules_files(), events())
def test_a_rule_that_is_called_superfluous_changes_nothing(text: str, event: Event) -> None:
    rules = accepted(text)
    file = RulesFile("rules.yaml", text, {}, rules.rules, ())
    vain = {problem.place.owner for problem in overlapping_rules.problems(file)}
    kept = replace(rules, rules=tuple(rule for rule in rules.rules if owner_of(rule) not in vain))

    def wishes(of: Rules) -> set[object]:
        """All that matching rules do, be it a state's, but which rule said so."""
        every = (e for rule in of.matching(event) for e in effects_of(rule, event))
        return {(e.action, e.target, e.item, e.token, e.value, e.due_at) for e in every}

    assert wishes(kept) == wishes(rules)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML was built without libyaml")
def test_a_right_file_is_read_fast_and_one_with_tabs_is_not() -> None:
    assert tree_of(tree.composed_fast(SHIPPED)) == tree_of(tree.composed(SHIPPED))
    assert tree.composed_fast("crm:\tactivecampaign") is None
