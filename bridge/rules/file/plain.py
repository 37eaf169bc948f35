"""Prints rules as the plain rules they are, memberships written out. The text reads back."""

from collections.abc import Iterator, Mapping, Sequence

import yaml
from yaml.nodes import MappingNode

from bridge.destinations import registry
from bridge.model import Action, Destination, Sort
from bridge.model.text import counted, join_and, plural
from bridge.rules import HELD, ConditionSet, Rule, Rules, ordered
from bridge.rules.file.yaml.parse import Loader, compose


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our own reader would take for a number."""

    yaml_implicit_resolvers = Loader.yaml_implicit_resolvers

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 # two equal sets are written out
        return True


_Dumper.add_representer(
    bool,
    lambda dumper, switch: dumper.represent_scalar(
        "tag:yaml.org,2002:bool", "yes" if switch else "no"
    ),
)


def expand(rules: Rules) -> str:
    """A rules file with the plain rules that memberships stand for; examples are left out.

    What plain rules cannot say stands in comments: what ends a membership by itself, where it is
    no tag but access, rules for access that starts or ends, and which of several destinations can
    do what a rule asks for.
    """
    rows = [_where(rules.destinations)]
    if rules.create_missing_tags:
        rows.append("create_missing_tags: yes")
    if rules.test_events != "apply":
        rows.append(f"test_events: {rules.test_events}")
    if rules.contact_per_address:
        rows.append("contact per address: yes")
    if rules.ignored:
        rows.append(f"ignore: {_words(ConditionSet(rules.ignored).written['items'])}")
    rows += _checks(rules)
    lasting = ((offer.membership.name, offer.lasting) for offer in rules.offers)
    rows += [f"# {inline(name)}: {inline(told)}" for name, told in lasting if told]
    rows += _accesses(rules)
    rows.append("rules:")
    for rule in rules.rules:
        able = _those_able(rule, rules.destinations)
        told = _told(rule, able, rules.destinations)
        if able and not rule.memberships:
            rows += told
        elif not rule.standard:  # for access that starts or ends, or takes it
            rows += map(_as_comment, told)
    return "\n".join(rows) + "\n"


def _checks(rules: Rules) -> Iterator[str]:
    """What the file switches off."""
    top = compose(rules.text)
    for key, checks in top.value if isinstance(top, MappingNode) else ():
        if key.value == "checks":
            yield f"checks: {inline({name.value: switch.value for name, switch in checks.value})}"


def size_of(rules: Rules) -> str:
    """`4 memberships and 2 rules`: what the file itself says."""
    alone = sum(not rule.membership for rule in rules.rules)
    sizes = ((len(rules.offers), "membership"), (alone, "rule"))
    return join_and(counted(number, what) for number, what in sizes if number)


def _where(destinations: Sequence[Destination]) -> str:
    vendors = {each.name: each.vendor for each in destinations}
    alone = len(vendors) == 1 and [*vendors] == [*vendors.values()]
    return f"crm: {next(iter(vendors))}" if alone else f"destinations: {inline(vendors)}"


def _as_comment(row: str) -> str:
    return row if row.lstrip().startswith("#") else f"  #{row[1:]}"


def _accesses(rules: Rules) -> Iterator[str]:
    """Where each membership is access, in comments."""
    for known in (offer.membership for offer in rules.offers if offer.enabled):
        sites = [
            each.name for each in rules.destinations
            if Sort.ACCESS in _sorts(each) and (not known.to or each.name in known.to)
        ]  # fmt: skip
        if sites:
            yield f"# {inline(known.name)}: access to {inline(known.at_site)} at {join_and(sites)}"


def _those_able(rule: Rule, every: Sequence[Destination]) -> dict[str, set[Sort]]:
    """What of all that the rule asks each destination that it is for can do, by its name."""
    asked = {action.sort for action, _ in rule.wishes}
    among = (each for each in every if not rule.to or each.name in rule.to)
    able = ((each.name, asked & _sorts(each)) for each in among)
    return {name: sorts for name, sorts in able if sorts}


def _for(able: Mapping[str, set[Sort]], rule: Rule, every: Sequence[Destination]) -> str:
    """Which destinations it is for, where that are not simply all; "" else."""
    asked = {action.sort for action, _ in rule.wishes}
    if len(able) == len(every) and all(sorts == asked for sorts in able.values()):
        return ""
    parts = (
        name if sorts == asked else f"{name} ({join_and(sorted(plural(each) for each in sorts))})"
        for name, sorts in able.items()
    )
    return f", for {join_and(parts)}" if able else ""


def _sorts(destination: Destination) -> frozenset[Sort]:
    return registry.vendors()[destination.vendor].sorts


def _told(rule: Rule, able: Mapping[str, set[Sort]], every: Sequence[Destination]) -> list[str]:
    when = [str(kind) for kind in ordered(rule.when)]
    entries: dict[str, object] = {"name": rule.name, "when": when, **rule.block.written}
    if rule.memberships:
        entries["memberships"] = [*rule.memberships]
    if rule.to:
        entries["to"] = [*able] or [*rule.to]
    if not rule.enabled:
        entries["enabled"] = False
    entries |= rule.later.written if rule.later else {}
    for action, held in HELD.items():
        if targets := getattr(rule, held):
            entries[action] = [*targets]
    if rule.sets:
        entries[Action.SET] = dict(rule.sets)
    lines = [f"{key}: {_words(value)}" for key, value in entries.items()]
    return [
        f"  # line {rule.line}{_for(able, rule, every)}",
        f"  - {lines[0]}",
        *(f"    {line}" for line in lines[1:]),
    ]


def _words(value: object) -> str:
    alone = isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict)
    return inline(value[0] if isinstance(value, list) and alone else value)


def inline(value: object) -> str:
    """The value as it may stand on one line, in quotes where it needs them."""
    dumped = yaml.dump(
        [value], Dumper=_Dumper, allow_unicode=True, default_flow_style=True, width=2**20,
        sort_keys=False,
    )  # fmt: skip
    return dumped.strip()[1:-1]
