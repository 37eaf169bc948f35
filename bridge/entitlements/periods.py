"""Until when one entitlement is paid, as its own payments and cancellations tell."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.entitlements.lines import Step
from bridge.model import Event, Kind, Moment

# Beyond it the calendar ends soon after; a cart's far date must not stop the worker.
_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass
class _Payment:
    """`end` is the second at which the period that it paid ends, None where it tells none; `left`
    is what of it was not given back, None where its amount is not known."""

    second: int
    left: int | None
    currency: str
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

    def pay(self, step: Step, moment: Moment) -> None:
        event = step.event
        self._given_back = self._overdue = False
        self._payments.append(
            _Payment(
                moment.second, step.amount, event.money.currency, event.invoice_id, _end(event)
            )
        )

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
        money, invoice = refund.money, refund.invoice_id
        fitting = [p for p in reversed(self._payments) if p.left and _same(p, money.currency)]
        yield from (p for p in fitting if invoice and p.invoice == invoice)
        yield from (p for p in fitting if not invoice or p.invoice != invoice)

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


def _same(payment: _Payment, currency: str) -> bool:
    return payment.currency == currency or "" in (payment.currency, currency)


def _end(event: Event) -> int | None:
    told = event.subscription
    ends = [_second(told.paid_until), _second(told.next_payment_at)]
    return max((end for end in ends if end), default=None)


def _second(time: datetime | None) -> int | None:
    return min(math.ceil(time.timestamp()), _LATEST) if time else None
