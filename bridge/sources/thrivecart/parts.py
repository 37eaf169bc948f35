"""When a ThriveCart event happened, what it cost or gave back, and what it says of the
subscription."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.model import Item, Kind, Money, Subscription
from bridge.sources.readers import text
from bridge.sources.thrivecart.items import frame_of, frequency_of, item_charged

LONGEST = 255


def occurred_at(sent: Mapping[str, Any], kind: Kind) -> datetime | None:
    times = [sent["date_unix"]]
    if kind in (Kind.PURCHASE, Kind.PAYMENT_DECLINED):  # later events carry the old order's times
        times += [sent["order_timestamp"], sent["order"]["date_unix"]]
        times += [sent["order"]["date_iso8601"], sent["order_date"]]
    times += [sent["date_iso8601"], sent["date"]]
    return next((moment for moment in times if moment), None)


def ordered_at(sent: Mapping[str, Any]) -> datetime | None:
    """When the order was placed; that of a later event is the original one (real payloads)."""
    moment: datetime | None = sent["order"]["date_unix"] or sent["order"]["date_iso8601"]
    return moment


def mode_of(sent: Mapping[str, Any]) -> str:
    by_number = {"1": "test", "2": "live"}.get(sent["mode_int"], "live")
    mode = str(sent["mode"]).lower()
    return mode if mode in ("test", "live") else by_number


def order_of(sent: Mapping[str, Any]) -> str:
    """The order's number; "0" is none, as it is for customers."""
    told = (each for each in (sent["order_id"], sent["order"]["id"]) if each != "0")
    return next(filter(None, told), "")[:LONGEST]


def invoice_of(sent: Mapping[str, Any], kind: Kind) -> str:
    own: str = sent["invoice_id"] or frame_of(sent, kind)["invoice_id"]
    return (own or sent["order"]["invoice_id"])[:LONGEST]


def money_of(sent: Mapping[str, Any], kind: Kind) -> Money:
    """An order's total, or what the one refund or payment was about."""
    frame = frame_of(sent, kind)
    amount = frame["amount"]
    if amount is None and kind in (Kind.PURCHASE, Kind.PAYMENT_DECLINED):
        amount = sent["order"]["total"]
    return Money(amount, str(sent["currency"] or frame["currency"]).upper()[:10])


def subscription_of(sent: Mapping[str, Any], kind: Kind, items: tuple[Item, ...]) -> Subscription:
    frame = sent["subscription"]
    numbers = sent["subscription_ids"]
    by_item = (numbers.get(item.key) or numbers.get(f"{item.type}_{item.id}") for item in items)
    number = sent["recurring_payment_idx"]
    return Subscription(
        id=(sent["subscription_id"] or next(filter(None, by_item), ""))[:LONGEST],
        payment_number=frame["recurring_payment_idx"] if number is None else number,
        payments_left=frame["remaining_rebills"],
        next_payment_at=frame["next_payment_date"]
        or frame["next_payment_date_iso8601"]
        or _first_due(sent, kind),
        paid_until=frame["billing_period_end"] or frame["billing_period_end_iso8601"],
        frequency_days=frequency_of(sent, kind),
    )


def _first_due(sent: Mapping[str, Any], kind: Kind) -> datetime | None:
    """An order lists the payments to come. Later events repeat the old order, without them."""
    listed = sent["order"]["future_charges"] if kind is Kind.PURCHASE else []
    return min((charge["due"] for charge in listed if charge["due"]), default=None)


def refunded_of(sent: Mapping[str, Any], items: tuple[Item, ...]) -> str:
    """`full` or `partial`; empty where it cannot be told. ThriveCart sends no such word, so amounts
    are compared, by the fields seen in a real refund of 2025, whose `order` is the original one.

    Each refund is looked at by itself: two halves of a price are two partial refunds.
    """
    returned, price = sent["refund"]["amount"], _price(sent, items)
    if not returned or not price or returned > price or _of_a_later_payment(sent):
        return ""
    if returned == price:
        return "full"
    # Without the order's lines, less than its total may still be all of one item among several.
    return "partial" if sent["order"]["charges"] else ""


def _price(sent: Mapping[str, Any], items: tuple[Item, ...]) -> int | None:
    """In hundredths: what the order asked for the item, or for all of it where no line is sent."""
    order = sent["order"]
    if not order["charges"]:
        total: int | None = order["total"]
        return total
    wanted = {item.key for item in items}
    named = [(item_charged(charge), charge["amount"]) for charge in order["charges"]]
    amounts = [amount for item, amount in named if item and item.key in wanted]
    return None if None in amounts else sum(amounts)


def _of_a_later_payment(sent: Mapping[str, Any]) -> bool:
    """A rebill's refund: its invoice is not the order's, whose price need not be the rebill's."""
    own, first = sent["refund"]["invoice_id"] or sent["invoice_id"], sent["order"]["invoice_id"]
    return bool(own and first and own != first)


def label(*places: object) -> str:
    """A coupon's code or an affiliate's id; where and in which shape is not published."""
    return next(filter(None, map(_label_in, places)), "")


def _label_in(place: object) -> str:
    if isinstance(place, Mapping):
        names = ("code", "id", "affiliate_id", "user_id", "username", "name")
        place = next((place[name] for name in names if text(place.get(name))), "")
    return text(place)[:LONGEST]
