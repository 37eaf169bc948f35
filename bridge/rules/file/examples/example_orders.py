"""The orders of an example's life: which one a step is about, and what money it moves.

What a step does not tell itself is made up, so that the fold has what a cart would tell it: a
purchase is a new order unless a letter names one, other steps are about the item's newest order,
and an item costs 100.00 each time. Rules do not see what is made up: to them, a step tells no more
than it says.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bridge.model import PAYMENTS, Event, Item, Kind, Money
from bridge.rules import Given, Order

_PRICE = 100_00
_WHATEVER = ""  # the latest order of all, among those by item


class ExampleOrders:
    """With `one_an_item` all purchases of an item are one order, as in the version before."""

    def __init__(self, *, one_an_item: bool = False) -> None:
        self._one_an_item = one_an_item
        self._lettered: dict[str, Order] = {}
        self._newest: dict[str, Order] = {}  # by item
        self._paid: dict[tuple[str, str], int] = {}  # what was paid last, by order and item
        self._halves: dict[tuple[str, str], int] = {}  # what a first half of that gave back

    def of(self, step: Given) -> Order | None:
        """The one that the step is about, among those bought before: that of its letter; without a
        letter the latest of one of its items, or of whatever where it names none."""
        if step.order:
            return self._lettered.get(step.order)
        if step.kind is Kind.PURCHASE or step.ordered is not None:
            return None
        return self._latest(step.items)

    def buy(self, step: Given, at: datetime, number: int) -> None:
        """Note what a purchase bought; `number` tells the step from all others. A second purchase
        of a letter is the same order, which stays as it was."""
        named = step.more.get("order_id", step.order)
        known = self._latest(step.items) if step.items and self._one_an_item else None
        made_up = known.number if known else f"step {number}"
        order = self.of(step) or Order(at, named or made_up, bool(named))
        if step.order:
            self._lettered[step.order] = order
        keys = [item.key for item in step.items]
        self._newest |= dict.fromkeys([*keys, _WHATEVER], order)

    def complete(self, event: Event, step: Given) -> Event:
        """The event with an order and money."""
        bought = step.items or step.kind is Kind.PURCHASE
        known = self._latest(step.items) if bought else None
        order = event.order_id or (known.number if known else "")
        if event.kind in PAYMENTS:
            return self._pay(event, order)
        if event.kind is Kind.REFUND and step.half:
            halves = sum(self._half((order, item.key)) for item in event.items)
            return replace(event, order_id=order, money=Money(halves, event.money.currency))
        return replace(event, order_id=order)

    def _latest(self, items: tuple[Item, ...]) -> Order | None:
        keys = [item.key for item in items] or [_WHATEVER]
        orders = [self._newest[key] for key in keys if key in self._newest]
        return max(orders, key=lambda order: order.at, default=None)

    def _half(self, line: tuple[str, str]) -> int:
        """Of an odd amount the second half is a cent more, so that both are the whole."""
        paid = self._paid.get(line, _PRICE)
        if line in self._halves:
            return paid - self._halves.pop(line)
        return self._halves.setdefault(line, paid // 2)

    def _pay(self, event: Event, order: str) -> Event:
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
