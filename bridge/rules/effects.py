"""The effects that one matching rule has on an event, on whose behalf, and from when on."""

from collections.abc import Iterator
from datetime import timedelta

from bridge.model import TURNS, Action, Effect, Event, Kind, Moment, TurnRule, target_key
from bridge.rules.rule import Rule

_EACH_ITEM = (Action.GRANT, Action.REVOKE)
_EACH_TIME = (Action.TRIGGER, Action.START)
_NO_ITEM = "-"  # where an event names none


def effects_of(rule: Rule, event: Event) -> Iterator[Effect]:
    """What a rule that matches the event asks for; raises ValueError if the event has no time."""
    if event.occurred_at is None:
        raise ValueError("the event has no time yet: call received() first")
    if rule.calls_off(event):
        return
    # Two pricing options of one item are still one item.
    items = tuple(dict.fromkeys(item.key for item in rule.matched_items(event)))
    picked = rule.conditions_on(event).picked(event) is not None
    due_at = rule.later.due_at(event) if rule.later else None
    values = {field: value for field, (value, _) in rule.values(event).items()}
    for action, name in rule.wishes:
        value = values[name] if action is Action.SET else ""
        if action is Action.SET and not value:
            continue
        for item in _behind(action, rule, items, picked=picked):
            named = picked or action in _EACH_ITEM
            yield Effect(
                action, name, rule.name, rule.line, item if named else "", value,
                _token(action, name, rule, event, item), due_at, rule.unless_same, rule.unless_any,
                of_any_item=not picked, to=rule.to,
            )  # fmt: skip


def turn_of(rule: Rule) -> TurnRule:
    """A rule for access that starts or ends."""
    texts = dict(rule.sets)
    wishes = tuple((action, name, texts.get(name, "")) for action, name in rule.wishes)
    after = rule.later.after if rule.later else timedelta()
    return TurnRule(
        rule.name, rule.line, rule.when & TURNS, frozenset(rule.memberships), wishes, after,
        rule.unless_same, rule.unless_any, to=rule.to,
    )  # fmt: skip


def _behind(action: Action, rule: Rule, items: tuple[str, ...], *, picked: bool) -> tuple[str, ...]:
    """For which items it is asked by itself: each where it is given for one, where it is done once
    for each, or where a later event about one calls it off."""
    if action in _EACH_ITEM:
        return items
    each = action in _EACH_TIME or (picked and rule.later is not None)
    return (items or (_NO_ITEM,)) if each else items[:1] or (_NO_ITEM,)


def _token(action: Action, name: str, rule: Rule, event: Event, item: str) -> str:
    if action not in _EACH_TIME:
        return ""
    late = " ".join(f"{key} {value}" for key, value in rule.later.timing) if rule.later else ""
    words = (event.mode, _occasion(event), item, target_key(action.sort, name), late)
    return " ".join(filter(None, words))


def _occasion(event: Event) -> str:
    """The same words for the same fact told twice, other words for a new fact.

    An order is bought once. Everything else repeats under one order (each failed attempt at one
    invoice is an event of its own), so there the invoice and the second count too.
    """
    order = event.order_id or event.key
    if event.kind is Kind.PURCHASE:
        return f"{event.kind} {order}"
    return f"{event.kind} {order} {event.invoice_id or '-'} {Moment.of(event).told}"
