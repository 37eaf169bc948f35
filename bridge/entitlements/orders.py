"""Which entitlement an event is about: one for each item of each order of a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bridge.entitlements.inputs import TimedFact
from bridge.entitlements.lines import Line
from bridge.model import OF_NO_SALE, PAYMENTS, Event, Item, Kind, Sale

_OF_A_SUBSCRIPTION = frozenset(
    {Kind.REBILL, Kind.PAYMENT_FAILED, Kind.CANCELLED, Kind.PAUSED, Kind.RESUMED, Kind.COMPLETED}
)
ABOUT_ENTITLEMENTS = _OF_A_SUBSCRIPTION | {Kind.PURCHASE, Kind.REFUND}


def line_key(event: Event, item: Item) -> str:
    """`live:1001:product-12`: the entitlement that an event speaks of by itself.

    A purchase without an order number is an order of its own. Another event without one speaks of
    no order; which entitlement it is about, the life so far tells (see `lines_of`).
    """
    return f"{event.mode}:{_order(event)}:{item.key}"


@dataclass
class Orders:
    """A person's entitlements, built event by event; `unclear` are delivery keys of refunds of
    which it cannot be told what they gave back."""

    lines: dict[str, Line] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    lines_at: dict[str, list[Line]] = field(default_factory=dict)  # by the event's delivery key
    totals: dict[str, int] = field(default_factory=dict)  # of each order, as its purchases tell
    told: list[TimedFact] = field(default_factory=list)
    singles: frozenset[str] = frozenset()  # keys of entitlements all of whose lines are paid once

    def take(self, told: TimedFact) -> None:
        self.told.append(told)
        event = told.event
        if event.kind not in ABOUT_ENTITLEMENTS or event.kind in OF_NO_SALE:
            return
        if event.kind is Kind.PURCHASE:
            self._buy(told)
        elif event.kind is Kind.REFUND:
            self._refund(told)
        else:
            for line, item in self._concerned(told):
                self._continue(line, told, item)

    def _buy(self, told: TimedFact) -> None:
        """An order's second purchase of one item is the same purchase: it only tells more of it."""
        order = _order(told.event)
        self.totals[order] = self.totals.get(order, 0) + (told.event.money.amount or 0)
        for item in _once(told.event.items):
            line = self._line(told.event, item)
            self._mark(told, line)
            if line.bought:
                line.note(told, item, again=True)
                continue
            line.bought = True
            line.pay(told, item, _share(told.event, item))

    def _continue(self, line: Line, told: TimedFact, item: Item) -> None:
        self._mark(told, line)
        if told.event.kind in PAYMENTS:
            line.pay(told, item, _share(told.event, item))
        else:
            line.note(told, item)

    def _refund(self, told: TimedFact) -> None:
        lines = self._refunded(told)
        if not lines:
            self.unclear.append(told.event.key)
        for line, amount in zip(lines, self._shares(told, lines), strict=True):
            self._mark(told, line)
            line.give_back(told, amount)

    def _shares(self, told: TimedFact, lines: Sequence[Line]) -> list[int | None]:
        """What each of these gets of a refund: of the whole order what its purchase asked for it,
        of several items in proportion to what was paid for each."""
        money = told.event.money
        asked = [line.steps[0].amount if line.steps else None for line in lines]
        whole = not told.event.items_told and money.amount == self.totals.get(_order(told.event))
        if whole and len(lines) > 1 and None not in asked:
            return list(asked)
        return _shared(money.amount, [line.purse.paid(money.currency) for line in lines])

    def _refunded(self, told: TimedFact) -> list[Line]:
        """Named items; else all of the order's, if that is the amount; else its base product, where
        that is known to be in it."""
        event = told.event
        if event.items_told:
            return [line for line, _ in self._concerned(told)]
        of_order = [line for line in self.lines.values() if line.order == _order(event) != ""]
        if self._is_whole(event, of_order):
            return of_order
        known = {line.key for line in of_order}
        is_known = any(line.bought for line in of_order)
        items = _once(event.items)
        named = [item for item in items if not is_known or line_key(event, item) in known]
        return [self._of_item(told, item) for item in named]

    def _is_whole(self, refund: Event, of_order: Sequence[Line]) -> bool:
        """Whether it gives back all that the order's purchases asked, or all that was paid."""
        money = refund.money
        paid = sum(line.purse.paid(money.currency) or 0 for line in of_order)
        wholes = (paid, self.totals.get(_order(refund)))
        return bool(of_order) and bool(money.amount) and money.amount in wholes

    def _concerned(self, told: TimedFact) -> Iterator[tuple[Line, Item]]:
        event = told.event
        for item in _once(event.items):
            single = bool(event.order_id) and line_key(event, item) in self.singles
            if event.items_told or not single:
                yield self._of_item(told, item), item

    def _of_item(self, told: TimedFact, item: Item) -> Line:
        """Of an event without an order: the newest entitlement to the item that has not ended."""
        if told.event.order_id:
            return self._line(told.event, item)
        of_item = [
            line
            for line in self.lines.values()
            if line.sale.item.key == item.key and line.sale.mode == told.event.mode and line.steps
        ]
        began = [line for line in of_item if line.began <= told.moment]
        standing = [line for line in began if not line.purse.empty]
        found = max(standing or began, key=lambda line: (line.began, line.key), default=None)
        return found or self._line(told.event, item)

    def _line(self, event: Event, item: Item) -> Line:
        key = line_key(event, item)
        if key not in self.lines:
            self.lines[key] = Line(key, _order(event), Sale(item, event.mode, event.money.currency))
        return self.lines[key]

    def _mark(self, told: TimedFact, line: Line) -> None:
        self.lines_at.setdefault(told.event.key, []).append(line)


def orders_of(told: Sequence[TimedFact]) -> Orders:
    """The entitlements of one person, of whom `told` are all events in order."""
    orders = Orders(singles=_paid_once(each.event for each in told))
    for each in told:
        orders.take(each)
    return orders


def _paid_once(events: Iterable[Event]) -> frozenset[str]:
    """Whenever its lines are told: an event that names no item may come before them."""
    lines = [
        (line_key(event, item), item.single)
        for event in events
        for item in event.items
        if event.order_id and item.single is not None
    ]
    return frozenset(key for key, _ in lines) - {key for key, single in lines if not single}


def _order(event: Event) -> str:
    if event.order_id or event.kind is not Kind.PURCHASE:
        return event.order_id
    return f"delivery {event.key}"


def _once(items: Sequence[Item]) -> list[Item]:
    """Two pricing options of one item are still one item."""
    once: dict[str, Item] = {}
    for item in items:
        once.setdefault(item.key, item)
    return list(once.values())


def _share(event: Event, item: Item) -> int | None:
    if item.amount is not None:
        return item.amount
    return event.money.amount if len(_once(event.items)) == 1 else None


def _shared(amount: int | None, paid: Sequence[int | None]) -> list[int | None]:
    """A refund of several items, in proportion to what was paid for each, as far as is known."""
    if len(paid) == 1:
        return [amount]
    total = sum(each or 0 for each in paid)
    if amount is None or not total:
        return [None] * len(paid)
    return [-(-amount * each // total) if each else None for each in paid]
