"""The naive fold's heart: what one entitlement is to one membership at one moment."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.model import Block, Blocking, Delay, Event, Kind, Membership, Refunds
from tests.entitlements.naive_orders import Entry, ledger_of
from tests.entitlements.naive_people import Position, time_of


@dataclass(frozen=True)
class Hold:
    """One entitlement to one membership at one moment."""

    entitlement: str
    membership: Membership
    granted: bool
    ended: bool
    blocks: frozenset[Block]
    presumed: bool
    newest: Position

    @property
    def stands(self) -> bool:
        return self.granted and not self.ended

    @property
    def open(self) -> bool:
        """Neither ended nor effectively cancelled, and granted."""
        return self.stands and Block.CANCELLED not in self.blocks

    @property
    def lost(self) -> bool:
        return self.ended or Block.CANCELLED in self.blocks

    @property
    def best_first(self) -> tuple[object, ...]:
        """Clear, then overdue, paused, cancelled, compared gravest first, fewer before more."""
        return tuple(block in self.blocks for block in reversed(Block))


@dataclass(frozen=True)
class Spell:
    """From when to when something lasts; `until` is None while nothing ended it. `at_once`: it
    began with its event, and not later by itself."""

    start: datetime
    until: datetime | None = None
    at_once: bool = False

    def has_begun(self, paid: datetime) -> bool:
        """What is due in a second counts after what happened in it."""
        return self.start < paid or (self.start == paid and self.at_once)

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Words:
    """What hands and rules said of this entitlement and this membership."""

    ended: Sequence[Position] = ()  # by hand
    revoked: Sequence[tuple[Position, datetime]] = ()  # by a rule's event, from when it counts
    granted: Sequence[tuple[Position, datetime]] = ()
    blocks: "Sequence[RuleBlock]" = ()


@dataclass(frozen=True)
class RuleBlock:
    """A rule added the tag of that block, or removed it."""

    position: Position
    due: datetime
    block: Block
    added: bool


@dataclass(frozen=True)
class Life:
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
        """`lasts: 12 months` ends it by itself; a payment after that grants anew for as long."""
        others = (*self.endings(), *self.fixed())
        ends: datetime | None = None
        for granted, counts in sorted(self._grantings()):
            was_ended = any(each.holds(before(granted)) for each in others)
            if counts <= at and (ends is None or ends <= granted or was_ended):
                ends = lasts_until(self.membership, counts)
        return ends is not None and ends <= at

    def _grantings(self) -> list[tuple[datetime, datetime]]:
        by_rule = [(due, due) for _, due in self.words.granted]
        return [self._grant(payment) for payment in self.payments] + by_rule

    def fixed(self) -> list[Spell]:
        """`completed: at period end`: a fixed term ends with what is paid, once it is paid off."""
        if not self.membership.completed_ends or self.paid_off is None:
            return []
        done = time_of(self.paid_off)
        return [Spell(max(done, self.period_end() or done))]

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

    # -- blocks

    def blocks(self, at: datetime) -> frozenset[Block]:
        spells = {
            Block.OVERDUE: self._failing(Block.OVERDUE),
            Block.SUSPENDED: self._failing(Block.SUSPENDED),
            Block.PAUSED: self.pauses(),
            Block.CANCELLED: self.cancellations(),
        }
        return frozenset(
            block
            for block, each in spells.items()
            if any(one.holds(at) for one in self.with_rules(block, each))
        )

    def with_rules(self, block: Block, spells: Sequence[Spell]) -> Sequence[Spell]:
        """Adding a blocking tag is that block, until the next payment; removing it lifts it."""
        found = list(spells)
        for each in self.words.blocks:
            if each.block is block and each.added:
                lift = self._paid_lift(each.position)
                if block is Block.CANCELLED and (paid := self.paid_after(each.position)):
                    # Whatever `rebill` says: who pays after a cancellation is in.
                    lift = (time_of(paid.position), time_of(paid.position))
                found.append(spell(time_of(each.position), each.due, lift))
            elif each.block is block:
                found = lifted(found, time_of(each.position), each.due)
        return found

    def _failing(self, block: Block) -> list[Spell]:
        """Overdue from a failed payment, until a payment that happened later."""
        part = self.membership.blocking(block)
        if part is None:
            return []
        return [
            spell(
                time_of(began.position), self._starts(began, part), self._paid_lift(began.position)
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
            spell(time_of(began.position), self._starts(began, part), self._resumed(began))
            for began in self.concerned(Kind.PAUSED)
        ]

    def _resumed(self, began: Entry) -> tuple[datetime, datetime] | None:
        lifts = [self._paid_lift(began.position)] if self._paid_lift(began.position) else []
        resumes = self.membership.resumes
        for entry in self.entries:
            if resumes and entry.event.kind is Kind.RESUMED and entry.position > began.position:
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
                begun = spell(happened, self._starts(entry, part), None)
                spells = [*closed(spells, happened), begun]
            elif cancelled and entry in self.payments:
                paid = time_of(entry.position)
                spells = lifted(spells, paid, paid)
                again = None if opened or self._is_last(entry) else self._again(entry, part)
                if again is None:
                    cancelled, opened = None, None
                else:
                    opened = entry
                    spells.append(Spell(max(again, self._starts(cancelled, part))))
        return spells

    def _is_last(self, payment: Entry) -> bool:
        return self.paid_off is not None and payment.position >= self.paid_off

    def _again(self, payment: Entry, part: Blocking) -> datetime | None:
        """When one payment after a cancellation is used up."""
        end = self.end_paid_by(payment)
        if end is None or not part.delay.at_period_end:
            return end
        return max(end, self.period_end() or end) + part.delay.after


def closed(spells: Iterable[Spell], when: datetime) -> list[Spell]:
    """Those that never began by then, no more: another cancellation took their place."""
    return [each for each in spells if each.start <= when]


def lifted(spells: Iterable[Spell], paid: datetime, counts: datetime) -> list[Spell]:
    """A payment lifts what stands, once it counts; what was still to come never comes."""
    return [
        Spell(each.start, min(each.until or counts, counts), each.at_once)
        for each in spells
        if each.has_begun(paid)
    ]


def spell(happened: datetime, starts: datetime, lift: tuple[datetime, datetime] | None) -> Spell:
    """A payment before it was due lifts it before it counts."""
    begun = Spell(starts, None, starts == happened)
    if lift is None:
        return begun
    return next(iter(lifted([begun], *lift)), Spell(starts, starts))


def buys(entry: Entry) -> bool:
    return entry.event.kind is Kind.PURCHASE


def before(when: datetime) -> datetime:
    return when - timedelta(microseconds=1)


def ends_told(event: Event) -> list[datetime]:
    told = (event.subscription.next_payment_at, event.subscription.paid_until)
    return [each for each in told if each is not None]


def lasts_until(membership: Membership, granted: datetime) -> datetime | None:
    """When it ends by itself, if it was granted then."""
    if not (membership.lasts or membership.lasts_months):
        return None
    months = later_by_months(granted, membership.lasts_months)
    return months + (membership.lasts or timedelta())


def later_by_months(when: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    count = when.year * 12 + when.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return when.replace(year=year, month=month, day=min(when.day, monthrange(year, month)[1]))
