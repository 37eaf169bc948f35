"""Whether the accounts have the names that rules are about to tell them, before anybody is told."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from bridge.destinations import registry
from bridge.destinations.base import Crm, TagReport
from bridge.explain.readiness.account_question import (
    NO_ANSWER,
    ask,
    first_naming,
    missing_others,
    missing_tags,
    missing_words,
    names_of,
)
from bridge.model import Destination, Sort, target_key
from bridge.model.errors import ConfigError
from bridge.rules import Rules

Names = Collection[tuple[Sort, str]]
_WILL_BE = "{} It will be created."


@dataclass(frozen=True)
class MissingThere:
    """A name that an account lacks: the nearest that it has, "" for none; the line of the rules
    that names it first, and whose line that is, `rule 'VIP'`."""

    destination: Destination
    sort: Sort
    name: str
    nearest: str = ""
    line: int = 0
    owner: str = ""

    @property
    def called(self) -> str:
        return registry.label(self.destination)

    @property
    def says(self) -> str:
        return missing_words(self.sort, self.name, self.nearest, self.destination)

    @property
    def can_be_made(self) -> bool:
        """At a click."""
        return self.sort in registry.vendors()[self.destination.vendor].makes


@dataclass
class NamesThere:
    """`problems` are sentences for names that an account lacks, `notes` what else one should know:
    that it was not asked, or makes a tag by itself. `missing` are the names where each was asked
    for with its line."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[MissingThere] = field(default_factory=list)

    @property
    def makeable(self) -> list[tuple[str, str, int]]:
        """Each destination's name, what it is called, and how many of its names can be made that
        are not nearly another's."""
        each = Counter((e.destination.name, e.called) for e in self.missing
                       if e.can_be_made and not e.nearest)  # fmt: skip
        return [(*names, number) for names, number in each.items()]


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


def lacking(report: TagReport, destination: Destination, rules: Rules) -> NamesThere:
    """In words; a missing tag is no problem where the rules have it created."""
    tags, others = missing_tags(report, destination), missing_others(report, destination)
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
        missing = [*_missing(report, names, destination, rules)]
        found.missing += missing
        found.problems += [each.says for each in missing]
        if rules.create_missing_tags:
            tags = missing_tags(report, destination)
            found.notes += [_WILL_BE.format(each) for each in tags]
    return found


def _missing(
    report: TagReport, names: Names, destination: Destination, rules: Rules
) -> Iterator[MissingThere]:
    """Not the tags that the rules have created. New `names`, such as GoldPAYF beside GoldCANC, are
    no slips of each other."""
    own = {target_key(*each) for each in names}
    tags = [] if rules.create_missing_tags else [(Sort.TAG, *each) for each in report.missing]
    for sort, name, near in (*tags, *report.others):
        where = first_naming(sort, name, destination, rules)
        near = near if near and target_key(sort, near) not in own else ""
        yield MissingThere(destination, sort, name, near, *where)
