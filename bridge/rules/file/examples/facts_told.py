"""From the right facts of a step, `with coupon SUMMER`, to the fields of its event."""

from datetime import timedelta
from typing import Any

from bridge.model import Money, Subscription
from bridge.rules import PERIOD_END
from bridge.rules.file.examples.facts import (
    INVOICE_NUMBER,
    NEXT_PAYMENT,
    ORDER_NUMBER,
    ORDERED,
    PAIR,
    PAYMENTS_LEFT,
    PRODUCT_NAME,
    facts_in,
)
from bridge.rules.file.grammar import asked, times, words

# The facts that are fields of the event as they are written.
_FIELDS = {
    "mode": "mode",
    "coupon": "coupon",
    "affiliate": "affiliate",
    "refund": "refunded",
    ORDER_NUMBER: "order_id",
    INVOICE_NUMBER: "invoice_id",
}


def fields_of(text: str) -> dict[str, Any]:
    """The event's fields that right facts stand for; without those that need its time."""
    told = facts_in(text)
    simple = dict(told)
    fields: dict[str, Any] = {_FIELDS[name]: value for name, value in told if name in _FIELDS}
    if "consent" in simple:
        fields["consent"] = simple["consent"].lower() in words.YES
    if "amount" in simple or "currency" in simple:
        amount = asked.amount_in(simple["amount"])[0] if "amount" in simple else None
        fields["money"] = Money(amount, simple.get("currency", ""))
    if "payment" in simple or PAYMENTS_LEFT in simple:
        fields["subscription"] = _payment(simple.get("payment", ""), simple.get(PAYMENTS_LEFT))
    for name, field in (("passthrough", "passthrough"), ("field", "custom_fields")):
        if pairs := [PAIR.fullmatch(value) for key, value in told if key == name]:
            fields[field] = {pair[1]: pair[2] for pair in pairs if pair}
    return fields


def product_name_of(text: str) -> str:
    """The name of the step's one item; empty where right facts tell none."""
    return dict(facts_in(text)).get(PRODUCT_NAME, "")


def times_of(text: str) -> dict[str, timedelta]:
    """How far from the step other times are, by the fields of Given."""
    told = dict(facts_in(text))
    to_come = {"paid_for": PERIOD_END, "next_payment": NEXT_PAYMENT}
    found = {
        field: times.span_of(told[name].removeprefix("in "))
        for field, name in to_come.items()
        if name in told
    }
    if ORDERED in told:
        found["ordered"] = times.span_of(told[ORDERED].removesuffix(" ago"))
    return found


def _payment(word: str, left: str | None) -> Subscription:
    number = int(word.removeprefix("number ")) if word.startswith("number ") else None
    return Subscription(
        payment_number=number,
        payments_left=0 if word == "last" else int(left) if left else None,
    )
