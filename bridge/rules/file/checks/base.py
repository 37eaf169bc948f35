"""A check: what reads well rule by rule, and is probably not meant, or cannot be.

Each check is a file of its name in a folder beside this: a function from the file that was read to
the problems in it. Its docstring says to the file's owner what is looked for and why; below that
stands a rules file (without `crm`), in which lines that begin with `-` belong to the failing
example alone, and those with `+` to the passing one. `--explain`, docs and tests are made of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import cleandoc
from itertools import product
from typing import Literal

from bridge.model import Action, target_key
from bridge.rules import BY_NAME, Rule, covers
from bridge.rules.file.build.expansion import Membership
from bridge.rules.file.checks.words import CODES, NAMES, Written, words_written
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.problem import FilePlace, Problem
from bridge.rules.file.report import show
from bridge.rules.file.yaml.characters import LINE_ENDS
from bridge.rules.file.yaml.nodes import line_of

GIVING = (Action.GRANT, Action.ADD, Action.TRIGGER)
TAKING = (Action.REVOKE, Action.REMOVE)
# A rule is compared with so many others of one tag and item, at most: a thousand times a thousand
# would take seconds, and no shop means them.
MOST_COMPARED = 50
_LONGEST_NAME = 500  # letters


@dataclass(frozen=True)
class RulesFile:
    """What was read of a file; checks look at nothing else. `every_rule` and `every_membership`
    hold those that are switched off, too."""

    name: str
    text: str
    found: Mapping[str, Found]
    every_rule: Sequence[Rule]
    every_membership: Sequence[Membership]
    test_events: Literal["apply", "ignore"] = "apply"

    @cached_property
    def rules(self) -> Sequence[Rule]:
        return [rule for rule in self.every_rule if rule.enabled]

    @cached_property
    def memberships(self) -> Sequence[Membership]:
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
        about: Rule | Membership | Written,
        message: str,
        suggestion: str = "",
        *,
        line: int = 0,
    ) -> Problem:
        """One that stands at `line`, or else where what it is about begins."""
        if isinstance(about, Written):
            owner, own_line = about.owner, line_of(about.node)
        else:
            owner, own_line = owner_of(about), about.line
        return Problem("", FilePlace(self.name, line or own_line, owner), message, suggestion)


Problems = Iterator[Problem]
Find = Callable[[RulesFile], Problems]


@dataclass(frozen=True)
class Check:
    """One check. Those that refuse look for what cannot be meant; all others warn."""

    id: str
    about: str
    example: str = field(repr=False)
    find: Find = field(repr=False)
    refuses: bool
    may_be_off: bool

    def problems(self, file: RulesFile) -> Problems:
        for problem in self.find(file):
            yield replace(problem, id=self.id)

    @property
    def failing(self) -> str:
        return self._without("+")

    @property
    def passing(self) -> str:
        return self._without("-")

    def _without(self, sign: str) -> str:
        rows = (row[2:] for row in self.example.splitlines() if not row.startswith(sign))
        return "\n".join(("crm: activecampaign", *rows)) + "\n"


def warns(find: Find) -> Check:
    """Makes a check of the function; what it finds is allowed, and probably not meant."""
    return _check(find, refuses=False, may_be_off=True)


def refuses(find: Find) -> Check:
    """What it finds cannot be meant."""
    return _check(find, refuses=True, may_be_off=False)


def refuses_unless_off(find: Find) -> Check:
    """What it finds may be meant where the file switches the check off."""
    return _check(find, refuses=True, may_be_off=True)


def _check(find: Find, *, refuses: bool, may_be_off: bool) -> Check:
    about, _, example = cleandoc(find.__doc__ or "").partition("\n\n")
    name = find.__name__.replace("_", "-")
    return Check(name, " ".join(about.split()), example, find, refuses, may_be_off)


def owner_of(about: Rule | Membership) -> str:
    """`rule 'VIP upsell'`; "" for a rule without a name."""
    if isinstance(about, Membership):
        return f"membership '{show(about.tag)}'"
    return f"rule '{show(about.name)}'" if about.name else ""


def later_line(rule: Rule) -> int:
    """Where the file says that the rule waits; the rule's own line where it does not."""
    return (rule.later.line if rule.later else 0) or rule.line


def may_meet(one: Rule, other: Rule) -> bool:
    """Whether some item may be of both; a name may be any item's, and so may no item at all."""
    pairs = product(one.items or ("",), other.items or ("",))
    return any(_any_item(a) or _any_item(b) or covers(a, b) or covers(b, a) for a, b in pairs)


def _any_item(wanted: str) -> bool:
    return not wanted or wanted.startswith(BY_NAME)
