"""Rules that undo each other: by the same event, at the same time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product

from bridge.model import Action, Kind, Sort, target_key
from bridge.rules import Block, Rule, covers
from bridge.rules.file.checks.overlapping_rules import MOST_COMPARED, Finding
from bridge.rules.file.report import show

_GIVES = {Action.ADD, Action.GRANT, Action.TRIGGER, Action.SUBSCRIBE, Action.RESUBSCRIBE}
_TAKES = {Action.REMOVE, Action.REVOKE, Action.UNSUBSCRIBE}
# Event, target, and when it is done: None at once, else as in Later.when.
_Meeting = tuple[Kind, str, tuple[timedelta, bool] | None]


def opposed(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Rules that take a tag off, or off a list, what another one puts on, by the same event and at
    the same time; what one does at once and the other later is meant."""
    givers: dict[_Meeting, list[tuple[Action, Rule]]] = defaultdict(list)
    takers: dict[_Meeting, list[tuple[Action, str, Rule]]] = defaultdict(list)
    for rule in rules:
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
                if rule is not taker and _undoes(action, given) and _meet(rule, taker)
            ), None)  # fmt: skip
            if giver:
                yield taker, _undoing(action.sort, tag, giver, key[0])


def _undoing(sort: Sort, target: str, giver: Rule, kind: Kind) -> str:
    whose = f"the rule '{show(giver.name)}' (line {giver.line})"
    if sort is Sort.LIST:
        what = (
            f"it unsubscribes from '{show(target)}', to which {whose} subscribes at the same "
            f"'{kind}'; the contact stays on the list."
        )
    else:
        what = (
            f"it takes off '{show(target)}', which {whose} puts on at the same '{kind}'; the tag "
            "stays."
        )
    return f"{what} Take one of the two out, or tell their events apart."


def contending(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Rules that set a field to something else than another one does, by the same event."""
    setting: dict[_Meeting, list[tuple[str, str, Rule]]] = defaultdict(list)
    for rule in rules:
        for (field, text), kind in product(rule.sets, sorted(rule.when)):
            key = (kind, target_key(Sort.FIELD, field), rule.later.when if rule.later else None)
            setting[key].append((field, text, rule))
    for (kind, *_), all_setting in setting.items():
        for place, (field, text, rule) in enumerate(all_setting[:MOST_COMPARED]):
            other = next((
                first for _, same, first in all_setting[:place]
                if same != text and first is not rule and _meet(first, rule)
            ), None)  # fmt: skip
            if other:
                yield (
                    rule,
                    f"it sets '{show(field)}', which the rule '{show(other.name)}' (line "
                    f"{other.line}) sets to something else at the same '{kind}', so one of the two "
                    "is in vain. Take one out, or tell their events apart.",
                )


def _undoes(taking: Action, giving: Action) -> bool:
    return taking is not Action.REVOKE or giving is Action.GRANT


def _meet(one: Rule, other: Rule) -> bool:
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
