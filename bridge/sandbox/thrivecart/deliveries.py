"""True-to-life ThriveCart deliveries, to try a set-up without a purchase.

The frames are those of real payloads of 2018 to 2025: every scalar is text, what is absent is
"null" or "false", money is in hundredths, names in lists carry HTML entities. The bodies of the
Event Subscription API are not published; here they have the account webhook's frames.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from bridge.sandbox.thrivecart.frames import body_of
from bridge.sandbox.thrivecart.sale import Sale
from bridge.sandbox.thrivecart.words import word_for

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def delivery(
    what: str,
    *,
    items: Sequence[str] = ("product-12",),
    email: str = "buyer@example.com",
    name: str = "Bea Buyer",
    order_id: str = "1001",
    customer_id: str = "501",
    at: datetime | None = None,
    secret: str = "",
    plan: str | None = None,
    mode: str = "live",
    amount: int = 4900,
    currency: str = "USD",
    base_product: str | None = None,
    payment_number: int = 2,
    payments_left: int | None = None,
    paid_until: datetime | None = None,
    ordered_at: datetime | None = None,
    more: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """One delivery as nested values; all that is not given is the same each time.

    `what` is our word (`payment failed`) or ThriveCart's (`order.rebill_failed`). `items` are keys
    as in rules.yaml; all but purchases speak of a single one. `base_product` is the key of the
    funnel's front product, if it is another. `amount` is in hundredths, for each item. `plan` is
    the first item's pricing option; after the purchase only the front product's is told. `at` is
    now if not given, and `ordered_at`, which later events tell, a month before. `payments_left`
    None is endless. `more` is laid over the body: a value of None takes that field away.
    Raises ValueError, with the known words, for a word or item that ThriveCart does not have.
    """
    sale = Sale(
        word=word_for(what),
        items=tuple(items),
        email=email,
        name=name,
        order_id=order_id,
        customer_id=customer_id,
        at=at or datetime.now(UTC),
        secret=secret,
        plan=plan or "",
        mode=mode,
        amount=amount,
        currency=currency,
        base_product=base_product or "",
        payment_number=payment_number,
        payments_left=payments_left,
        paid_until=paid_until,
        ordered_at=ordered_at,
    )
    body = {**body_of(sale), **(more or {})}
    return {field: value for field, value in body.items() if value is not None}


def as_form(fields: Mapping[str, object]) -> bytes:
    """The delivery as ThriveCart posts it by default (content type FORM): PHP's bracket keys.

    Empty lists vanish, as they do in PHP.
    """
    return urlencode(
        [pair for name, value in fields.items() for pair in _flat(name, value)]
    ).encode()


def as_json(fields: Mapping[str, object]) -> bytes:
    """The delivery as with `receive results as JSON` ticked (content type JSON)."""
    return json.dumps(fields).encode()


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, deeper in value.items():
            yield from _flat(f"{name}[{inner}]", deeper)
    elif isinstance(value, list | tuple):
        for place, deeper in enumerate(value):
            yield from _flat(f"{name}[{place}]", deeper)
    else:
        yield name, str(value)
