from collections import defaultdict
from datetime import timedelta
from itertools import product

from bridge.model import Action, Kind, Sort, target_key
from bridge.rules import Block, Rule, covers
from bridge.rules.file.checks.base import GIVING, MOST_COMPARED, TAKING, Problems, RulesFile, warns
from bridge.rules.file.report import show

_GIVES = {*GIVING, Action.SUBSCRIBE, Action.RESUBSCRIBE}
_TAKES = {*TAKING, Action.UNSUBSCRIBE}
# Event, target, and when it is done: None at once, else as in Later.when.
Meeting = tuple[Kind, str, tuple[timedelta, bool] | None]


@warns
def undone_at_once(file: RulesFile) -> Problems:
    """At one and the same event, one rule puts a tag on and another takes it off, or one subscribes
    to a list and another unsubscribes. What gives wins, so the other rule is in vain. What one does
    at once and the other later is meant, and not warned of.

      rules:
        - {name: Buyers, when: purchase, add: Prospect}
    -   - {name: No prospects any more, when: purchase, remove: Prospect}
    +   - {name: No prospects any more, when: refund, remove: Prospect}
    """
    givers: dict[Meeting, list[tuple[Action, Rule]]] = defaultdict(list)
    takers: dict[Meeting, list[tuple[Action, str, Rule]]] = defaultdict(list)
    for rule in file.rules:
        for (action, tag), kind in product(rule.wishes, sorted(rule.when)):
            key = (kind, target_key(action.sort, tag), rule.later.when if rule.later else None)
            if action in _GIVES:
                givers[key].append((action, rule))
            elif action in _TAKES:
                takers[key].append((action, tag, rule))
    for key, taking in takers.items():
        for action, tag, taker in taking:
            giver = next((
                rule for given, rule in givers[key][:MOST_COMPARED]
                if rule is not taker and _undoes(action, given) and meet_for_sure(rule, taker)
            ), None)  # fmt: skip
            if giver:
                what = _undoing(action.sort, show(tag), giver, key[0])
                yield file.problem(taker, what, APART.format("the two"))


APART = "Take one of {} out, or tell their events apart."


def _undoing(sort: Sort, target: str, giver: Rule, kind: Kind) -> str:
    whose = f"the rule '{show(giver.name)}' (line {giver.line})"
    if sort is Sort.LIST:
        return (
            f"it unsubscribes from '{target}', to which {whose} subscribes at the same '{kind}'; "
            "the contact stays on the list."
        )
    return f"it takes off '{target}', which {whose} puts on at the same '{kind}'; the tag stays."


def _undoes(taking: Action, giving: Action) -> bool:
    return taking is not Action.REVOKE or giving is Action.GRANT


def meet_for_sure(one: Rule, other: Rule) -> bool:
    """Whether some item meets both rules, and what one asks besides makes the other match."""
    if set(one.memberships) != set(other.memberships):
        return False
    items = product(one.items or ("",), other.items or ("",))
    if not any(not a or not b or covers(a, b) or covers(b, a) for a, b in items):
        return False
    if one.plans and other.plans and not set(one.plans) & set(other.plans):
        return False
    ones, others = Block(only=one.only), Block(only=other.only)
    return ones.covers(others) or others.covers(ones)
