"""The delivery key: the same for one delivery told twice, in a form or in JSON."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from bridge.model import ABOUT_THE_BUYER, Event, Kind
from bridge.model.event import with_amount

_PLAIN = re.compile(r"[0-9A-Za-z._+-]+")
_LONGEST = 100


def delivery_key(event: Event, sent: Mapping[str, Any]) -> str:
    """At most 100 characters, `event` being complete but for its key.

    `webhook_id` stays the same over retries and `event_id` belongs to the transaction:
    https://developers.thrivecart.com/documentation/. The account webhook often has neither; then
    the facts that tell two events apart are the key, and without those all of the body.

    Of two refunds of one order and item in one second, without any id, the amount is such a fact.
    It stands behind the key as it was made before there was an amount in it, so that a refund which
    an older bridge kept is known again when it is told once more (see Deliveries.keep). Two equal
    amounts in one second are one refund: nothing tells them from one that was posted twice.
    """
    prefix = f"{event.source}:{event.mode}:"
    if sent["webhook_id"]:
        return prefix + _readable("webhook", sent["webhook_id"], room=_LONGEST - len(prefix))
    items = "+".join(sorted(item.key for item in event.items))
    if sent["event_id"]:
        # With the items, because an order may be told again when an upsell was added to it.
        told = (event.word, sent["event_id"], items)
        return prefix + _readable("event", *told, room=_LONGEST - len(prefix))
    facts = _facts(event, sent, items)
    key = prefix + _digest(facts or ["body", _canonical(event.body)])
    if facts and event.kind is Kind.REFUND and event.money.amount is not None:
        return with_amount(key, event.money.amount)
    return key


def _facts(event: Event, sent: Mapping[str, Any], items: str) -> list[str] | None:
    """What makes this event the only one of its sort; None when too little of it is told."""
    if event.occurred_at is None or event.kind not in ABOUT_THE_BUYER:
        return None
    second = str(int(event.occurred_at.timestamp()))
    if event.kind is Kind.ABANDONED_CART:
        who = event.contact.key
        return ["cart", event.word, who, sent["base_product"], second] if who else None
    order = sent["order_id"] or sent["order"]["id"]
    invoice = sent["invoice_id"] or event.invoice_id
    return ["order", event.word, order, invoice, items, second] if order else None


def _readable(*parts: str, room: int) -> str:
    """The parts as they stand where that is short and cannot be mistaken, else their digest."""
    joined = ":".join(part for part in parts if part)
    if len(joined) <= room and all(_PLAIN.fullmatch(part) for part in parts if part):
        return joined
    return _digest(list(parts))


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _canonical(value: object) -> object:
    """The value as a form would carry it: only text, lists numbered, nothing that is missing."""
    if isinstance(value, list):
        value = {str(place): inner for place, inner in enumerate(value)}
    if isinstance(value, Mapping):
        inner = {str(name): _canonical(part) for name, part in value.items()}
        return {name: part for name, part in inner.items() if part}
    if value is True:
        return "true"
    return value if isinstance(value, str) and value not in ("null", "false") else ""
