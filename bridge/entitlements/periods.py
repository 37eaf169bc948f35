"""Until when one entitlement is paid, as its own payments and cancellations tell; and how long a
membership lasts that ends by itself."""

import calendar
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.entitlements.lines import Step
from bridge.model import Event, Kind, Membership

# Beyond it the calendar ends soon after; a cart's far date must not stop the worker.
_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass
class _Payment:
    """`end` is the second at which the period that it paid ends, None where it tells none; `left`
    is what of it was not given back, None where its amount is not known. `shared`: it is of several
    subscriptions, so that what it tells of a period is of none of them for sure."""

    second: int
    left: int | None
    currency: str
    invoice: str
    end: int | None
    shared: bool = False


@dataclass
class Periods:
    """A period counts while its payment was not given back; one whose payment failed was never
    paid. `end` is the latest of those that were told; else one frequency after the last payment."""

    _payments: list[_Payment] = field(default_factory=list)
    _newest: _Payment | None = None  # also where it was given back
    _told_at_close: int | None = None
    _given_back: bool = False  # the newest payment
    _overdue: bool = False
    _days: int | None = None

    def learn(self, event: Event) -> None:
        """Any of its events may tell how often is paid, the last one counts; and a payment that
        failed is a fact whether or not it blocks."""
        self._days = event.subscription.frequency_days or self._days
        self._overdue = self._overdue or event.kind is Kind.PAYMENT_FAILED

    def pay(self, step: Step) -> None:
        event, second = step.event, step.moment.second
        self._given_back = self._overdue = False
        self._newest = _Payment(
            second, step.amount, event.money.currency, event.invoice_id, _end(event),
            shared=sum(not item.single for item in event.items) > 1,
        )  # fmt: skip
        self._payments.append(self._newest)

    def pay_as_told_again(self, event: Event) -> None:
        """The same purchase told once more may tell an end that was not told before."""
        end = _end(event)
        for first in self._payments[:1] if end else ():
            first.end = max(end or 0, first.end or 0)

    def close(self, event: Event) -> None:
        """A cancellation or pause tells an end, too. While a payment is overdue, it is that of a
        period not paid; so it is after the newest payment was given back."""
        told = _end(event)
        if told and not self._overdue and not self._given_back:
            self._told_at_close = max(told, self._told_at_close or told)

    def give_back(self, step: Step) -> None:
        """A refund gives back the payment of its invoice, else the newest ones, as far as it goes;
        all of them where all is given back."""
        kept = [] if step.given_back else self._kept(step.event, step.amount or 0)
        if step.given_back or kept[-1:] != self._payments[-1:]:
            self._told_at_close = None
            self._given_back = True
        self._payments = kept

    def _kept(self, refund: Event, rest: int) -> list[_Payment]:
        gone: list[_Payment] = []
        for payment in self._of_refund(refund):
            taken = min(rest, payment.left or 0)
            rest, payment.left = rest - taken, (payment.left or 0) - taken
            gone += [] if payment.left else [payment]
        return [payment for payment in self._payments if payment not in gone]

    def _of_refund(self, refund: Event) -> Iterator[_Payment]:
        """The payments that it may be of, in the order in which it takes from them."""
        currency, invoice = refund.money.currency, refund.invoice_id
        fitting = [
            payment
            for payment in reversed(self._payments)
            if payment.left and (payment.currency == currency or "" in (payment.currency, currency))
        ]
        yield from sorted(fitting, key=lambda payment: not invoice or payment.invoice != invoice)

    @property
    def end(self) -> int | None:
        told = [p.end for p in self._payments if p.end is not None]
        told += [self._told_at_close] if self._told_at_close else []
        return max(told) if told else self._one_frequency_after_last

    @property
    def end_of_last(self) -> int | None:
        """The end of the period that the newest payment paid; None where it cannot be told."""
        told = self._payments[-1].end
        return self._one_frequency_after_last if told is None else told

    @property
    def running_end(self) -> int | None:
        """Until when nothing is due while nothing failed or was called off: what the newest payment
        paid, also where that was given back. None where it cannot be told."""
        newest = self._newest
        if newest is None or newest.shared:
            return None
        own = self._one_frequency_after(newest) if newest.end is None else newest.end
        return None if own is None else max(own, self.end or own)

    @property
    def _one_frequency_after_last(self) -> int | None:
        return self._one_frequency_after(self._payments[-1]) if self._payments else None

    def _one_frequency_after(self, payment: _Payment) -> int | None:
        if self._days is None:
            return None
        return payment.second + int(timedelta(days=self._days).total_seconds())


def _end(event: Event) -> int | None:
    told = (event.subscription.paid_until, event.subscription.next_payment_at)
    ends = [min(math.ceil(end.timestamp()), _LATEST) for end in told if end]
    return max((end for end in ends if end), default=None)


def end_of_lasting(membership: Membership, begun: int) -> int | None:
    """When it ends by itself that began at that second; None for never."""
    if membership.lasts_months:
        return _months_later(begun, membership.lasts_months)
    return begun + int(membership.lasts.total_seconds()) if membership.lasts else None


def _months_later(second: int, months: int) -> int:
    """31 January and one month is the last of February."""
    begun = datetime.fromtimestamp(second, UTC)
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    if year > 9000:
        return _LATEST
    day = min(begun.day, calendar.monthrange(year, month + 1)[1])
    return int(begun.replace(year=year, month=month + 1, day=day).timestamp())
