"""Timers without an end: what is put off, and nothing calls off or undoes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bridge.model import ABOUT_THE_BUYER, Action, Kind, target_key
from bridge.rules import Rule, ordered
from bridge.rules.file.report import show

_TAKING = frozenset({Action.REVOKE, Action.REMOVE})
_PUTTING = frozenset({Action.GRANT, Action.ADD, Action.TRIGGER})
_SUBSCRIBING = frozenset({Action.SUBSCRIBE, Action.RESUBSCRIBE})
# What undoes each action; nothing undoes an automation that was started.
_UNDONE_BY = {
    Action.ADD: frozenset({Action.REMOVE}),
    Action.TRIGGER: frozenset({Action.REMOVE}),
    Action.GRANT: _TAKING,
    Action.REVOKE: _PUTTING,
    Action.REMOVE: _PUTTING,
    Action.SUBSCRIBE: frozenset({Action.UNSUBSCRIBE}),
    Action.RESUBSCRIBE: frozenset({Action.UNSUBSCRIBE}),
    Action.UNSUBSCRIBE: _SUBSCRIBING,
    Action.SET: frozenset({Action.SET}),
    Action.START: frozenset[Action](),
}


# What undoes these events, where nothing else is said: the rest, a purchase.
_USUAL = {
    Kind.PURCHASE: Kind.REFUND,
    Kind.REBILL: Kind.REFUND,
    Kind.PAYMENT_FAILED: Kind.REBILL,
    Kind.PAUSED: Kind.RESUMED,
    Kind.RESUMED: Kind.CANCELLED,
    Kind.COMPLETED: Kind.REFUND,
    Kind.ACCESS_STARTS: Kind.ACCESS_ENDS,
    Kind.ACCESS_ENDS: Kind.ACCESS_STARTS,
}


def endless(rules: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """The rules that put something off for good, each with the sentence about it."""
    asked = _asked(rules)
    for rule in rules:
        if rule.later is None or rule.unless or rule.later.never:
            continue
        lasting = [
            f"'{action} {show(target)}'"
            for action, target in rule.wishes
            if not _undone(rule, action, asked[target_key(action.sort, target)])
        ]
        if lasting:
            yield (
                rule,
                f"nothing calls off or undoes {' and '.join(lasting)}, which it puts off. Write "
                f"what calls it off behind 'unless', such as 'unless: {_such_as(rule)}', or "
                "'unless: never' where nothing shall.",
            )


def _such_as(rule: Rule) -> Kind:
    """An event that may call it off, which is none of those that it waits for."""
    usual = next((_USUAL[kind] for kind in ordered(rule.when) if kind in _USUAL), Kind.PURCHASE)
    likely = (usual, Kind.REFUND, Kind.CANCELLED, *ordered(ABOUT_THE_BUYER))
    return next((kind for kind in likely if kind not in rule.when), Kind.PURCHASE)


def _asked(rules: Iterable[Rule]) -> dict[str, list[tuple[Action, Rule]]]:
    """Who wishes what of each target."""
    asked: dict[str, list[tuple[Action, Rule]]] = defaultdict(list)
    for rule in rules:
        for action, target in rule.wishes:
            asked[target_key(action.sort, target)].append((action, rule))
    return asked


def _undone(rule: Rule, action: Action, asked: Iterable[tuple[Action, Rule]]) -> bool:
    return any(other is not rule and each in _UNDONE_BY[action] for each, other in asked)
