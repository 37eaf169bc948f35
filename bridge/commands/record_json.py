"""What the store holds, as JSON for scripts."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bridge.commands.wording import local
from bridge.model import Change, Event

if TYPE_CHECKING:  # JSON needs no database
    from bridge.store.delivery import Delivery
    from bridge.store.destinations import Destination
    from bridge.store.timers_listed import TimerRow


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


def change_json(change: Change) -> dict[str, Any]:
    """What a rule asks for, and when where it is put off."""
    return {
        "action": change.action,
        "tag": change.tag,
        "claim": change.claim,
        "rule": change.rule,
        "line": change.line,
        "sort": change.sort or change.action.sort,
        "value": change.value,
        "due_at": local(change.due_at) or None,
    }


def timer_json(row: "TimerRow") -> dict[str, Any]:
    return {
        "id": row.timer.id,
        "email": row.email,
        **change_json(row.timer.change),
        "delivery": row.delivery_id,
        "state": row.timer.state,
        "because": row.timer.because,
        "settled_at": local(row.timer.settled_at) or None,
    }
