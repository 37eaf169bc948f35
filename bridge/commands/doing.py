"""How commands word what rules do, and when, for whoever owns the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from bridge.model import Action, Change, Event, Kind, Sort
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
    Action.CALL_OFF: "calls off, or takes back,",
}
_SORTS = {Sort.TAG: "", Sort.LIST: "the list ", Sort.FIELD: "the field ",
          Sort.AUTOMATION: "the automation "}  # fmt: skip
_FOR_ITEMS = {Action.GRANT, Action.REVOKE, Action.TRIGGER}
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


def told(change: Change, later: Later | None, event: Event) -> str:
    """`adds 'GoldSUSP' in 7 days (28 Nov 2026), unless a rebill comes`"""
    return f"{wished(change)}{_put_off(change, later, event)}"


def wished(change: Change) -> str:
    """`adds 'Gold'`, `sets 'Last order' to '1001'`, without when."""
    sort = _SORTS[change.sort or change.action.sort] if change.action is Action.CALL_OFF else ""
    words = f"{_VERBS.get(change.action, str(change.action))} {sort}'{change.tag}'"
    if change.action is Action.SET:
        return f"{words} to '{change.value}'"
    return f"{words} for {change.claim}" if change.action in _FOR_ITEMS else words


def day(time: datetime) -> str:
    """`28 Nov 2026`, where this machine is."""
    here = time.astimezone()
    return f"{here.day} {here:%b %Y}"


def _put_off(change: Change, later: Later | None, event: Event) -> str:
    if change.due_at is None or later is None:
        return ""
    on = "" if change.due_at == event.occurred_at else f" ({day(change.due_at)})"
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
