"""An Event as JSON and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.model import Contact, Event, Hand, Item, Kind, Money, Subscription


def event_to_json(event: Event) -> dict[str, Any]:
    """All of the event but its body, which has a column of its own."""
    # By hand: dataclasses' asdict copies deeply, and this runs in every request.
    subscription = event.subscription
    return {name: value for name, value in vars(event).items() if name != "body"} | {
        "occurred_at": _from_time(event.occurred_at),
        "ordered_at": _from_time(event.ordered_at),
        "contact": vars(event.contact),
        "items": [vars(item) for item in event.items],
        "money": vars(event.money),
        "subscription": vars(subscription)
        | {
            "next_payment_at": _from_time(subscription.next_payment_at),
            "paid_until": _from_time(subscription.paid_until),
        },
        "hand": _hand_to_json(event.hand),
        "custom_fields": dict(event.custom_fields),
        "passthrough": dict(event.passthrough),
    }


def told_columns(event: Event) -> dict[str, Any]:
    """What a delivery's row has of its event, save the body."""
    return {
        "key": event.key,
        "source": event.source,
        "kind": event.kind,
        "word": event.word,
        "mode": event.mode,
        "email": event.contact.key,
        "order_id": event.order_id,
        "occurred_at": event.occurred_at,
        "event": event_to_json(event),
    }


def event_from_json(told: Mapping[str, Any]) -> Event:
    """The inverse of event_to_json; fields it does not know are left out."""
    known = {name: told[name] for name in Event.__dataclass_fields__ if name in told}
    subscription = dict(known["subscription"])
    for name in ("next_payment_at", "paid_until"):
        subscription[name] = _to_time(subscription[name])
    return Event(
        **known
        | {
            "kind": Kind(known["kind"]),
            "occurred_at": _to_time(known["occurred_at"]),
            "ordered_at": _to_time(known.get("ordered_at")),
            "contact": Contact(**known["contact"]),
            "items": tuple(Item(**item) for item in known["items"]),
            "money": Money(**known["money"]),
            "subscription": Subscription(**subscription),
            "hand": _hand_from_json(known.get("hand")),
        }
    )


def _hand_to_json(hand: Hand | None) -> dict[str, Any] | None:
    return None if hand is None else vars(hand) | {"until": _from_time(hand.until)}


def _hand_from_json(told: Mapping[str, Any] | None) -> Hand | None:
    return Hand(**dict(told) | {"until": _to_time(told["until"])}) if told else None


def _from_time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _to_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
