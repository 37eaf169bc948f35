"""What the rules say to one event, for whoever reads it: which match, and why the others do not."""

from collections import defaultdict
from dataclasses import dataclass

from bridge.entitlements.memberships import is_open
from bridge.explain.trial.answer import Answer
from bridge.explain.trial.rule_words import effect_words
from bridge.model import Event, Sort
from bridge.rules import Verdict
from bridge.rules.effects import effects_of


@dataclass(frozen=True)
class Matched:
    """One thing that a rule does, by its name and line."""

    rule: str
    line: int
    does: str


@dataclass(frozen=True)
class Missed:
    """Rules that wait for such an event, each with its line, and why they do not match."""

    rules: tuple[tuple[str, int], ...]
    why: str


@dataclass(frozen=True)
class AccessChange:
    """Whether a membership is open to her before and after."""

    membership: str
    before: bool
    after: bool

    @property
    def words(self) -> str:
        if self.before == self.after:
            return "stays open" if self.after else "stays shut"
        return "opens" if self.after else "shuts"


def access_changes(answer: Answer) -> list[AccessChange]:
    """Of each membership that she holds, or would."""
    before, after = answer.before.held, answer.after.held
    return [
        AccessChange(name, is_open(before.get(name, ())), is_open(after.get(name, ())))
        for name in dict.fromkeys([*before, *after])
    ]


def matched(answer: Answer) -> list[Matched]:
    """Each once: two items of one order may have the same done for them."""
    every = (
        Matched(verdict.rule.name, verdict.rule.line, words)
        for verdict in answer.verdicts
        if verdict.matched
        for words in (*_does(verdict, answer.event), *verdict.notes)
    )
    return [*dict.fromkeys(every)]


def missed(answer: Answer) -> list[Missed]:
    """Together where the reason is the same: a shop may have hundreds of rules."""
    reasons: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for each in answer.verdicts:
        if not each.matched and answer.event.kind in each.rule.when:
            reasons[each.why_not].append((each.rule.name, each.rule.line))
    return [Missed(tuple(rules), why) for why, rules in reasons.items()]


def waiting_for_others(answer: Answer) -> int:
    """How many rules wait for other events."""
    kind = answer.event.kind
    return sum(not each.matched and kind not in each.rule.when for each in answer.verdicts)


def entries_for_others(answer: Answer) -> int:
    """How many memberships and rules of the file, a membership with all its parts counted once, are
    about other events alone."""
    kind = answer.event.kind
    every, mine = set[str](), set[str]()
    for each in answer.verdicts:
        entry = f"membership {each.rule.membership}" if each.rule.membership else each.rule.name
        every.add(entry)
        if each.matched or kind in each.rule.when:
            mine.add(entry)
    return len(every - mine)


def _does(verdict: Verdict, event: Event) -> list[str]:
    rule = verdict.rule
    if not verdict.calls_off:
        return [effect_words(each, rule.later, event) for each in effects_of(rule, event)]
    wished = dict.fromkeys((action.sort, name) for action, name in rule.wishes)
    named = (f"'{name}'" if sort is Sort.TAG else f"the {sort} '{name}'" for sort, name in wished)
    return [f"calls off, or takes back, {each}" for each in named]
