"""Timers that take access away, and that a failed payment calls off: the opposite was meant."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule, ordered
from bridge.rules.file.grammar.kinds import MEANING
from bridge.rules.file.report import show

_FAILING = frozenset({Kind.PAYMENT_FAILED, Kind.PAYMENT_DECLINED})
# Tags that these put on close a door; taking one off after a time opens it.
_CLOSING = _FAILING | {Kind.CANCELLED, Kind.PAUSED, Kind.REFUND}
_PUTTING = (Action.ADD, Action.GRANT, Action.TRIGGER)


def contrary(rules: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """The rules that take a tag away unless a payment FAILS, each with the sentence about it."""
    putting = _putting(rules)
    for rule in rules:
        taken = [
            tag for tag in (*rule.revoke, *rule.remove) if not putting[tag_key(tag)] & _CLOSING
        ]
        for kind in ordered(rule.unless & _FAILING) if taken else ():
            yield (
                rule,
                f"'unless: {kind}' calls it off when a payment FAILS, so that '{show(taken[0])}' "
                f"stays with those who do not pay. Did you mean '{Kind.REBILL}' "
                f"({MEANING[Kind.REBILL]})?",
            )


def _putting(rules: Sequence[Rule]) -> dict[str, frozenset[Kind]]:
    """The events that put each tag on."""
    kinds: dict[str, frozenset[Kind]] = defaultdict(frozenset)
    for rule in rules:
        for action, tag in rule.wishes:
            if action in _PUTTING:
                kinds[tag_key(tag)] |= rule.when
    return kinds
