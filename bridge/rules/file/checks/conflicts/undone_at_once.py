from bridge.model import Action, Kind, Sort
from bridge.rules import Rule
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING, MOST_COMPARED, TAKING, meet_for_sure

_GIVES = {*GIVING, Action.SUBSCRIBE, Action.RESUBSCRIBE}
_TAKES = {*TAKING, Action.UNSUBSCRIBE}


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
    for (kind, *_), wishes in file.meetings.items():
        giving = [(action, rule) for action, _, rule in wishes if action in _GIVES][:MOST_COMPARED]
        for action, target, taker in wishes if giving else ():
            givers = (
                rule for given, rule in giving
                if rule is not taker and _undoes(action, given) and meet_for_sure(rule, taker)
            )  # fmt: skip
            if giver := next(givers, None):
                what = _undoing(action.sort, show(target), giver, kind)
                mend = "Take one of the two out, or tell their events apart."
                yield file.problem(taker, what, mend)


def _undoes(taking: Action, giving: Action) -> bool:
    return taking in _TAKES and (taking is not Action.REVOKE or giving is Action.GRANT)


def _undoing(sort: Sort, target: str, giver: Rule, kind: Kind) -> str:
    whose = f"the rule '{show(giver.name)}' (line {giver.line})"
    if sort is Sort.LIST:
        return (
            f"it unsubscribes from '{target}', to which {whose} subscribes at the same '{kind}'; "
            "the contact stays on the list."
        )
    return f"it takes off '{target}', which {whose} puts on at the same '{kind}'; the tag stays."
