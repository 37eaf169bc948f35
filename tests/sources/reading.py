"""How these tests make ThriveCart speak."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.model import Event
from bridge.model.errors import WebhookRejected
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json, delivery
from bridge.sources.thrivecart.source import ThriveCart, read_saved

SECRET = "MADEUPSECRET"
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SOURCE = ThriveCart(SECRET)
LINES = [
    {"item_identifier": "product_12", "amount": "29700", "type": "single"},
    {"item_identifier": "bump_3", "amount": "1900", "type": "single"},
    {"item_identifier": "bump_3", "amount": "500", "type": "recurring", "frequency_days": "30"},
]


def sent(what: str = "purchase", **told: Any) -> dict[str, Any]:
    """A genuine delivery, at noon."""
    return delivery(what, **{"secret": SECRET, "at": NOON, **told})


def read(fields: dict[str, Any]) -> Event:
    """The event that a delivery gives, which must be the same as a form and as JSON."""
    from_form = SOURCE.read({"Content-Type": FORM}, as_form(fields))
    from_json = SOURCE.read({"Content-Type": JSON}, as_json(fields))
    assert from_form == from_json
    assert from_json is not None
    return from_json


def read_event(what: str = "purchase", **told: Any) -> Event:
    return read(sent(what, **told))


def keys(event: Event) -> list[str]:
    return [item.key for item in event.items]


def rejection(body: bytes, content_type: str = "") -> tuple[int, str]:
    """The status and the whole message with which a body is refused."""
    with pytest.raises(WebhookRejected) as caught:
        SOURCE.read({"Content-Type": content_type} if content_type else {}, body)
    return caught.value.status, str(caught.value)


def order(**more: Any) -> dict[str, Any]:
    """A purchase of two items in three lines."""
    return {
        "event": "order.success",
        "order_id": "1001",
        "base_product": "12",
        "customer": {"id": "77", "email": "bea@example.com"},
        "purchase_map": ["product-12", "bump-3"],
        "order": {"id": "1001", "total": "32100", "charges": LINES},
        "order_timestamp": "1750000000",
        **more,
    }


def read_unsigned(fields: dict[str, Any]) -> Event:
    event = read_saved(as_json(fields))
    assert event is not None
    return event
