"""What a step of an example says besides event and items: `with coupon SUMMER and amount 49.00`."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bridge.model import Money, Subscription
from bridge.rules import PERIOD_END
from bridge.rules.file.grammar import bounds, times, values, words
from bridge.rules.file.grammar.suggest import nearest, unknown
from bridge.rules.file.report import show

_ORDER_NUMBER, _INVOICE_NUMBER = "order number", "invoice number"
PRODUCT_NAME, NEXT_PAYMENT, PAYMENTS_LEFT = "product name", "next payment", "payments left"
_PAIR = r"([^=]+)=(.*\S.*)"


def _check_amount(word: str) -> str:
    if word[:1].isdigit() and not bounds.AMOUNTS.check(word):
        return ""
    wrong = f"'{show(word)}' is no single amount. Write one, like 49.00."
    amount, currency = bounds.with_currency(word) or ("", "")
    if amount[:1].isdigit():
        return (
            f"{wrong} The currency is another fact: with amount {amount} and currency {currency}."
        )
    return wrong


def _check_payment(word: str) -> str:
    wrong = "in a step, a payment is 'last' or has a number: 'number 3'."
    return words.PAYMENTS.check(word) or (wrong if word == "first" else "")


def _check(name: str, word: str) -> str:
    """Of a fact that only has to look right."""
    pattern, what, like = _LOOKS[name]
    if re.fullmatch(pattern, word):
        return ""
    meant = times.meant_span(word.removesuffix(" ago"))
    span = meant if meant and not meant.startswith("0 ") else "20 days"
    if "{}" in like and re.search("month|year|monat|jahr", word):
        what += ", for an example has no calendar"
    wrong = f"'{show(word)}' is no {what}. Write it like: {like.format(span)}."
    number = re.fullmatch(r"(?:id |no\.? |# ?)?(\S+)", word) if name == "order" else None
    if not number:
        return wrong
    return f"{wrong} The order's number is written: with order number {show(number[1])}."


TIMES_TO_COME = (PERIOD_END, NEXT_PAYMENT)
_NUMBER = r"[^\s,]+"
# What each must look like, what else it is not, and how it is written.
_LOOKS = {
    PAYMENTS_LEFT: ("0|[1-9][0-9]{0,3}", "number of payments", "with payments left 3"),
    "passthrough": (_PAIR, "name with its value", "with passthrough source=newsletter"),
    "field": (_PAIR, "name with its value", "with field size=XL"),
    NEXT_PAYMENT: (f"in {times.SPAN}", "time to come", f"with {NEXT_PAYMENT} in {{}}"),
    PERIOD_END: (f"in {times.SPAN}", "time to come", f"with {PERIOD_END} in {{}}"),
    "order": (f"{times.SPAN} ago", "time gone by", "with order {} ago"),
    _ORDER_NUMBER: (_NUMBER, _ORDER_NUMBER, f"with {_ORDER_NUMBER} 1001 and coupon SUMMER"),
    _INVOICE_NUMBER: (_NUMBER, _INVOICE_NUMBER, f"with {_INVOICE_NUMBER} 1001 and coupon SUMMER"),
}
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "mode": words.MODE.check,
    "currency": words.CURRENCIES.check,
    "amount": _check_amount,
    "coupon": values.COUPONS.check,
    "affiliate": values.AFFILIATES.check,
    "consent": words.SWITCH.check,
    "payment": _check_payment,
    PAYMENTS_LEFT: partial(_check, PAYMENTS_LEFT),
    NEXT_PAYMENT: partial(_check, NEXT_PAYMENT),
    "refund": words.REFUND.check,
    **{name: partial(_check, name) for name in ("passthrough", "field", PERIOD_END, "order")},
    **{name: partial(_check, name) for name in (_ORDER_NUMBER, _INVOICE_NUMBER)},
    PRODUCT_NAME: partial(values.check_text, PRODUCT_NAME),
}
_ALSO = {
    "custom field": "field",
    "price": "amount",
    "order id": _ORDER_NUMBER,
    "invoice": _INVOICE_NUMBER,
    "name": PRODUCT_NAME,
    "next payment date": NEXT_PAYMENT,
    "end of paid period": PERIOD_END,
}
FACTS = sorted(_CHECKS, key=len, reverse=True)  # the longest first
# The facts that are fields of the event as they are written, or times beside the step's own.
_FIELDS = {
    "mode": "mode",
    "coupon": "coupon",
    "affiliate": "affiliate",
    "refund": "refunded",
    _ORDER_NUMBER: "order_id",
    _INVOICE_NUMBER: "invoice_id",
}
_TIMES = {PERIOD_END: "paid_for", NEXT_PAYMENT: "next_payment", "order": "ordered"}


def check_facts(text: str) -> str:
    """The sentence about wrong facts; "" for right ones."""
    for name, value in facts_in(text):
        if name not in _CHECKS:
            return unknown("fact", name, _CHECKS, _ALSO)
        if not value:
            return f"'{name}' has no value. Write it like: with coupon SUMMER and amount 49.00."
        if re.search(rf" with (?:{'|'.join(FACTS)})\b", value):
            return "what else is told is joined by 'and'. Write 'with' once."
        if wrong := _CHECKS[name](value):
            return wrong
    return ""


def facts_in(text: str) -> list[tuple[str, str]]:
    """`coupon SUMMER and amount 49.00` in pairs."""
    found: list[tuple[str, str]] = []
    for name, value in map(_fact, re.split(r" and |^and | and$", text)):
        if found and found[-1][0] == PRODUCT_NAME and not nearest(name, _CHECKS, _ALSO):
            known, begun = found.pop()  # Bread and Butter
            name, value = known, f"{begun} and {name} {value}".strip()
        found.append((name, value))
    return found


def fields_of(facts: list[tuple[str, str]]) -> dict[str, Any]:
    """The event's fields that right facts stand for; without those that need its time."""
    told = dict(facts)
    fields: dict[str, Any] = {_FIELDS[name]: told[name] for name in told if name in _FIELDS}
    if "consent" in told:
        fields["consent"] = told["consent"].lower() in words.YES
    if "amount" in told or "currency" in told:
        amount = bounds.amount_in(told["amount"]) if "amount" in told else None
        fields["money"] = Money(amount, told.get("currency", ""))
    payment, left = told.get("payment", ""), told.get(PAYMENTS_LEFT)
    if payment or left:
        number = int(payment.removeprefix("number ")) if payment.startswith("number ") else None
        unpaid = 0 if payment == "last" else int(left) if left else None
        fields["subscription"] = Subscription(payment_number=number, payments_left=unpaid)
    for name, field in (("passthrough", "passthrough"), ("field", "custom_fields")):
        if pairs := [re.fullmatch(_PAIR, value) for key, value in facts if key == name]:
            fields[field] = {pair[1]: pair[2] for pair in pairs if pair}
    return fields


def times_of(facts: list[tuple[str, str]]) -> dict[str, Any]:
    """How far from the step other times are, by the fields of Given."""
    told = ((name, value.removeprefix("in ").removesuffix(" ago")) for name, value in facts)
    return {_TIMES[name]: times.span_of(value) for name, value in told if name in _TIMES}


def _fact(part: str) -> tuple[str, str]:
    for name in FACTS:
        if f"{part} ".startswith(f"{name} "):
            return name, part.removeprefix(name).strip()
    name, _, value = part.partition(" ")
    return name, value.strip()
