"""What a step of an example says besides event and items: `with coupon SUMMER and amount 49.00`."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bridge.model import Money, Subscription
from bridge.rules import PERIOD_END
from bridge.rulesfile import asked, times, words
from bridge.rulesfile.nearest import unknown
from bridge.rulesfile.report import show

# The word that ends a step's items and begins its facts.
WITH = "with"
_PAIR = re.compile(r"([^=]+)=(.*\S.*)")


def _check_amount(word: str) -> str:
    if word[:1].isdigit() and not asked.check_amount(word):
        return ""
    return f"'{show(word)}' is no single amount. Write one, like 49.00."


def _check_payment(word: str) -> str:
    wrong = "in a step, a payment is 'last' or has a number: 'number 3'."
    return asked.check_payment(word) or (wrong if word == "first" else "")


def _check_pair(word: str) -> str:
    if _PAIR.fullmatch(word):
        return ""
    return f"'{show(word)}' is no name with its value. Write it like source=newsletter."


def _check_end(word: str) -> str:
    if re.fullmatch(f"in {times.SPAN}", word):
        return ""
    return f"'{show(word)}' is no time to come. Write it like: with period end in 20 days."


def _check_ordered(word: str) -> str:
    if re.fullmatch(f"{times.SPAN} ago", word):
        return ""
    return f"'{show(word)}' is no time gone by. Write it like: with order 9 days ago."


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "mode": asked.check_mode,
    "currency": asked.check_currency,
    "amount": _check_amount,
    "coupon": asked.check_coupon,
    "affiliate": asked.check_affiliate,
    "consent": words.check_switch,
    "payment": _check_payment,
    "refund": asked.check_refund,
    "passthrough": _check_pair,
    "field": _check_pair,
    PERIOD_END: _check_end,
    "order": _check_ordered,
}
_IN_EVENTS = {word for kind in words.KINDS for word in kind.split()}
# What can only be a fact; `payment` and `refund` also begin events.
ONLY_FACTS = {name.split()[0] for name in _CHECKS} - _IN_EVENTS


def check_facts(text: str) -> str:
    """The sentence about wrong facts; "" for right ones."""
    for name, value in _facts(text):
        if name not in _CHECKS:
            return unknown("fact", name, _CHECKS, {"custom field": "field", "price": "amount"})
        if not value:
            return f"'{name}' has no value. Write it like: with coupon SUMMER and amount 49.00."
        if wrong := _CHECKS[name](value):
            return wrong
    return ""


def fields_of(text: str) -> dict[str, Any]:
    """The event's fields that right facts stand for."""
    told = _facts(text)
    simple = dict(told)
    fields: dict[str, Any] = {
        {"refund": "refunded"}.get(name, name): value
        for name, value in told
        if name in ("mode", "coupon", "affiliate", "refund")
    }
    if "consent" in simple:
        fields["consent"] = simple["consent"].lower() in words.YES
    if "amount" in simple or "currency" in simple:
        amount = asked.amount_in(simple["amount"])[0] if "amount" in simple else None
        fields["money"] = Money(amount, simple.get("currency", ""))
    if "payment" in simple:
        fields["subscription"] = _payment(simple["payment"])
    for name, field in (("passthrough", "passthrough"), ("field", "custom_fields")):
        if pairs := [_PAIR.fullmatch(value) for key, value in told if key == name]:
            fields[field] = {pair[1]: pair[2] for pair in pairs if pair}
    return fields


def paid_for_of(text: str) -> timedelta | None:
    """How long after the step its paid period ends, where right facts tell it."""
    ends = dict(_facts(text)).get(PERIOD_END)
    return times.span_of(ends.removeprefix("in ")) if ends else None


def ordered_of(text: str) -> timedelta | None:
    """How long before the step its order was, where right facts tell it."""
    ago = dict(_facts(text)).get("order")
    return times.span_of(ago.removesuffix(" ago")) if ago else None


def _payment(word: str) -> Subscription:
    if word == "last":
        return Subscription(payments_left=0)
    return Subscription(payment_number=int(word.removeprefix("number ")))


def _facts(text: str) -> list[tuple[str, str]]:
    """`coupon SUMMER and amount 49.00` in pairs."""
    return [_fact(part) for part in re.split(r" and |^and | and$", text)]


def _fact(part: str) -> tuple[str, str]:
    if part == PERIOD_END or part.startswith(f"{PERIOD_END} "):
        return PERIOD_END, part.removeprefix(PERIOD_END).strip()
    name, _, value = part.partition(" ")
    return name, value.strip()
