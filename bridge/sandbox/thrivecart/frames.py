"""The bodies of ThriveCart's deliveries, event by event."""

from datetime import timedelta
from html import escape
from uuid import NAMESPACE_URL, uuid5

from bridge.sandbox.thrivecart import words
from bridge.sandbox.thrivecart.parts import (
    Fields,
    common,
    customer,
    dates,
    front_product,
    identity,
    iso,
    item_name,
    money,
    stamp,
    subscription_number,
    without_zone,
)
from bridge.sandbox.thrivecart.sale import Sale, type_and_number

_MONTH = timedelta(days=30)


def body_of(sale: Sale) -> Fields:
    """The nested values of one delivery."""
    if sale.word in words.PURCHASES:
        return common(sale) | _purchase(sale)
    if sale.word in words.SUBSCRIPTIONS:
        return common(sale) | _rebill(sale)
    if sale.word in words.REFUNDS:
        return common(sale) | _refund(sale)
    if sale.word in words.CARTS:
        return _cart(sale)
    if sale.word in words.CUSTOMERS:
        return identity(sale) | dates(sale.at) | {"customer": customer(sale)}
    return identity(sale) | dates(sale.at) | _affiliate(sale)


def _order(sale: Sale) -> Fields:
    return {
        "id": sale.order_id,
        "invoice_id": sale.invoice,
        "processor": "stripe",
        "payment_method": "card",
        **money("total", sale.amount * len(sale.items)),
        **money("total_gross", sale.amount * len(sale.items)),
        "tracking_id": "null",
        "tax": "null",
        "tax_type": "null",
    }


def _charge(sale: Sale, item: str) -> Fields:
    type_, number = type_and_number(item)
    return {
        "name": escape(item_name(item)),
        "label": "",
        "reference": number,
        "item_type": type_,
        "item_identifier": f"{type_}_{number}",
        **money("amount", sale.amount),
        **money("amount_gross", sale.amount),
        "type": "single",
        "quantity": "1",
        "payment_plan_id": (item == sale.items[0] and sale.plan) or f"9{number}",
        "payment_plan_name": "One-time payment",
    }


def _purchase(sale: Sale) -> Fields:
    charges = [_charge(sale, item) for item in sale.items]
    return {
        "order_date": without_zone(sale.at),
        "order_timestamp": stamp(sale.at),
        "customer_identifier": "null",
        "order": {**_order(sale), **dates(sale.at), "charges": charges, "future_charges": []},
        "transactions": dict.fromkeys(sale.items, "false"),
        "subscriptions": dict.fromkeys(sale.items, "false"),
        "subscription_ids": {item: subscription_number(sale, item) for item in sale.items},
        "purchases": [escape(item_name(item)) for item in sale.items],
        "purchase_map": list(sale.items),
        "purchase_map_flat": ", ".join(sale.items),
        "fulfillment": {"url": "https://example.com/thanks"},
    }


def _concerned(sale: Sale) -> Fields:
    type_, number = type_and_number(sale.items[0])
    return {
        "type": type_,
        "id": number,  # the item's, not the refund's or the subscription's
        f"{type_}_id": number,
        "name": escape(item_name(sale.items[0])),
        "label": "",
        "processor": "stripe",
        "currency": sale.currency,
        **money("amount", sale.amount),
        **money("amount_gross", sale.amount),
        **money("tax_paid", 0),
    }


def _later(sale: Sale) -> Fields:
    """What every event after the purchase says; its `order` is the original one."""
    front = f"product-{sale.front}"
    plan = sale.plan if sale.items[0] == front else ""
    return {
        "base_payment_plan": plan or f"9{sale.front}",
        "subscription_id": subscription_number(sale, sale.items[0]),
        **dates(sale.at),
        "order": {**_order(sale), **dates(sale.ordered_at or sale.at - _MONTH)},
    }


def _rebill(sale: Sale) -> Fields:
    invoice = f"{sale.invoice}-{sale.payment_number}"
    until = sale.paid_until or sale.at + _MONTH
    ends = "billing_period_end" if "cancelled" in sale.word else "next_payment_date"
    return {
        **_later(sale),
        "invoice_id": invoice,
        "recurring_payment_idx": str(sale.payment_number),
        "subscription": {
            **_concerned(sale),
            "invoice_id": invoice,
            "frequency": "month",
            "frequency_days": "30",
            "remaining_rebills": "null" if sale.payments_left is None else str(sale.payments_left),
            "recurring_payment_idx": str(sale.payment_number),
            ends: stamp(until),
            f"{ends}_iso8601": iso(until),
        },
    }


def _refund(sale: Sale) -> Fields:
    event_id = uuid5(NAMESPACE_URL, "/".join((sale.order_id, *sale.items, stamp(sale.at)))).int
    return {
        **_later(sale),
        "refund": _concerned(sale),
        "event_id": str(event_id % 10**9),
        "pro-rata": "false",
    }


def _cart(sale: Sale) -> Fields:
    """The real one has no order, no mode and no currency, and names the person twice."""
    person = customer(sale)
    persons = {"viewer": person, "customer": person}
    return identity(sale) | front_product(sale) | dates(sale.at) | persons


def _affiliate(sale: Sale) -> Fields:
    """Its real body is not published; the affiliate is not the buyer."""
    return {
        "order_id": sale.order_id,
        "currency": sale.currency,
        "affiliate": {"id": "77", "name": "Alf Affiliate", "email": "affiliate@example.com"},
        "commission": money("amount", sale.amount),
    }
