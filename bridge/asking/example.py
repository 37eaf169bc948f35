"""A buyer's life as an example for rules.yaml, without anything personal: no address, no name."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from string import ascii_uppercase

from bridge.asking.buyer import Buyer
from bridge.model import Event, Kind
from bridge.rules.wording import money

_STEPS = frozenset(
    {
        Kind.PURCHASE, Kind.REBILL, Kind.PAYMENT_FAILED, Kind.PAYMENT_DECLINED, Kind.CANCELLED,
        Kind.REFUND, Kind.PAUSED, Kind.RESUMED, Kind.COMPLETED, Kind.ABANDONED_CART,
    }
)  # fmt: skip

_HANDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})
# Needs no quotes in a list of YAML.
_PLAIN = re.compile(r"(?!(?:yes|no|on|off|true|false|null|y|n)$)[^\W\d][\w &+.-]*", re.IGNORECASE)
_NEVER = datetime.max.replace(tzinfo=UTC)


def example_of(buyer: Buyer) -> str:
    """Steps in the words of examples, and the tags that come out by now."""
    events = sorted(_events(buyer), key=lambda event: event.occurred_at or _NEVER)
    tags = ", ".join(_quoted(t.tag) for t in buyer.tags if t.due and t.sort == "tag")
    steps = [f"      - {line}" for line in _lines(events)] or ["      []"]
    return "\n".join(["examples:", "  - given:", *steps, f"    tags: [{tags}]", ""])


def _quoted(tag: str) -> str:
    return tag if _PLAIN.fullmatch(tag) else json.dumps(tag, ensure_ascii=False)


def _events(buyer: Buyer) -> Iterator[Event]:
    for each in buyer.known.deliveries if buyer.known else ():
        event, day = each.event, buyer.as_of
        later = day is not None and event.occurred_at is not None and event.occurred_at > day
        if not later and (event.kind in _STEPS or event.kind in _HANDS):
            yield event


def _lines(events: list[Event]) -> Iterator[str]:
    orders: dict[str, str] = {}
    before: datetime | None = None
    for event in events:
        words = _words(event, orders)
        at = event.occurred_at
        far = at - before if at and before else timedelta(days=1)
        before = at or before
        yield words if far == timedelta(days=1) else f"{_span(far)} later: {words}"


def _words(event: Event, orders: dict[str, str]) -> str:
    if event.hand:
        return f"{event.kind} {event.hand.membership}".strip()
    items = " ".join(f"{i.key} plan {i.plan}" if i.plan else i.key for i in event.items)
    words = f"{event.kind} {items}".strip()
    if event.order_id:
        words += f" order {_letter(event.order_id, orders)}"
    if event.money.amount is not None and event.kind in (Kind.PURCHASE, Kind.REBILL, Kind.REFUND):
        words += f" with amount {money(event.money.amount)}"
    return words


def _letter(order: str, orders: dict[str, str]) -> str:
    number = len(orders)
    return orders.setdefault(order, ascii_uppercase[number % 26] * (number // 26 + 1))


def _span(far: timedelta) -> str:
    seconds = int(far.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds and seconds % size == 0:
            number = seconds // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 seconds"
