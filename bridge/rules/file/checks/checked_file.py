"""A check: what reads well rule by rule, and is probably not meant, or cannot be.

Each check is a file of its name in a folder beside this: a function from the file that was read to
the problems in it. Its docstring says to the file's owner what is looked for and why; below that
stands a rules file (without `crm`), in which lines that begin with `-` belong to the failing
example alone, and those with `+` to the passing one. `--explain`, docs and tests are made of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, partial
from inspect import cleandoc
from itertools import product
from typing import Literal

from bridge.destinations.registry import vendors
from bridge.model import Action, Kind, target_key
from bridge.rules import Rule
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.written_words import CODES, NAMES, Written, words_written
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.problem import FilePlace, Problem
from bridge.rules.file.report import show as show  # for all checks
from bridge.rules.file.yaml.characters import LINE_ENDS

_LONGEST_NAME = 500  # letters
# Event, target, and when it is done: None at once, else as in Later.when.
_Meeting = tuple[Kind, str, tuple[timedelta, bool] | None]


@dataclass(frozen=True)
class RulesFile:
    """What was read of a file; checks look at nothing else. `every_rule` and `every_membership`
    hold those that are switched off, too."""

    name: str
    text: str
    found: Mapping[str, Found]
    every_rule: Sequence[Rule]
    every_membership: Sequence[MembershipEntry]
    test_events: Literal["apply", "ignore"] = "apply"

    @cached_property
    def rules(self) -> Sequence[Rule]:
        return [rule for rule in self.every_rule if rule.enabled]

    @cached_property
    def memberships(self) -> Sequence[MembershipEntry]:
        return [membership for membership in self.every_membership if membership.enabled]

    @cached_property
    def wishes(self) -> Mapping[str, Sequence[tuple[Action, Rule]]]:
        """What is wished of each target, by its key, and by which rules."""
        wishes: dict[str, list[tuple[Action, Rule]]] = defaultdict(list)
        for rule in self.rules:
            for action, target in rule.wishes:
                wishes[target_key(action.sort, target)].append((action, rule))
        return wishes

    @cached_property
    def meetings(self) -> Mapping[_Meeting, Sequence[tuple[Action, str, Rule]]]:
        """What is wished of one target, at one event and one time, and by which rules."""
        meetings: dict[_Meeting, list[tuple[Action, str, Rule]]] = defaultdict(list)
        for rule in self.rules:
            for (action, target), kind in product(rule.wishes, sorted(rule.when)):
                time = rule.later.when if rule.later else None
                key = (kind, target_key(action.sort, target), time)
                meetings[key].append((action, target, rule))
        return meetings

    @cached_property
    def words(self) -> Sequence[Written]:
        return list(words_written(self.found))

    @property
    def names(self) -> Iterator[Written]:
        """Of the words, names at the CRM and codes, but for those longer than it takes."""
        names = (each for each in self.words if each.form.what in NAMES | CODES)
        return (each for each in names if len(each.word) <= _LONGEST_NAME)

    @cached_property
    def rows(self) -> Sequence[str]:
        return LINE_ENDS.split(self.text)

    def problem(
        self,
        about: Rule | MembershipEntry | Written,
        what: str,
        suggestion: str = "",
        *,
        line: int = 0,
    ) -> Problem:
        """One that stands at `line`, or else where what it is about begins."""
        owner = about.owner if isinstance(about, Written) else owner_of(about)
        return Problem("", FilePlace(self.name, line or about.line, owner), what, suggestion)

    def late_problem(self, rule: Rule, what: str, suggestion: str) -> Problem:
        """One that stands where the file says that the rule waits, if it does."""
        return self.problem(rule, what, suggestion, line=rule.later.line if rule.later else 0)


Problems = Iterator[Problem]
Find = Callable[[RulesFile], Problems]


@dataclass(frozen=True)
class Check:
    """One check, made of the function that finds its problems."""

    find: Find
    refuses: bool = False
    may_be_off: bool = True

    @property
    def id(self) -> str:
        return self.find.__name__.replace("_", "-")

    @property
    def about(self) -> str:
        return " ".join(self._told[0].split())

    @property
    def failing(self) -> str:
        return self._example("+")

    @property
    def passing(self) -> str:
        return self._example("-")

    def problems(self, file: RulesFile) -> Problems:
        return (replace(problem, id=self.id) for problem in self.find(file))

    @property
    def _told(self) -> Sequence[str]:
        return cleandoc(self.find.__doc__ or "").split("\n\n")

    def _example(self, without: str) -> str:
        rows = (row[2:] for row in self._told[1].splitlines() if not row.startswith(without))
        return "\n".join((f"crm: {next(iter(vendors()))}", *rows)) + "\n"


# What a check finds is allowed and probably not meant; or it cannot be meant, so that nobody may
# switch the check off; or it may be meant where somebody does.
warns = Check
refuses = partial(Check, refuses=True, may_be_off=False)
refuses_if_on = partial(Check, refuses=True)


def owner_of(about: Rule | MembershipEntry) -> str:
    """`rule 'VIP upsell'`; "" for a rule without a name."""
    if isinstance(about, MembershipEntry):
        return f"membership '{show(about.tag)}'"
    return f"rule '{show(about.name)}'" if about.name else ""
