"""How commands word what rules do, and when, for whoever owns the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from bridge.model import Action, Effect, Event, Kind
from bridge.rules import Later, Rule, ordered, period_end, span
from bridge.rules.wording import or_

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
_FOR_ITEMS = {Action.GRANT, Action.REVOKE}
_COMES = {
    Kind.PURCHASE: "purchase",
    Kind.REBILL: "rebill",
    Kind.PAYMENT_FAILED: "failed payment",
    Kind.PAYMENT_DECLINED: "declined payment",
    Kind.CANCELLED: "cancellation",
    Kind.REFUND: "refund",
    Kind.PAUSED: "pause",
    Kind.RESUMED: "end of a pause",
    Kind.COMPLETED: "last payment",
    Kind.ABANDONED_CART: "abandoned cart",
}


Row = TypeVar("Row", bound=tuple[object, ...])


def in_short(rule: Rule) -> str:
    """`add VIP, remove Lead`, `in 7 days, unless rebill: add VIP`"""
    texts = dict(rule.sets)
    does = ", ".join(
        f"set {target} to {texts[target]}" if action is Action.SET else f"{action} {target}"
        for action, target in rule.wishes
    )
    return f"{_when(rule.later)}{_unless(rule.later)}: {does}" if rule.later else does


def told(effect: Effect, later: Later | None, event: Event) -> str:
    """`adds 'GoldSUSP' in 7 days (28 Nov 2026), unless a rebill comes`"""
    return f"{wished(effect)}{_put_off(effect, later, event)}"


def wished(effect: Effect) -> str:
    """`adds 'Gold'`, `sets 'Last order' to '1001'`, without when."""
    words = f"{_VERBS.get(effect.action, str(effect.action))} '{effect.name}'"
    if effect.action is Action.SET:
        return f"{words} to '{effect.value}'"
    return f"{words} for {effect.item}" if effect.action in _FOR_ITEMS else words


def day(time: datetime) -> str:
    """`28 Nov 2026`, where this machine is."""
    here = time.astimezone()
    return f"{here.day} {here:%b %Y}"


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
    return f", unless {or_(words)}" if words else ""


def _coming(later: Later) -> str:
    own = [_with_article(_COMES[kind]) for kind in ordered(later.unless)]
    of_any = [f"{_with_article(_COMES[kind])} of any item" for kind in ordered(later.unless_any)]
    return or_([*own, *of_any])


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def each_once(rows: Iterable[Row]) -> list[Row]:
    """Two items of one order may have the same done for them."""
    return list(dict.fromkeys(rows))
