"""The naive fold's calendar: until when a site that knows access lets somebody in.

Written from what the end of access means, for one entitlement at a time: None is for life.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.model import Block
from tests.entitlements.naive.course import Life
from tests.entitlements.naive.ledger import Entry
from tests.entitlements.naive.paid import buys, ends_told
from tests.entitlements.naive.people import time_of
from tests.entitlements.naive.spells import Spell, before

CAUSES = ((Block.OVERDUE, Block.SUSPENDED), (Block.PAUSED,), (Block.CANCELLED,))


class ShutOut(Exception):
    """It ended at once."""


@dataclass(frozen=True)
class Calendar(Life):
    """One entitlement's days."""

    item: str = ""

    def opens_until(self, at: datetime) -> datetime | None:
        """Raises ShutOut where it does not open at all, or no more."""
        if not self.granted(at) or any(each.holds(at) for each in self.endings()):
            raise ShutOut
        for paid, counts in map(self._grant, self.payments):
            if paid <= at < counts and self.ended(before(paid)):
                raise ShutOut  # what had run out opens when the new purchase's grant counts
        ends = [self.term_end(at), *(each.start for each in self.fixed())]
        ends += [*self.stops(at)] or [self.running()]
        return min((end for end in ends if end), default=None)

    def running(self) -> datetime | None:
        """For life what is paid once or paid off; else until the end of the period that the newest
        payment paid, also where that was given back. For life where that cannot be told, as where
        it paid for several subscriptions at once."""
        if self.paid_off or self.is_single:
            return None
        newest = self.newest_payment
        if newest is None or len([i for i in newest.event.items if not i.single]) > 1:
            return None
        own = self.end_of(newest)
        return max(own, self.period_end() or own) if own else None

    @property
    def newest_payment(self) -> Entry | None:
        bought = [entry for entry in self.entries if buys(entry)][1:]
        paid = [entry for entry in self.entries if entry.pays and entry not in bought]
        return paid[-1] if paid else None

    def end_of(self, payment: Entry) -> datetime | None:
        """A purchase may tell its end when it is told again."""
        same = [entry for entry in self.entries if buys(entry)] if buys(payment) else [payment]
        told = [end for entry in same for end in ends_told(entry.event)]
        if told:
            return max(told)
        return time_of(payment.position) + self.frequency if self.frequency else None

    @property
    def is_single(self) -> bool:
        """All of its lines, as far as they are told, are paid once."""
        items = [item for entry in self.entries for item in entry.event.items]
        told = [i.single for i in items if i.key == self.item and i.single is not None]
        return bool(told) and all(told)

    def stops(self, at: datetime) -> Iterator[datetime]:
        """A failed payment, a pause and a cancellation let it run out; at once where what is paid
        is not known. What the membership itself says of them counts instead."""
        every = self.blocking_spells()
        for cause in CAUSES:
            spells = {block: pending(every[block], at) for block in cause}
            if any(each.by_rule and each.holds(at) for block in cause for each in spells[block]):
                raise ShutOut
            own = {b: [each for each in spells[b] if not each.by_rule] for b in cause}
            written = [b for b in cause if own[b] and self.is_written(b)]
            for block in written or cause:
                for each in own[block]:
                    if written:
                        yield from self.as_written(block, each, at)
                    elif each.holds(at) and not self.paid_off:
                        yield self.what_is_paid()

    def is_written(self, block: Block) -> bool:
        part = self.membership.blocking(block)
        return bool(part and part.written)

    def as_written(self, block: Block, each: Spell, at: datetime) -> Iterator[datetime]:
        assert each.happened is not None
        patience = self.membership.patience if block is Block.CANCELLED else timedelta()
        if each.start > each.happened + patience:
            yield each.start
        elif each.holds(at):
            raise ShutOut

    def what_is_paid(self) -> datetime:
        end = self.period_end()
        if end is None:
            raise ShutOut
        return end


def pending(spells: Sequence[Spell], at: datetime) -> list[Spell]:
    """Those that hold or will, and were not lifted."""
    return [each for each in spells if each.until is None or each.until > max(at, each.start)]


def is_open(until: datetime | None, at: datetime) -> bool:
    """A site keeps whole days: whoever runs out today is in until midnight."""
    return until is None or at.date() <= until.date()
