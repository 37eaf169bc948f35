"""The orders of an example's life: which one a step is about, and what money it moves.

What a step does not tell itself is made up, so that the fold has what a cart would tell it: a
purchase is a new order unless a letter names one, other steps are about the item's newest order,
and an item costs 100.00 each time. Rules do not see what is made up: to them, a step tells no more
than it says.
"""

from dataclasses import replace

from bridge.model import PAYMENTS, Event, Item, Kind, Money
from bridge.rules import Given

_PRICE = 100_00


class Orders:
    """`newest` is the order of each item, `paid` what was paid last for an item of an order."""

    def __init__(self, *, one_an_item: bool = False) -> None:
        """`one_an_item`: all purchases of an item are one order, as in the version before."""
        self._one_an_item = one_an_item
        self._newest: dict[str, str] = {}
        self._paid: dict[tuple[str, str], int] = {}

    def completed(self, event: Event, step: Given, number: int) -> Event:
        """The event with an order and money; `number` tells the step from all others."""
        order = self._order(event, step, number)
        if event.kind is Kind.PURCHASE:
            self._newest |= dict.fromkeys((item.key for item in event.items), order)
        if event.kind in PAYMENTS:
            return self._paying(event, order)
        if event.kind is Kind.REFUND and step.half:
            halves = [self._paid.get((order, item.key), _PRICE) // 2 for item in event.items]
            return replace(event, order_id=order, money=Money(sum(halves), event.money.currency))
        return replace(event, order_id=order)

    def _order(self, event: Event, step: Given, number: int) -> str:
        if step.order:
            return f"order {step.order}"
        if event.order_id:
            return event.order_id
        known = next((self._newest[i.key] for i in event.items if i.key in self._newest), "")
        if event.kind is Kind.PURCHASE and not (known and self._one_an_item):
            return f"step {number}"
        return known

    def _paying(self, event: Event, order: str) -> Event:
        items = tuple(self._priced(item, event) for item in event.items)
        self._paid |= {(order, item.key): item.amount or 0 for item in items}
        money = event.money
        if money.amount is None:
            money = replace(money, amount=sum(item.amount or 0 for item in items))
        return replace(event, order_id=order, items=items, money=money)

    def _priced(self, item: Item, event: Event) -> Item:
        told, share = event.money.amount, len(event.items)
        return replace(item, amount=_PRICE if told is None else told // share)
