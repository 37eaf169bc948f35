"""What blocks one entitlement to one membership: from its events, its payments, and rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.entitlements.lines import Step
from bridge.entitlements.periods import Periods
from bridge.model import Action, Block, Delay, Kind, Membership, Moment

_BLOCKED_BY = {
    Kind.PAYMENT_FAILED: (Block.OVERDUE, Block.SUSPENDED),
    Kind.PAUSED: (Block.PAUSED,),
    Kind.CANCELLED: (Block.CANCELLED,),
}


@dataclass
class Span:
    """From when on something counts, and until when: seconds; `until` None is for good."""

    moment: Moment
    second: int
    until: int | None = None
    by_rule: bool = False
    hurried: bool = False  # by a hand

    def at(self, second: float) -> bool:
        return self.second <= second and (self.until is None or second < self.until)

    def has_begun(self, second: int) -> bool:
        """What is due in a second counts after what happened in it."""
        return self.second < second or self.second == second == self.moment.second

    def ahead(self, second: float) -> Iterator[int]:
        yield from (each for each in (self.second, self.until) if each and each > second)


@dataclass(frozen=True)
class ByRule:
    """A rule grants or revokes the membership's own tag, or puts on or takes off (`tag`) one of its
    blocking tags: a change of one entitlement alone."""

    action: Action
    tag: str
    since: Span


@dataclass(frozen=True)
class Ahead:
    """Something that will count at `second` by itself; `since` is when what began it happened."""

    second: int
    what: str
    since: Moment


@dataclass
class Blocks:
    """Each block that began and was not lifted, by its kind; `ruled` are those by rules."""

    membership: Membership
    periods: Periods
    known: dict[Block, Span] = field(default_factory=dict)
    ruled: dict[Block, Span] = field(default_factory=dict)
    _paid_since_cancelled: int = 0

    def begin(self, step: Step) -> None:
        """By a failed payment, a pause or a cancellation."""
        moment = step.moment
        if step.event.kind in (Kind.CANCELLED, Kind.PAUSED):
            self.periods.close(step.event)
        for block in _BLOCKED_BY.get(step.event.kind, ()):
            part, known = self.membership.blocking(block), self.known.get(block)
            is_cancelled = block is Block.CANCELLED
            is_paid_again = is_cancelled and self._paid_since_cancelled > 0
            if part is None:
                continue
            if known and is_paid_again and self._as_known(block, known).has_begun(moment.second):
                self._paid_since_cancelled = 0  # what was paid is over: it is shut already
            elif known and known.until is not None and known.until > moment.second:
                known.until = None
            elif known is None or known.until is not None or is_paid_again:
                second = self.when(part.delay, moment, patient=is_cancelled)
                self.known[block] = Span(moment, second)
                self._paid_since_cancelled *= not is_cancelled

    def pay(self, step: Step) -> None:
        """What a payment lifts at once or later."""
        if self.membership.lifts is not None:
            until = self.when(self.membership.lifts, step.moment)
            for block in (Block.OVERDUE, Block.SUSPENDED, Block.PAUSED):
                self._lift(block, step.moment, until)
        self._pay_after_cancellation(step)

    def pay_off(self) -> None:
        self.known.pop(Block.CANCELLED, None)
        self.ruled.pop(Block.CANCELLED, None)

    def resume(self, moment: Moment) -> None:
        if self.membership.resumes is not None:
            self._lift(Block.PAUSED, moment, self.when(self.membership.resumes, moment))

    def change_by_rule(self, change: ByRule) -> None:
        """A blocking tag is the block."""
        since = change.since
        for block in self.membership.blocks_of(change.tag):
            if change.action is Action.ADD:
                self.ruled[block] = since
            else:
                self._lift(block, since.moment, since.second, since.second)

    def effective(self) -> Iterator[tuple[Block, Span]]:
        """With the end of what is paid as it is known by now; who paid after a cancellation is in
        until then, whatever the payment itself tells."""
        yield from self.ruled.items()
        yield from ((block, self._as_known(block, since)) for block, since in self.known.items())

    def _as_known(self, block: Block, since: Span) -> Span:
        part = self.membership.blocking(block)
        paid = block is Block.CANCELLED and self._paid_since_cancelled > 0
        if part is None or since.by_rule or not (part.delay.at_period_end or paid):
            return since
        second = self.when(part.delay, since.moment, patient=block is Block.CANCELLED)
        if paid:
            end = self.periods.end or since.second
            second = max(second, since.second, end + _beyond_period(part.delay))
        return Span(since.moment, second, since.until)

    def when(self, delay: Delay, moment: Moment, *, patient: bool = False) -> int:
        """The second from which a part counts."""
        start = moment.second
        if delay.at_period_end:
            start = max(start, self.periods.end or start)
        second = start + int(delay.after.total_seconds())
        if patient:
            second = max(second, moment.second + int(self.membership.patience.total_seconds()))
        return second

    def _lift(self, block: Block, moment: Moment, until: int, begun_by: int | None = None) -> None:
        """From the second `until` on; what has not begun by that moment, or by another second where
        one is named, never will."""
        last = moment.second if begun_by is None else begun_by
        for known in (self.known, self.ruled):
            since = known.get(block)
            if since is None:
                continue
            if until <= moment.second or not self._as_known(block, since).has_begun(last):
                del known[block]
            else:
                since.until = min(until, since.until or until)

    def _pay_after_cancellation(self, step: Step) -> None:
        """The first one opens until the end of what it paid, the second lifts the cancellation; the
        first one does so where a rule put it on."""
        self.ruled.pop(Block.CANCELLED, None)
        cancelled = self.known.get(Block.CANCELLED)
        part = self.membership.cancelled
        if cancelled is None or part is None:
            return
        self._paid_since_cancelled += 1
        until = self.periods.end_of_last
        if self._paid_since_cancelled > 1 or until is None:
            del self.known[Block.CANCELLED]
            return
        second = max(until, step.moment.second) + _beyond_period(part.delay)
        self.known[Block.CANCELLED] = Span(cancelled.moment, second)


def _beyond_period(delay: Delay) -> int:
    """How many seconds later than the end of what is paid it counts."""
    return int(delay.after.total_seconds()) if delay.at_period_end else 0
