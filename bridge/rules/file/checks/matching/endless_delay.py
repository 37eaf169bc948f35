from collections.abc import Collection, Mapping

from bridge.model import ABOUT_THE_BUYER, Action, Kind, target_key
from bridge.rules import Rule, ordered
from bridge.rules.file.checks.checked_file import Problems, RulesFile, refuses_if_on, show
from bridge.rules.file.checks.meeting import GIVING, TAKING

# What undoes each action; nothing undoes an automation that was started.
_UNDONE_BY: Mapping[Action, Collection[Action]] = {
    **dict.fromkeys((Action.ADD, Action.TRIGGER), (Action.REMOVE,)),
    **dict.fromkeys(TAKING, GIVING),
    **dict.fromkeys((Action.SUBSCRIBE, Action.RESUBSCRIBE), (Action.UNSUBSCRIBE,)),
    Action.GRANT: TAKING,
    Action.UNSUBSCRIBE: (Action.SUBSCRIBE, Action.RESUBSCRIBE),
    Action.SET: (Action.SET,),
    Action.START: (),
}
# What undoes these events, where nothing else is said: the rest, a purchase.
_USUAL = {
    **dict.fromkeys((Kind.PURCHASE, Kind.REBILL, Kind.COMPLETED), Kind.REFUND),
    Kind.PAYMENT_FAILED: Kind.REBILL,
    Kind.PAUSED: Kind.RESUMED,
    Kind.RESUMED: Kind.CANCELLED,
    Kind.ACCESS_STARTS: Kind.ACCESS_ENDS,
    Kind.ACCESS_ENDS: Kind.ACCESS_STARTS,
}


@refuses_if_on
def endless_delay(file: RulesFile) -> Problems:
    """A rule does something days later, whatever happens meanwhile: who has paid long since still
    gets the reminder. Say behind `unless` what calls it off, or `unless: never`.

      rules:
        - name: Reminder
          when: payment failed
          after: 3 days
    +     unless: rebill
          start automation: Please pay
    """
    for rule in file.rules:
        if rule.later is None or rule.unless or rule.later.never:
            continue
        lasting = [
            f"'{action} {show(target)}'"
            for action, target in rule.wishes
            if not any(
                other is not rule and each in _UNDONE_BY[action]
                for each, other in file.wishes.get(target_key(action.sort, target), ())
            )
        ]
        if lasting:
            yield file.late_problem(
                rule,
                f"nothing calls off or undoes {' and '.join(lasting)}, which it puts off.",
                f"Write what calls it off behind 'unless', such as 'unless: {_such_as(rule)}', or "
                "'unless: never' where nothing shall.",
            )


def _such_as(rule: Rule) -> Kind:
    """An event that may call it off, which is none of those that it waits for."""
    usual = next((_USUAL[kind] for kind in ordered(rule.when) if kind in _USUAL), Kind.PURCHASE)
    likely = (usual, Kind.REFUND, Kind.CANCELLED, *ordered(ABOUT_THE_BUYER))
    return next((kind for kind in likely if kind not in rule.when), Kind.PURCHASE)
