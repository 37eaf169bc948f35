"""What the naive fold counts as paid for one entitlement, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.model import Event, Kind, Membership
from tests.entitlements.naive.ledger import Entry, ledger_of
from tests.entitlements.naive.people import Position, time_of
from tests.entitlements.naive.spells import Words


@dataclass(frozen=True)
class Paid:
    """One entitlement's events up to a moment, as one membership counts them."""

    entries: Sequence[Entry]
    membership: Membership
    words: Words = field(default_factory=Words)

    # -- payments

    @property
    def payments(self) -> list[Entry]:
        """Those that grant, and open it after a cancellation; `purchase: off` changes no state. A
        second purchase event is the same purchase."""
        purchases = [entry for entry in self.entries if buys(entry)]
        ignored = purchases if self.membership.opens is None else purchases[1:]
        return [entry for entry in self.entries if entry.pays and entry not in ignored]

    def paid_after(self, when: Position) -> Entry | None:
        return next((entry for entry in self.payments if entry.position > when), None)

    @property
    def paid_off(self) -> Position | None:
        """By completed, or by a rebill after which no payment is left."""
        for entry in self.entries:
            last = entry.event.kind is Kind.REBILL and entry.event.subscription.payments_left == 0
            if entry.event.kind is Kind.COMPLETED or last:
                return entry.position
        return None

    def concerned(self, kind: Kind) -> list[Entry]:
        """What fails, pauses or is cancelled after it was paid off no longer concerns it."""
        return [
            entry
            for entry in self.entries
            if entry.event.kind is kind and not (self.paid_off and entry.position > self.paid_off)
        ]

    # -- what is paid

    def period_end(self) -> datetime | None:
        """The latest end that any payment, cancellation or pause told; a period whose payment
        failed or was given back is not paid; told by none: one frequency after the last one."""
        told: list[datetime] = []
        given_back = ledger_of(self.entries).given_back
        paid = [entry for entry in self.entries if entry.pays]
        kept = [entry for entry in paid if entry.event.key not in given_back]
        closing = [
            entry
            for entry in (*self.concerned(Kind.CANCELLED), *self.concerned(Kind.PAUSED))
            if self._tells_what_is_paid(entry, given_back)
        ]
        for entry in (*kept, *closing):
            told += ends_told(entry.event)
        if told:
            return max(told)
        every = self.frequency
        return time_of(kept[-1].position) + every if kept and every else None

    def _tells_what_is_paid(self, closing: Entry, given_back: set[str]) -> bool:
        """Its period is the one that began with the payment that came last before it, or failed."""
        before_it = [entry for entry in self.entries if entry.position < closing.position]
        began = [
            entry for entry in before_it if entry.pays or entry.event.kind is Kind.PAYMENT_FAILED
        ]
        if not began:
            return not ledger_of(self.entries).ending
        return began[-1].pays and began[-1].event.key not in given_back

    @property
    def frequency(self) -> timedelta | None:
        told = [
            entry.event.subscription.frequency_days
            for entry in self.entries
            if entry.event.subscription.frequency_days
        ]
        return timedelta(days=told[-1]) if told else None

    def end_paid_by(self, payment: Entry) -> datetime | None:
        """Its next payment date, else one frequency."""
        told = ends_told(payment.event)
        if told:
            return max(told)
        return time_of(payment.position) + self.frequency if self.frequency else None


def buys(entry: Entry) -> bool:
    return entry.event.kind is Kind.PURCHASE


def ends_told(event: Event) -> list[datetime]:
    told = (event.subscription.next_payment_at, event.subscription.paid_until)
    return [each for each in told if each is not None]
