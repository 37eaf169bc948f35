"""What a step of an example says behind `with`, and for how long a grant lasts.

Told is what every step of its sort tells, and beside that no more than what some rule asks for:
an example should be easy to read. What a form or a link told is personal, so it never is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bridge.model import Event, Kind, Money
from bridge.rules import Rules, counted
from bridge.rules.wording import money

_PRICED = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.REFUND})
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MOST = 9999  # of hours or days that can be written


def facts_of(event: Event, rules: Rules) -> Iterator[str]:
    """`amount 49.00`, `period end in 20 days`"""
    if event.mode == "test":
        yield "mode test"
    if event.money.amount is not None and event.kind in _PRICED:
        yield f"amount {money(event.money.amount)}"
    if event.kind is not Kind.PURCHASE:
        yield from _to_come("period end", event, event.subscription.paid_until)
        yield from _to_come("next payment", event, event.subscription.next_payment_at)
    for words, without in _asked(event):
        if rules.effects(without) != rules.effects(event):
            yield words


def lasting(far: timedelta) -> str:
    """In whole hours or days, rounded up; one hour at least."""
    hours = max(1, -(-far // _HOUR))
    if hours % 24 == 0 or hours > _MOST:
        return counted(min(-(-far // _DAY), _MOST), "day")
    return counted(hours, "hour")


def _to_come(name: str, event: Event, at: datetime | None) -> Iterator[str]:
    if at and event.occurred_at and at > event.occurred_at:
        yield f"{name} in {lasting(at - event.occurred_at.replace(microsecond=0))}"


def _asked(event: Event) -> Iterator[tuple[str, Event]]:
    """Facts that a rule may ask for, each with the event that does not tell it."""
    paid = event.subscription
    if event.coupon and "," not in event.coupon and " and " not in event.coupon:
        yield f"coupon {event.coupon}", replace(event, coupon="")
    if event.money.currency:
        without = replace(event, money=Money(event.money.amount))
        yield f"currency {event.money.currency}", without
    if event.consent is not None:
        yield f"consent {'yes' if event.consent else 'no'}", replace(event, consent=None)
    if paid.payment_number:
        without = replace(event, subscription=replace(paid, payment_number=None))
        yield f"payment number {paid.payment_number}", without
    if paid.payments_left is not None:
        without = replace(event, subscription=replace(paid, payments_left=None))
        yield f"payments left {paid.payments_left}", without
    if event.refunded:
        yield f"refund {event.refunded}", replace(event, refunded="")
