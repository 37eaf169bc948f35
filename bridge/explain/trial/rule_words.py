"""How what rules do is worded, and when, for whoever owns the file."""

from datetime import datetime

from bridge.model import Action, Effect, Event
from bridge.model.text import event_noun, join_or, span, with_article
from bridge.rules import Later, Rule, ordered, period_end

# What stands before the target in quotes.
_VERBS = {
    Action.ADD: "adds",
    Action.REMOVE: "removes",
    Action.GRANT: "grants",
    Action.REVOKE: "revokes",
    Action.TRIGGER: "triggers",
    Action.SUBSCRIBE: "subscribes to the list",
    Action.RESUBSCRIBE: "subscribes, even after an opt-out, to the list",
    Action.UNSUBSCRIBE: "unsubscribes from the list",
    Action.SET: "sets",
    Action.START: "starts the automation",
}


def rule_words(rule: Rule) -> str:
    """`add VIP, remove Lead`, `in 7 days, unless rebill: add VIP`"""
    texts = dict(rule.sets)
    does = ", ".join(
        f"set {target} to {texts[target]}" if action is Action.SET else f"{action} {target}"
        for action, target in rule.wishes
    )
    return f"{_when(rule.later)}{_unless(rule.later)}: {does}" if rule.later else does


def effect_words(effect: Effect, later: Later | None, event: Event) -> str:
    """`adds 'GoldSUSP' in 7 days (28 Nov 2026), unless a rebill comes`"""
    words = f"{_VERBS.get(effect.action, str(effect.action))} '{effect.name}'"
    if effect.action is Action.SET:
        words += f" to '{effect.value}'"
    elif effect.action in (Action.GRANT, Action.REVOKE):
        words += f" for {effect.item}"
    return f"{words}{_put_off(effect, later, event)}"


def day(time: datetime) -> str:
    """`28 Nov 2026`, where this machine is."""
    return f"{time.astimezone():%-d %b %Y}"


def _put_off(effect: Effect, later: Later | None, event: Event) -> str:
    if effect.due_at is None or later is None:
        return ""
    on = "" if effect.due_at == event.occurred_at else f" ({day(effect.due_at)})"
    comes = f", unless {_coming(later)} comes" if later.kinds else ""
    if later.at_period_end and period_end(event) is None:
        when = f"in {span(later.after)}" if later.after else "at once"
        return f" {when}{on}, for want of an end of the paid period{comes}"
    return f" {_when(later)}{on}{comes}"


def _when(later: Later) -> str:
    if not later.at_period_end:
        return f"in {span(later.after)}"
    return f"{span(later.after)} after period end" if later.after else "at period end"


def _unless(later: Later) -> str:
    if later.never:
        return ", whatever comes"
    words = [*ordered(later.unless), *(f"any {kind}" for kind in ordered(later.unless_any))]
    return f", unless {join_or(words)}" if words else ""


def _coming(later: Later) -> str:
    own, any_item = later.unless, later.unless_any
    nouns = {kind: with_article(event_noun(kind)) for kind in own | any_item}
    return join_or([
        *(nouns[kind] for kind in ordered(own)),
        *(f"{nouns[kind]} of any item" for kind in ordered(any_item)),
    ])  # fmt: skip
