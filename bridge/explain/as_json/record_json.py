"""Deliveries, buyers and destinations, as JSON says them."""

from collections.abc import Sequence
from typing import Any

from bridge.explain.as_json.json_values import picked
from bridge.explain.buyer import Buyer
from bridge.explain.whole_delivery import WholeDelivery
from bridge.model import Event
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState


def destination_json(destination: DestinationState) -> dict[str, Any]:
    told = picked(destination, "name", "paused_since", "paused_because", "next_check_at")
    silent = ("silent_since", "silent_because") if destination.silent else ()
    return told | picked(destination, *silent)


def event_json(event: Event) -> dict[str, Any]:
    """What the event says, in our words."""
    told = picked(event, "source", "kind", "word", "mode", "occurred_at", "contact", "items",
                  "order_id", "invoice_id")  # fmt: skip
    return told | (picked(event, "hand") if event.hand else {})


def happened_json(delivery: Delivery) -> dict[str, Any]:
    """Without what became of it, which may have been later."""
    return {**picked(delivery, "id", "received_at"), **event_json(delivery.event)}


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    became = ("state", "reason", "duplicates", "rules_version", "attempts", "next_try_at",
              "settled_at")  # fmt: skip
    several = ("shares",) if delivery.shares else ()
    return happened_json(delivery) | picked(delivery, *became, *several)


def buyer_json(buyer: Buyer, sentences: Sequence[str]) -> dict[str, Any]:
    told = happened_json if buyer.as_of else delivery_json
    return {
        **picked(buyer, "email", "addresses", "name", "as_of"),
        "sentences": sentences,
        "destinations": [*map(destination_json, buyer.destinations)],
        "undone": [*map(delivery_json, buyer.undone)],
        "contact_tags": buyer.tags,
        **({"whereabouts": buyer.whereabouts} if buyer.whereabouts else {}),
        "upcoming": [each.as_json() for each in buyer.upcoming],
        "deliveries": [*map(told, buyer.last)],
    }


def whole_delivery_json(found: WholeDelivery) -> dict[str, Any]:
    return {
        **delivery_json(found.delivery),
        "results": found.delivery.results,
        "calls": [
            {"at": at, **picked(call, "method", "path", "status", "milliseconds", "note")}
            | ({"destination": whose} if len(found.accounts) > 1 else {})
            for (at, call), whose in zip(found.calls, found.called_at, strict=True)
        ],
        "contact_tags": found.tags,
        "unnamed": found.near.unnamed,
        "near_misses": found.near.misses,
        "upcoming": [each.as_json() for each in found.upcoming],
    }
