"""Prints rules as the plain rules they are, memberships written out. The text reads back."""

from collections.abc import Sequence

import yaml

from bridge.rules import UNKNOWN_PLAN, Rule, Rules, ordered
from bridge.rulesfile.tree import Loader


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our own reader would take for a number."""

    yaml_implicit_resolvers = Loader.yaml_implicit_resolvers


def expand(rules: Rules) -> str:
    """A rules file without memberships that decides alike; examples are left out."""
    rows = [f"crm: {_inline(rules.crm)}"]
    if rules.create_missing_tags:
        rows.append("create_missing_tags: yes")
    if rules.test_events != "apply":
        rows.append(f"test_events: {rules.test_events}")
    rows.append("rules:")
    for rule in rules.rules:
        rows += _told(rule)
    return "\n".join(rows) + "\n"


def _told(rule: Rule) -> list[str]:
    entries: dict[str, Sequence[str | int]] = {"name": (rule.name,)}
    entries["when"] = [str(kind) for kind in ordered(rule.when)]
    entries["items"] = rule.items
    entries["plans"] = [int(plan) if plan else UNKNOWN_PLAN for plan in rule.plans]
    for action, tag in rule.wishes:
        entries[str(action)] = [*entries.get(str(action), ()), tag]
    lines = [f"{key}: {_words(words)}" for key, words in entries.items() if words]
    return [f"  # line {rule.line}", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _words(words: Sequence[str | int]) -> str:
    return _inline(words[0]) if len(words) == 1 else f"[{', '.join(map(_inline, words))}]"


def _inline(word: str | int) -> str:
    """The word as it may stand in a list on one line, in quotes where it needs them."""
    dumped = yaml.dump(
        [word], Dumper=_Dumper, allow_unicode=True, default_flow_style=True, width=2**20
    )
    return dumped.strip()[1:-1]
