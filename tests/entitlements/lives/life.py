"""A life that chance made, and how it is shown."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zlib import crc32

from bridge.entitlements.inputs import Fact
from bridge.model import (
    Blocking,
    Delay,
    Effect,
    Hand,
    Membership,
    Money,
    Subscription,
)
from tests.entitlements.shop import BEGINNING, FakeBook


@dataclass(frozen=True, repr=False)
class Life:
    """What happened, by which publications it is judged, and the moments at which it is asked."""

    facts: tuple[Fact, ...]
    books: tuple[FakeBook, ...]
    asked: tuple[datetime, ...] = field(default=())

    def book_of(self, key: str) -> FakeBook:
        return self.books[crc32(key.encode()) % len(self.books)]

    def by(self, at: datetime) -> tuple[Fact, ...]:
        """What had happened by then."""
        return tuple(fact for fact in self.facts if (fact.event.occurred_at or at) <= at)

    def __repr__(self) -> str:
        """Short enough to read what hypothesis found."""
        lines = [in_short(fact) for fact in self.facts]
        for number, publication in enumerate(self.books):
            lines += [f"book {number} {'with turns' * bool(publication.turns)}"]
            lines += [f"  {changed(each)} {sorted(items)}" for each, items in publication.sold]
        return "\n".join(["", *lines, ""])

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As hypothesis asks for it."""
        printer.text(repr(self))


def in_short(fact: Fact) -> str:
    event = fact.event
    assert event.occurred_at is not None
    items = [item.key + (" single" * bool(item.single)) for item in event.items]
    money = f"{event.money.amount} {event.money.currency}" if event.money != Money() else ""
    words = [
        event.key,
        f"{event.kind!s:14}",
        f"+{event.occurred_at - BEGINNING}",
        f"order {event.order_id}" if event.order_id else "no order",
        event.mode if event.mode != "live" else "",
        event.contact.key,
        event.contact.customer_id,
        " ".join(items) + ("" if event.items_told else " (untold)"),
        money,
        changed(event.subscription) if event.subscription != Subscription() else "",
        changed(event.hand) if event.hand else "",
        *(changed(effect) for effect in fact.effects),
    ]
    return " ".join(word for word in words if word)


def changed(value: Any) -> str:
    """Its fields that are not as usual."""
    usual: dict[str, Any] = {}
    if isinstance(value, Membership):
        usual = vars(Membership(value.name))
    elif isinstance(value, Subscription | Hand):
        usual = vars(type(value)())
    elif isinstance(value, Effect):
        usual = {**vars(Effect(value.action, value.name)), "action": "", "name": ""}
    parts = [f"{key}={shown(each)}" for key, each in vars(value).items() if usual.get(key) != each]
    return f"{type(value).__name__}({', '.join(parts)})"


def shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"+{value - BEGINNING}"
    if isinstance(value, Delay):
        return f"{value.after}{' after period end' * value.at_period_end}"
    if isinstance(value, Blocking):
        return f"{value.tag!r} {shown(value.delay)}"
    return str(value)
