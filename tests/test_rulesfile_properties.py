"""What holds for every rules file, true, broken or nonsense."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bridge import examples
from bridge.errors import ConfigError
from bridge.model import Event, Item, Kind
from bridge.rules import Rules
from bridge.rulesfile import expand, parse
from bridge.rulesfile.words import KINDS

SHIPPED = (Path(__file__).parent.parent / "rules.yaml").read_text()
unhurried = settings(deadline=None)  # other tests may share the machine
DAY = datetime(2025, 3, 1, tzinfo=UTC)

item_keys = st.builds(
    "{}-{}".format,
    st.sampled_from(["product", "bump", "upsell", "downsell"]),
    st.integers(1, 4),
)
plans = st.sampled_from(["1", "2", "unknown"])
tags = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda tag: "," not in tag
) | st.sampled_from(["A", "b c", "no", "0123", "1e3", "12:30", "#1", "- x", "x: y", "it's", "{}"])


def several(words: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=3, unique_by=str.casefold)


@st.composite
def rules_files(draw: st.DrawFn) -> str:
    """A right rules file: plain rules with every action, and memberships with changed parts."""
    rules = []
    for number in range(draw(st.integers(1, 5))):
        kinds = draw(several(st.sampled_from(KINDS), 1))
        wished = draw(several(tags, 1))
        actions = st.sampled_from(["add", "remove", "grant", "revoke", "trigger"])
        rule: dict[str, object] = {"name": f"Rule {number}", "when": kinds}
        rule |= {"items": chosen} if (chosen := draw(several(item_keys))) else {}
        if "abandoned cart" not in kinds and (chosen := draw(several(plans))):
            rule["plans"] = chosen
        for tag in wished:
            rule.setdefault(draw(actions), []).append(tag)  # type: ignore[attr-defined] # a list
        rules.append(rule)
    parts = st.sampled_from(["rebill", "payment failed", "paused", "cancelled", "refund"])
    memberships = {
        f"Level {number}": {"items": draw(several(item_keys, 1)), draw(parts): draw(st.booleans())}
        for number in range(draw(st.integers(0, 2)))
    }
    whole = {"crm": "activecampaign", "memberships": memberships, "rules": rules}
    # Every text in quotes: what needs them is tested elsewhere.
    dumped = {key: value for key, value in whole.items() if value}
    return (
        yaml.safe_dump(dumped, default_style='"', allow_unicode=True, sort_keys=False)
        .replace('!!bool "true"', "on")
        .replace('!!bool "false"', "off")
    )


def _item(key: str) -> st.SearchStrategy[Item]:
    sort, _, number = key.partition("-")
    return st.builds(Item, st.just(sort), st.just(number), plan=st.sampled_from(["", "1", "2"]))


@st.composite
def events(draw: st.DrawFn) -> Event:
    items = draw(several(item_keys))
    return Event(
        source="thrivecart",
        key=draw(st.sampled_from(["d1", "d2"])),
        kind=draw(st.sampled_from(list(Kind))),
        word="x",
        occurred_at=DAY + timedelta(days=draw(st.integers(0, 9))),
        mode=draw(st.sampled_from(["live", "test"])),
        items=tuple(draw(_item(key)) for key in items),
        order_id=draw(st.sampled_from(["", "1001"])),
    )


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


@unhurried
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _SCRAPS), min_size=1, max_size=6))
def test_a_damaged_file_gives_rules_or_a_config_error(
    cuts: list[tuple[float, int, str]],
) -> None:
    text = SHIPPED
    for where, length, scrap in cuts:
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + length :]
    rules = read(text)
    assert rules is None or rules.crm == "activecampaign"
    if rules is not None:
        assert all(failure.startswith("rules.yaml line ") for failure in examples.run(rules))


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
    rules = parse(text)
    verdicts = rules.explain(event)
    asked = {change.rule for change in rules.changes(event)}
    assert [verdict.rule for verdict in verdicts] == list(rules.rules)
    assert {verdict.rule.name for verdict in verdicts if verdict.matched} == asked
    assert all(verdict.matched is (not verdict.why_not) for verdict in verdicts)


@unhurried
@given(rules_files(), events())
def test_every_change_names_a_tag_and_a_rule_of_the_file(text: str, event: Event) -> None:
    rules = parse(text)
    of = {
        (rule.name, rule.line, action, tag) for rule in rules.rules for action, tag in rule.wishes
    }
    changes = rules.changes(event)
    assert {(c.rule, c.line, c.action, c.tag) for c in changes} <= of
    assert len(set(changes)) == len(changes)


@unhurried
@given(rules_files())
def test_expanded_rules_read_back_as_they_were(text: str) -> None:
    rules = parse(text)
    again = parse(expand(rules))
    assert [replace(rule, line=0) for rule in again.rules] == [
        replace(rule, line=0) for rule in rules.rules
    ]
