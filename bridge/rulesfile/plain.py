"""Prints rules as the plain rules they are, memberships written out. The text reads back."""

import yaml

from bridge.model import Action
from bridge.rules import UNKNOWN_PLAN, Rule, Rules, ordered
from bridge.rulesfile.tree import Loader


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our own reader would take for a number, and repeats nothing by anchors."""

    yaml_implicit_resolvers = Loader.yaml_implicit_resolvers

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 -- PyYAML's signature
        return True


def expand(rules: Rules) -> str:
    """A rules file without memberships that decides alike; examples are left out."""
    head: dict[str, object] = {"crm": rules.crm}
    if rules.create_missing_tags:
        head["create_missing_tags"] = True
    if rules.test_events != "apply":
        head["test_events"] = rules.test_events
    return _dump(head) + "rules:\n" + "".join(_told(rule) for rule in rules.rules)


def _told(rule: Rule) -> str:
    entries: dict[str, object] = {"name": rule.name}
    entries["when"] = _short([str(kind) for kind in ordered(rule.when)])
    if rule.items:
        entries["items"] = list(rule.items)
    if rule.plans:
        entries["plans"] = [int(plan) if plan else UNKNOWN_PLAN for plan in rule.plans]
    for action in Action:
        if tags := [tag for asked, tag in rule.wishes if asked is action]:
            entries[str(action)] = _short(tags)
    rows = _dump([entries]).splitlines()
    return f"  # line {rule.line}\n" + "".join(f"  {row}\n" for row in rows)


def _short(words: list[str]) -> str | list[str]:
    return words[0] if len(words) == 1 else words


def _dump(value: object) -> str:
    return yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=2**20,  # one line for each key, however long
    )
