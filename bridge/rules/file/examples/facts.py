"""What a step of an example says besides event and items: `with coupon SUMMER and amount 49.00`."""

import re
from collections.abc import Callable, Mapping

from bridge.rules import PERIOD_END
from bridge.rules.file.grammar import asked, times, words
from bridge.rules.file.grammar.nearest import nearest, unknown
from bridge.rules.file.report import show

# The word that ends a step's items and begins its facts.
WITH = "with"
ORDERED, ORDER_NUMBER, INVOICE_NUMBER = "order", "order number", "invoice number"
PRODUCT_NAME, NEXT_PAYMENT, PAYMENTS_LEFT = "product name", "next payment", "payments left"
PAIR = re.compile(r"([^=]+)=(.*\S.*)")


def _check_amount(word: str) -> str:
    if word[:1].isdigit() and not asked.check_amount(word):
        return ""
    wrong = f"'{show(word)}' is no single amount. Write one, like 49.00."
    amount, currency = asked.with_currency(word) or ("", "")
    if amount[:1].isdigit():
        return (
            f"{wrong} The currency is another fact: with amount {amount} and currency {currency}."
        )
    return wrong


def _check_payment(word: str) -> str:
    wrong = "in a step, a payment is 'last' or has a number: 'number 3'."
    return asked.check_payment(word) or (wrong if word == "first" else "")


def _check_left(word: str) -> str:
    if re.fullmatch("0|[1-9][0-9]{0,3}", word):
        return ""
    return f"'{show(word)}' is no number of payments. Write it like: with payments left 3."


def _check_pair(word: str) -> str:
    if PAIR.fullmatch(word):
        return ""
    return f"'{show(word)}' is no name with its value. Write it like source=newsletter."


def _check_to_come(name: str) -> Callable[[str], str]:
    def check(word: str) -> str:
        if re.fullmatch(f"in {times.SPAN}", word):
            return ""
        return f"'{show(word)}' is no time to come. Write it like: with {name} in 20 days."

    return check


def _check_ordered(word: str) -> str:
    if re.fullmatch(f"{times.SPAN} ago", word):
        return ""
    wrong = f"'{show(word)}' is no time gone by. Write it like: with order 9 days ago."
    number = re.fullmatch(r"(?:id |no\.? |# ?)?(\S+)", word)
    if not number:
        return wrong
    return f"{wrong} The order's number is written: with order number {show(number[1])}."


def _check_number(name: str) -> Callable[[str], str]:
    def check(word: str) -> str:
        if re.fullmatch(r"[^\s,]+", word):
            return ""
        return f"'{show(word)}' is no {name}. Write it like: with {name} 1001 and coupon SUMMER."

    return check


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "mode": asked.check_mode,
    "currency": asked.check_currency,
    "amount": _check_amount,
    "coupon": asked.check_coupon,
    "affiliate": asked.check_affiliate,
    "consent": words.check_switch,
    "payment": _check_payment,
    PAYMENTS_LEFT: _check_left,
    NEXT_PAYMENT: _check_to_come(NEXT_PAYMENT),
    "refund": asked.check_refund,
    "passthrough": _check_pair,
    "field": _check_pair,
    PERIOD_END: _check_to_come(PERIOD_END),
    ORDERED: _check_ordered,
    ORDER_NUMBER: _check_number(ORDER_NUMBER),
    INVOICE_NUMBER: _check_number(INVOICE_NUMBER),
    PRODUCT_NAME: lambda word: words.check_text("product name", word),
}
_ALSO = {
    "custom field": "field",
    "price": "amount",
    "order id": ORDER_NUMBER,
    "invoice": INVOICE_NUMBER,
    "name": PRODUCT_NAME,
    "next payment date": NEXT_PAYMENT,
    "end of paid period": PERIOD_END,
}
_LONGEST_FIRST = sorted(_CHECKS, key=len, reverse=True)
_IN_STEPS = {*words.ITEM_SORTS, *(word for kind in words.KINDS for word in kind.split())}
# What can only be a fact; `payment` and `refund` also begin events, and `product` an item.
_ONLY_FACTS = {name.split()[0] for name in _CHECKS} - _IN_STEPS


def check_facts(text: str) -> str:
    """The sentence about wrong facts; "" for right ones."""
    for name, value in facts_in(text):
        if name not in _CHECKS:
            return unknown("fact", name, _CHECKS, _ALSO)
        if not value:
            return f"'{name}' has no value. Write it like: with coupon SUMMER and amount 49.00."
        if wrong := _CHECKS[name](value):
            return wrong
    return ""


def begins_fact(text: str) -> bool:
    """Whether only a fact can begin so, and no item."""
    return text.split()[0] in _ONLY_FACTS or text.startswith(f"{PRODUCT_NAME} ")


def facts_in(text: str) -> list[tuple[str, str]]:
    """`coupon SUMMER and amount 49.00` in pairs."""
    found: list[tuple[str, str]] = []
    for name, value in map(_fact, re.split(r" and |^and | and$", text)):
        if found and found[-1][0] == PRODUCT_NAME and not nearest(name, _CHECKS, _ALSO):
            known, begun = found.pop()  # Bread and Butter
            name, value = known, f"{begun} and {name} {value}".strip()
        found.append((name, value))
    return found


def _fact(part: str) -> tuple[str, str]:
    for name in _LONGEST_FIRST:
        if f"{part} ".startswith(f"{name} "):
            return name, part.removeprefix(name).strip()
    name, _, value = part.partition(" ")
    return name, value.strip()
