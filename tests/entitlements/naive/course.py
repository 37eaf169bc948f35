"""The naive fold's heart: what one entitlement is to one membership at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.model import Block, Blocking, Delay, Kind, Refunds
from tests.entitlements.naive.ledger import Entry, ledger_of
from tests.entitlements.naive.paid import Paid, buys
from tests.entitlements.naive.people import Position, time_of
from tests.entitlements.naive.spells import Spell, before, closed, lasts_until, lifted, spell


@dataclass(frozen=True)
class Life(Paid):
    """Granted or ended, and by what it is blocked."""

    # -- granted and ended

    @property
    def grants(self) -> list[datetime]:
        return sorted(
            [self._grant(entry)[1] for entry in self.payments]
            + [due for _, due in self.words.granted]
        )

    def granted(self, at: datetime) -> bool:
        """By its purchase, or by a payment even of an order never seen."""
        return any(each <= at for each in self.grants)

    def ended(self, at: datetime) -> bool:
        spells = (*self.endings(), *self.fixed())
        return any(each.holds(at) for each in spells) or self.term_is_over(at)

    def opening(self, at: datetime) -> bool:
        """Whether it is ended only until the grant of a purchase counts that is put off."""
        if not self.ended(at) or self.membership.opens is None:
            return False
        return not replace(self, membership=replace(self.membership, opens=Delay())).ended(at)

    def endings(self) -> list[Spell]:
        """Ended when the refunds add up to all that was paid; a payment after that grants again.
        `refund: any` ends at the first, `off` never. It is due a patience after it happened."""
        wait = max(self.membership.patience, self.membership.ends.after)
        refunds = [entry.position for entry in self.ending_refunds()]
        by_hand = [self._until_paid(each, timedelta()) for each in self.words.ended]
        by_rule = [self._revoked(*each) for each in self.words.revoked]
        return [self._until_paid(each, wait) for each in refunds] + by_hand + by_rule

    def ending_refunds(self) -> Sequence[Entry]:
        if self.membership.refunds is Refunds.OFF:
            return ()
        if self.membership.refunds is Refunds.ANY:
            return [entry for entry in self.entries if entry.event.kind is Kind.REFUND]
        return ledger_of(self.entries).ending

    def _until_paid(self, began: Position, wait: timedelta) -> Spell:
        paid = self.paid_after(began)
        return spell(time_of(began), time_of(began) + wait, self._grant(paid) if paid else None)

    def _revoked(self, began: Position, due: datetime) -> Spell:
        """Blocked until its next payment, or until a rule grants it."""
        paid = self.paid_after(began)
        lifts = [self._grant(paid)] if paid else []
        lifts += [(time_of(each), counts) for each, counts in self.words.granted if each > began]
        return spell(time_of(began), due, min(lifts, key=lambda lift: lift[1], default=None))

    def _grant(self, payment: Entry) -> tuple[datetime, datetime]:
        """When it was paid, and from when it grants: only a purchase's grant is ever put off."""
        paid, opens = time_of(payment.position), self.membership.opens
        return paid, paid + opens.after if opens and buys(payment) else paid

    def term_is_over(self, at: datetime) -> bool:
        ends = self.term_end(at)
        return ends is not None and ends <= at

    def term_end(self, at: datetime) -> datetime | None:
        """`lasts: 12 months` ends it by itself; a payment after that grants anew for as long."""
        others = (*self.endings(), *self.fixed())
        ends: datetime | None = None
        for granted, counts in sorted(self._grantings(), key=lambda each: each[::-1]):
            was_ended = any(each.holds(before(granted)) for each in others)
            if counts <= at and (ends is None or ends <= granted or was_ended):
                ends = lasts_until(self.membership, counts)
        return ends

    def _grantings(self) -> list[tuple[datetime, datetime]]:
        # A rule's grant lasts from its event on, which may count later than it tells.
        since = [max(time_of(position), due) for position, due in self.words.granted]
        by_rule = [(due, due) for due in since]
        return [self._grant(payment) for payment in self.payments] + by_rule

    def fixed(self) -> list[Spell]:
        """`completed: at period end`: a fixed term ends with what is paid, once it is paid off."""
        if not self.membership.completed_ends or self.paid_off is None:
            return []
        done = time_of(self.paid_off)
        return [Spell(max(done, self.period_end() or done))]

    # -- blocks

    def blocks(self, at: datetime) -> frozenset[Block]:
        spells = self.blocking_spells().items()
        return frozenset(block for block, each in spells if any(one.holds(at) for one in each))

    def blocking_spells(self) -> dict[Block, Sequence[Spell]]:
        spells = {
            Block.OVERDUE: self._failing(Block.OVERDUE),
            Block.SUSPENDED: self._failing(Block.SUSPENDED),
            Block.PAUSED: self.pauses(),
            Block.CANCELLED: self.cancellations(),
        }
        return {block: self.with_rules(block, each) for block, each in spells.items()}

    def with_rules(self, block: Block, spells: Sequence[Spell]) -> Sequence[Spell]:
        """Adding a blocking tag is that block, until the next payment; removing it lifts it."""
        found = list(spells)
        for each in self.words.blocks:
            if each.block is block and each.added:
                lift = self._paid_lift(each.position)
                if block is Block.PAUSED:
                    lift = self._resumed(each.position)
                if block is Block.CANCELLED and (paid := self.paid_after(each.position)):
                    # Whatever `rebill` says: who pays after a cancellation is in.
                    lift = (time_of(paid.position), time_of(paid.position))
                put_on = spell(time_of(each.position), each.due, lift)
                found.append(replace(put_on, by_rule=True))
            elif each.block is block:
                later = [one for one in found if one.began and one.began > each.position]
                before_it = [one for one in found if one not in later]
                found = [*lifted(before_it, time_of(each.position), each.due), *later]
        return found

    def _failing(self, block: Block) -> list[Spell]:
        """Overdue from a failed payment, until a payment that happened later."""
        part = self.membership.blocking(block)
        if part is None:
            return []
        return [
            replace(
                spell(
                    time_of(began.position),
                    self._starts(began, part),
                    self._paid_lift(began.position),
                ),
                began=began.position,
            )
            for began in self.concerned(Kind.PAYMENT_FAILED)
        ]

    def _paid_lift(self, began: Position) -> tuple[datetime, datetime] | None:
        """When a payment lifts a block: `rebill` may be off, or count later."""
        paid, lifts = self.paid_after(began), self.membership.lifts
        when = time_of(paid.position) if paid else None
        return (when, when + lifts.after) if when and lifts else None

    def pauses(self) -> list[Spell]:
        """Paused until resumed or a payment that happened later."""
        part = self.membership.paused
        if part is None:
            return []
        return [
            replace(
                spell(
                    time_of(began.position),
                    self._starts(began, part),
                    self._resumed(began.position),
                ),
                began=began.position,
            )
            for began in self.concerned(Kind.PAUSED)
        ]

    def _resumed(self, began: Position) -> tuple[datetime, datetime] | None:
        lifts = [self._paid_lift(began)] if self._paid_lift(began) else []
        resumes = self.membership.resumes
        for entry in self.entries:
            if resumes and entry.event.kind is Kind.RESUMED and entry.position > began:
                when = time_of(entry.position)
                lifts.append((when, when + resumes.after))
        return min((each for each in lifts if each), key=lambda each: each[1], default=None)

    def _starts(self, began: Entry, part: Blocking) -> datetime:
        """When a block counts from; what takes away by cancellation waits a patience."""
        happened = time_of(began.position)
        patient = happened
        if began.event.kind is Kind.CANCELLED:
            patient += self.membership.patience
        return max(happened, patient, self._delayed(happened, part.delay))

    def _delayed(self, happened: datetime, delay: Delay) -> datetime:
        """Three days after a period's end that is over already are three days from now on."""
        if delay.at_period_end:
            return max(self.period_end() or happened, happened) + delay.after
        return happened + delay.after

    def cancellations(self) -> list[Spell]:
        """Cancelled from its cancellation. A payment after it opens it until the end of the period
        that it paid; a second one lifts the cancellation. A second cancellation without a payment
        between is the same."""
        part = self.membership.cancelled
        if part is None:
            return []
        cancelled: Entry | None = None
        opened: Entry | None = None
        spells: list[Spell] = []
        for entry in self.entries:
            if entry in self.concerned(Kind.CANCELLED) and (cancelled is None or opened):
                cancelled, opened = entry, None
                happened = time_of(entry.position)
                begun = replace(
                    spell(happened, self._starts(entry, part), None), began=entry.position
                )
                spells = [*closed(spells, happened), begun]
            elif cancelled and entry in self.payments:
                paid = time_of(entry.position)
                spells = lifted(spells, paid, paid)
                again = None if opened or self._is_last(entry) else self._again(entry, part)
                if again is None:
                    cancelled, opened = None, None
                else:
                    opened = entry
                    starts = max(again, self._starts(cancelled, part))
                    spells.append(Spell(starts, happened=time_of(cancelled.position)))
        return spells

    def _is_last(self, payment: Entry) -> bool:
        return self.paid_off is not None and payment.position >= self.paid_off

    def _again(self, payment: Entry, part: Blocking) -> datetime | None:
        """When one payment after a cancellation is used up."""
        end = self.end_paid_by(payment)
        if end is None:
            return None
        beyond = part.delay.after if part.delay.at_period_end else timedelta()
        return max(end, self.period_end() or end) + beyond
