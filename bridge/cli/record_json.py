"""What the store holds, as JSON for scripts."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bridge.cli.wording import local
from bridge.model import Effect, Event, Hand

if TYPE_CHECKING:  # JSON needs no database
    from bridge.store.delivery import Delivery
    from bridge.store.destinations import Destination


def destination_json(destination: "Destination") -> dict[str, Any]:
    return {
        "name": destination.name,
        "paused_since": local(destination.paused_since) or None,
        "paused_because": destination.paused_because,
        "next_check_at": local(destination.next_check_at) or None,
    }


def event_json(event: Event) -> dict[str, Any]:
    """What the event says, in our words."""
    return {
        "source": event.source,
        "kind": event.kind,
        "word": event.word,
        "mode": event.mode,
        "occurred_at": local(event.occurred_at) or None,
        "contact": asdict(event.contact),
        "items": [asdict(item) for item in event.items],
        "order_id": event.order_id,
        "invoice_id": event.invoice_id,
        **({"hand": _hand_json(event.hand)} if event.hand else {}),
    }


def _hand_json(hand: Hand) -> dict[str, Any]:
    return {
        "membership": hand.membership,
        "until": local(hand.until) or None,
        "why": hand.why,
        "about": hand.about,
    }


def delivery_json(delivery: "Delivery") -> dict[str, Any]:
    return {
        "id": delivery.id,
        "received_at": local(delivery.received_at),
        **event_json(delivery.event),
        "state": delivery.state,
        "reason": delivery.reason,
        "duplicates": delivery.duplicates,
        "rules_version": delivery.rules_version,
        "attempts": delivery.attempts,
        "next_try_at": local(delivery.next_try_at) or None,
        "settled_at": local(delivery.settled_at) or None,
    }


def effect_json(effect: Effect) -> dict[str, Any]:
    """What a rule asks for, and from when on where it is put off."""
    return {
        "action": effect.action,
        "tag": effect.name,
        "item": effect.item,
        "rule": effect.rule,
        "line": effect.line,
        "sort": effect.sort,
        "value": effect.value,
        "due_at": local(effect.due_at) or None,
    }
