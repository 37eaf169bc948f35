"""Until when one entitlement is paid, as its own payments and cancellations tell."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.entitlements.orders import Step
from bridge.model import Event, Kind, Moment

# Beyond it the calendar ends soon after; a cart's far date must not stop the worker.
_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class _Payment:
    """`end` is the second at which the period that it paid ends, None where it tells none."""

    second: int
    amount: int | None
    invoice: str
    end: int | None


@dataclass
class Periods:
    """A period counts while its payment was not given back; one whose payment failed was never
    paid. `end` is the latest of those that were told; else one frequency after the last payment."""

    _payments: list[_Payment] = field(default_factory=list)
    _told_at_close: int | None = None
    _given_back: bool = False  # the newest payment
    _overdue: bool = False
    _days: int | None = None

    def learn(self, event: Event) -> None:
        """Any of its events may tell how often is paid, the last one counts; and a payment that
        failed is a fact whether or not it blocks."""
        self._days = event.subscription.frequency_days or self._days
        self._overdue = self._overdue or event.kind is Kind.PAYMENT_FAILED

    def pay(self, event: Event, moment: Moment) -> None:
        told = event.subscription
        end = _second(told.paid_until) or _second(told.next_payment_at)
        self._given_back = self._overdue = False
        amount = event.money.amount
        self._payments.append(_Payment(moment.second, amount, event.invoice_id, end))

    def close(self, event: Event) -> None:
        """A cancellation or pause tells an end, too. While a payment is overdue, it is that of a
        period not paid; so it is after the newest payment was given back."""
        told = _second(event.subscription.paid_until) or _second(event.subscription.next_payment_at)
        if told and not self._overdue and not self._given_back:
            self._told_at_close = max(told, self._told_at_close or told)

    def give_back(self, step: Step) -> None:
        """The payment that a refund gives back: the one of its invoice, else the newest of its
        amount; all of them where all is given back."""
        if step.given_back:
            self._payments = []
            self._told_at_close = None
            self._given_back = True
            return
        same = [p for p in self._payments if p.invoice and p.invoice == step.event.invoice_id]
        same = [p for p in same or self._payments if p.amount == step.amount]
        if same and same[-1] is self._payments[-1]:
            self._told_at_close = None
            self._given_back = True
        if same:
            self._payments.remove(same[-1])

    @property
    def end(self) -> int | None:
        told = [p.end for p in self._payments if p.end is not None]
        told += [self._told_at_close] if self._told_at_close else []
        if told:
            return max(told)
        return self._one_frequency_after(self._payments[-1]) if self._payments else None

    @property
    def end_of_last(self) -> int | None:
        """The end of the period that the newest payment paid; None where it cannot be told."""
        last = self._payments[-1]
        return last.end if last.end is not None else self._one_frequency_after(last)

    def _one_frequency_after(self, payment: _Payment) -> int | None:
        if self._days is None:
            return None
        return payment.second + int(timedelta(days=self._days).total_seconds())


def _second(time: datetime | None) -> int | None:
    return min(math.ceil(time.timestamp()), _LATEST) if time else None
