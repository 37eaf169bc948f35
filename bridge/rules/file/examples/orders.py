"""The orders of an example's life: which one a step is about, and what money it moves.

What a step does not tell itself is made up, so that the fold has what a cart would tell it: a
purchase is a new order unless a letter names one, other steps are about the item's newest order,
and an item costs 100.00 each time. Rules do not see what is made up: to them, a step tells no more
than it says.
"""

from collections.abc import Iterator
from dataclasses import replace

from bridge.model import PAYMENTS, Event, Item, Kind, Money
from bridge.rules import Given

_PRICE = 100_00


class Orders:
    """`newest` is the order of each item, `paid` what was paid last for an item of an order, and
    `halves` what a first half of that gave back."""

    def __init__(self, *, one_an_item: bool = False) -> None:
        """`one_an_item`: all purchases of an item are one order, as in the version before."""
        self._one_an_item = one_an_item
        self._newest: dict[str, str] = {}
        self._paid: dict[tuple[str, str], int] = {}
        self._halves: dict[tuple[str, str], int] = {}

    def completed(self, event: Event, step: Given, number: int) -> Event:
        """The event with an order and money; `number` tells the step from all others."""
        order = self._order(event, number)
        if event.kind is Kind.PURCHASE:
            self._newest |= dict.fromkeys((item.key for item in event.items), order)
        if event.kind in PAYMENTS:
            return self._paying(event, order)
        if event.kind is Kind.REFUND and step.half:
            halves = sum(self._half((order, item.key)) for item in event.items)
            return replace(event, order_id=order, money=Money(halves, event.money.currency))
        return replace(event, order_id=order)

    def _half(self, line: tuple[str, str]) -> int:
        """Of an odd amount the second half is a cent more, so that both are the whole."""
        paid = self._paid.get(line, _PRICE)
        first = self._halves.pop(line, None)
        if first is not None:
            return paid - first
        self._halves[line] = paid // 2
        return paid // 2

    def _order(self, event: Event, number: int) -> str:
        if event.order_id:
            return event.order_id
        known = next((self._newest[i.key] for i in event.items if i.key in self._newest), "")
        if event.kind is Kind.PURCHASE and not (known and self._one_an_item):
            return f"step {number}"
        return known

    def _paying(self, event: Event, order: str) -> Event:
        items = tuple(_priced(event))
        lines = {(order, item.key): item.amount or 0 for item in items}
        self._paid |= lines
        for line in lines:
            self._halves.pop(line, None)
        money = event.money
        if money.amount is None:
            money = replace(money, amount=sum(item.amount or 0 for item in items))
        return replace(event, order_id=order, items=items, money=money)


def _priced(event: Event) -> Iterator[Item]:
    """Its items with their shares of the amount; the last one has what does not divide."""
    told, share = event.money.amount, len(event.items)
    for number, item in enumerate(event.items, 1):
        rest = 0 if told is None or number < share else told % share
        yield replace(item, amount=rest + (_PRICE if told is None else told // share))
