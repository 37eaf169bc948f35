"""The changes one matching rule asks for, on whose behalf, and until when they are put off."""

from collections.abc import Iterator
from dataclasses import replace

from bridge.model import Action, Change, Event, Kind
from bridge.rules.rule import Rule

_EACH_ITEM = (Action.GRANT, Action.REVOKE)
_EACH_TIME = (Action.TRIGGER, Action.START)
NO_ITEM = "-"  # where an event names none
_CALL_OFF = "call off"


def changes(rule: Rule, event: Event) -> Iterator[Change]:
    """What a rule that matches the event asks for; raises ValueError if the event has no time."""
    # Two pricing options of one item are still one item: claims are made by its key.
    items = tuple(dict.fromkeys(item.key for item in rule.matched_items(event)))
    asked = _calls_off(rule, event, items) if rule.calls_off(event) else _asks(rule, event, items)
    if rule.asked_of(event).picked(event) is not None:
        return asked
    return (replace(change, of_any_item=True) for change in asked)


def _asks(rule: Rule, event: Event, items: tuple[str, ...]) -> Iterator[Change]:
    due_at = rule.later.due_at(event) if rule.later else None
    values = {field: value for field, (value, _) in rule.values(event).items()}
    for action, target in rule.wishes:
        value = values[target] if action is Action.SET else ""
        if action is Action.SET and not value:
            continue
        for claim, timer in _whose(action, rule, event, items):
            yield Change(
                action, target, event.stamp, claim, rule.name, rule.line, value, due_at, timer
            )


def _calls_off(rule: Rule, event: Event, items: tuple[str, ...]) -> Iterator[Change]:
    """One for each target and timer. Where the rule may have begun with an event that named no
    item, what calls off is about that one, too."""
    began = items if items and (rule.items or rule.plans) else (*items, NO_ITEM)
    for target, sort in dict.fromkeys((target, action.sort) for action, target in rule.wishes):
        for timer in dict.fromkeys(_timer(rule, item) for item in began):
            yield Change(
                Action.CALL_OFF, target, event.stamp, _CALL_OFF, rule.name, rule.line,
                timer=timer, sort=sort,
            )  # fmt: skip


def _whose(
    action: Action, rule: Rule, event: Event, items: tuple[str, ...]
) -> dict[tuple[str, str], None]:
    """On whose behalf the change is wished, and what puts it off; see Change.claim and .timer."""
    behind = items if action in _EACH_ITEM else items or (NO_ITEM,)
    return dict.fromkeys((_claim(action, event, item), _timer(rule, item)) for item in behind)


def _claim(action: Action, event: Event, item: str) -> str:
    if action in _EACH_TIME:
        return f"{_occasion(event)} {item}"
    return item if action in _EACH_ITEM else ""


def _timer(rule: Rule, item: str) -> str:
    """An event of whatever item cannot tell which one began, so it calls off all at once."""
    if rule.later is None:
        return ""
    return f"{rule.name} {'*' if rule.later.unless_any else item}"


def _occasion(event: Event) -> str:
    """The same words for the same fact told twice, other words for a new fact.

    An order is bought once. Everything else repeats under one order (each failed attempt at one
    invoice is an event of its own), so there the invoice and the second count too.
    """
    order = event.order_id or event.key
    if event.kind is Kind.PURCHASE:
        return f"{event.kind} {order}"
    return f"{event.kind} {order} {event.invoice_id or '-'} {event.stamp.second}"
