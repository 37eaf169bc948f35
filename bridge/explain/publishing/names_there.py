"""Whether the accounts have the names that rules are about to tell them, before anybody is told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bridge.destinations import registry
from bridge.destinations.base import Crm, TagReport
from bridge.explain.readiness.account_question import (
    NO_ANSWER,
    ask,
    missing_others,
    missing_tags,
    names_of,
)
from bridge.model import Destination, Sort, target_key
from bridge.model.errors import ConfigError
from bridge.rules import Rules

Names = Collection[tuple[Sort, str]]
_WILL_BE = "{} It will be created."


@dataclass
class NamesThere:
    """`problems` are sentences for names that an account lacks, `notes` what else one should know:
    that it was not asked, or makes a tag by itself."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def new_names(rules: Rules, before: Rules | None, destination: Destination) -> Names:
    """What the rules name for it, and those of before did not."""
    known = {target_key(*each) for each in names_of(before, destination)} if before else set()
    return [each for each in names_of(rules, destination) if target_key(*each) not in known]


def names_for(destination: Destination, names: Names, rules: Rules) -> Names:
    """Those of the names that are told to this destination."""
    sorts = registry.vendors()[destination.vendor].sorts
    own = {target_key(*each) for each in names_of(rules, destination)}
    alone = len(rules.destinations) == 1
    return [each for each in names if each[0] in sorts and (alone or target_key(*each) in own)]


def lacking(
    report: TagReport, destination: Destination, rules: Rules, *, with_lines: bool = False
) -> NamesThere:
    """In words; a missing tag is no problem where the rules have it created."""
    lines = rules if with_lines else None
    tags = missing_tags(report, destination, lines)
    others = missing_others(report, destination, lines)
    if not rules.create_missing_tags:
        return NamesThere([*tags, *others])
    return NamesThere(others, [] if others else [_WILL_BE.format(each) for each in tags])


def look_up_new(rules: Rules, before: Rules | None, account: Callable[[str], Crm]) -> NamesThere:
    """Asks each account for the names that are new, with the lines that name them. `account` gives
    the one of a destination's name, or raises ConfigError."""
    found = NamesThere()
    for destination in rules.destinations:
        names = new_names(rules, before, destination)
        try:
            report = ask(account(destination.name), names) if names else TagReport()
        except (ConfigError, *NO_ANSWER) as error:
            label = registry.label(destination)
            found.notes.append(f"Whether {label} has the new names was not checked: {error}")
            continue
        here = lacking(report, destination, rules, with_lines=True)
        found.problems += here.problems
        found.notes += here.notes
    return found
