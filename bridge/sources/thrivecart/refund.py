"""Whether a refund gave back all or a part: ThriveCart sends no such word, so amounts are compared.

The fields are those seen in a real refund of 2025, whose `order` is the original one.
"""

from collections.abc import Mapping
from typing import Any

from bridge.model import Item
from bridge.sources.thrivecart.items import item_charged


def refunded_of(sent: Mapping[str, Any], items: tuple[Item, ...]) -> str:
    """`full` or `partial`; empty where it cannot be told.

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
