"""The changes one matching rule asks for, and on whose behalf."""

from collections.abc import Iterator

from bridge.model import Action, Change, Event, Kind
from bridge.rules.rule import Rule


def changes(rule: Rule, event: Event) -> Iterator[Change]:
    """What a rule that matches the event asks for; raises ValueError if the event has no time."""
    # Two pricing options of one item are still one item: claims are made by its key.
    items = tuple(dict.fromkeys(item.key for item in rule.matched_items(event)))
    for action, tag in rule.wishes:
        for claim in _claims(action, items, event):
            yield Change(action, tag, event.stamp, claim, rule.name, rule.line)


def _claims(action: Action, items: tuple[str, ...], event: Event) -> tuple[str, ...]:
    """On whose behalf the change is wished; see Change.claim."""
    if action in (Action.ADD, Action.REMOVE):
        return ("",)
    if action is Action.TRIGGER:
        return tuple(f"{_occasion(event)} {item}" for item in items or ("-",))
    return items


def _occasion(event: Event) -> str:
    """The same words for the same fact told twice, other words for a new fact.

    An order is bought once. Everything else repeats under one order (each failed attempt at one
    invoice is an event of its own), so there the invoice and the second count too.
    """
    order = event.order_id or event.key
    if event.kind is Kind.PURCHASE:
        return f"{event.kind} {order}"
    return f"{event.kind} {order} {event.invoice_id or '-'} {event.stamp.second}"
