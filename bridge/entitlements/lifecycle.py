"""One entitlement to one membership, event by event: granted, blocked, ended, and when next.

Every method keeps facts; `held` tells what they mean at a second. A block has the moment at which
it began and the second from which it counts, which may lie ahead: a grace period, the end of what
is paid, or the patience that lets an upgrade's purchase come first. Nothing is scheduled: `breaks`
are the seconds ahead at which `held` would differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.entitlements.calendar import months_later
from bridge.entitlements.desired import Held
from bridge.entitlements.orders import Step
from bridge.entitlements.periods import Periods
from bridge.model import (
    PAYMENTS,
    Action,
    Block,
    Delay,
    Kind,
    Membership,
    Moment,
    Refunds,
    tag_key,
)

_BLOCKED_BY = {
    Kind.PAYMENT_FAILED: (Block.OVERDUE, Block.SUSPENDED),
    Kind.PAUSED: (Block.PAUSED,),
    Kind.CANCELLED: (Block.CANCELLED,),
}
_ENDS, _OPENS = "ends", "opens"


@dataclass
class _Since:
    """From when on something counts, and until when: seconds; `until` None is for good."""

    moment: Moment
    second: int
    until: int | None = None

    by_rule: bool = False

    def at(self, second: float) -> bool:
        return self.second <= second and (self.until is None or second < self.until)

    def ahead(self, second: float) -> Iterator[int]:
        yield from (
            each for each in (self.second, self.until) if each is not None and each > second
        )


@dataclass(frozen=True)
class Ahead:
    """Something that will count at `second` by itself; `since` is when what began it happened."""

    second: int
    what: str
    since: Moment


@dataclass
class Lifecycle:
    """`skipped` and `hurried` are subjects (see Upcoming) that a hand skipped, or hurried to a
    second."""

    key: str
    membership: Membership
    skipped: frozenset[str] = frozenset()
    hurried: Mapping[str, int] = field(default_factory=dict)
    by_hand: bool = False
    granted: _Since | None = None
    ended: _Since | None = None
    revoked: _Since | None = None
    newest: Moment | None = None
    _first: Moment | None = None
    _blocks: dict[Block, _Since] = field(default_factory=dict)
    _periods: Periods = field(default_factory=Periods)
    _paid_since_cancelled: int = 0
    _paid_off: Moment | None = None
    _paid: bool = False  # by a payment that grants
    _until: int | None = None  # of a grant by hand

    def step(self, step: Step) -> bool:
        """Take one event up; gives whether it tells every target anew."""
        kind, moment = step.event.kind, step.moment
        self.newest, self._first = moment, self._first or moment
        self._periods.learn(step.event)
        if step.again:
            self._periods.pay_as_told_again(step.event)
        elif kind in PAYMENTS:
            return self._pay(step)
        if kind is Kind.REFUND:
            self._refund(step)
        elif kind is Kind.RESUMED:
            self._lift(Block.PAUSED, self.membership.resumes, moment)
        elif self._paid_off is None:
            self._block(step)
        return False

    def grant_by_hand(self, moment: Moment, until: datetime | None) -> None:
        self.newest = self._first = moment
        self.granted = _Since(moment, moment.second)
        self._until = None if until is None else int(until.timestamp())

    def ban_by_hand(self, moment: Moment) -> None:
        """A hold that blocks, of somebody of whom nothing else may be known."""
        self.newest = max(moment, self.newest or moment)

    def end_by_hand(self, moment: Moment) -> None:
        self.newest = max(moment, self.newest or moment)
        if self.ended is None or not self.ended.at(moment.second):
            self.ended = _Since(moment, moment.second)

    def change_by_rule(
        self, action: Action, tag: str, moment: Moment, start: int, end: int | None
    ) -> None:
        """A rule grants or revokes the membership's own tag, or puts on or takes off one of its
        blocking tags: a change of this entitlement alone."""
        since = _Since(moment, start, end, by_rule=True)
        if action is Action.GRANT:
            self._grant_by_rule(since)
        elif action is Action.REVOKE:
            self.revoked = since
        for block in Block if action in (Action.ADD, Action.REMOVE) else ():
            part = self.membership.blocking(block)
            if part is None or tag_key(part.tag) != tag_key(tag):
                continue
            if action is Action.ADD:
                self._blocks[block] = since
            elif start <= moment.second:
                self._blocks.pop(block, None)
            elif block in self._blocks:
                self._blocks[block].until = start

    def _grant_by_rule(self, since: _Since) -> None:
        self.revoked = None
        if self.granted is None or since.second < self.granted.second:
            self.granted = since

    def held(self, second: float) -> Held:
        granted = self.granted is not None and self.granted.at(second)
        ended = self._ended(second)
        return Held(
            entitlement=self.key,
            membership=self.membership,
            granted=granted,
            ended=ended is not None,
            blocks={block: since.moment for block, since in self._counting(second)},
            ended_since=ended,
            granted_since=self.granted.moment if self.granted else None,
            newest=self.newest,
            presumed=not (granted or self._paid or self.by_hand),
            by_hand=self.by_hand,
            ends_at=_time(self._ends_at()),
        )

    def ahead(self, second: float) -> Iterator[Ahead]:
        """What will count by itself, later than `second`."""
        if self.granted and self.granted.second > second:
            yield Ahead(self.granted.second, _OPENS, self.granted.moment)
        for block, since in self._effective():
            yield from (Ahead(each, block, since.moment) for each in since.ahead(second))
        for since in filter(None, (self.ended, self.revoked)):
            yield from (Ahead(each, _ENDS, since.moment) for each in since.ahead(second))
        by_itself = self._ends_at()
        if by_itself is not None and by_itself > second and self.granted:
            yield Ahead(by_itself, _ENDS, self.granted.moment)

    def subject(self, what: str, since: Moment) -> str:
        return f"{self.key} {self.membership.name} {what} {since.second}"

    def _pay(self, step: Step) -> bool:
        before = self.held(step.moment.second)
        moment, membership = step.moment, self.membership
        self._periods.pay(step, moment)
        opens = membership.opens if step.event.kind is Kind.PURCHASE else Delay()
        if opens is None:
            return False
        self._paid = True
        if self.granted is None or not before.stands:
            self.granted = _Since(moment, self._when(opens, moment))
        self.ended = self.revoked = None
        if membership.lifts is not None:
            for block in (Block.OVERDUE, Block.SUSPENDED, Block.PAUSED):
                self._lift(block, membership.lifts, moment)
        self._pay_after_cancellation(step)
        if step.event.kind is Kind.COMPLETED or step.event.subscription.payments_left == 0:
            self._paid_off = self._paid_off or moment
            self._blocks.pop(Block.CANCELLED, None)
        if step.event.kind is Kind.PURCHASE:
            return True
        after = self.held(step.moment.second)
        return (
            after.stands and not before.stands
        ) or not before.blocks.keys() <= after.blocks.keys()

    def _pay_after_cancellation(self, step: Step) -> None:
        """The first one opens until the end of what it paid, the second lifts the cancellation."""
        cancelled = self._blocks.get(Block.CANCELLED)
        part = self.membership.cancelled
        if cancelled is None or part is None:
            return
        self._paid_since_cancelled += 1
        until = self._periods.end_of_last
        if until is not None:
            until = max(until, self._periods.end or until)
        if self._paid_since_cancelled > 1 or until is None:
            del self._blocks[Block.CANCELLED]
            return
        extra = part.delay.after if part.delay.at_period_end else timedelta()
        second = max(until, step.moment.second) + int(extra.total_seconds())
        self._blocks[Block.CANCELLED] = _Since(cancelled.moment, second)

    def _refund(self, step: Step) -> None:
        self._periods.give_back(step)
        refunds = self.membership.refunds
        if refunds is Refunds.OFF or (refunds is Refunds.FULL and not step.given_back):
            return
        if self.ended is None:
            second = self._when(self.membership.ends, step.moment, patient=True)
            self.ended = _Since(step.moment, second)

    def _block(self, step: Step) -> None:
        moment = step.moment
        if step.event.kind in (Kind.CANCELLED, Kind.PAUSED):
            self._periods.close(step.event)
        for block in _BLOCKED_BY.get(step.event.kind, ()):
            part = self.membership.blocking(block)
            known = self._blocks.get(block)
            if part is None:
                continue
            if known and known.until is not None and known.until > moment.second:
                known.until = None
            elif known is None or known.until is not None or self._anew(block):
                patient = block is Block.CANCELLED
                second = self._when(part.delay, moment, patient=patient)
                self._blocks[block] = _Since(moment, second)
                self._paid_since_cancelled *= block is not Block.CANCELLED

    def _anew(self, block: Block) -> bool:
        """Whether a cancellation follows a payment that came after the last one."""
        return block is Block.CANCELLED and self._paid_since_cancelled > 0

    def _lift(self, block: Block, delay: Delay | None, moment: Moment) -> None:
        if delay is None or block not in self._blocks:
            return
        lifted = self._blocks[block].until
        until = min(filter(None, (self._when(delay, moment), lifted)))
        if until <= moment.second or self._blocks[block].second >= until:
            del self._blocks[block]
        else:
            self._blocks[block].until = until

    def _when(self, delay: Delay, moment: Moment, *, patient: bool = False) -> int:
        """The second from which a part counts."""
        start = moment.second
        if delay.at_period_end:
            start = max(start, self._periods.end or start)
        second = start + int(delay.after.total_seconds())
        if patient:
            second = max(second, moment.second + int(self.membership.patience.total_seconds()))
        return second

    def _effective(self) -> Iterator[tuple[Block, _Since]]:
        """The blocks as hands left them, with the end of what is paid as it is known by now."""
        for block, since in self._blocks.items():
            part = self.membership.blocking(block)
            again = since
            ends = part is not None and part.delay.at_period_end and not since.by_rule
            if part and ends and not self._paid_since_cancelled:
                patient = block is Block.CANCELLED
                second = self._when(part.delay, since.moment, patient=patient)
                again = _Since(since.moment, second, since.until)
            if (changed := self._by_hand(block, again)) is not None:
                yield block, changed

    def _by_hand(self, what: str, since: _Since) -> _Since | None:
        subject = self.subject(what, since.moment)
        if subject in self.skipped:
            return None
        if subject in self.hurried:
            return _Since(since.moment, min(since.second, self.hurried[subject]), since.until)
        return since

    def _counting(self, second: float) -> Iterator[tuple[Block, _Since]]:
        yield from (each for each in self._effective() if each[1].at(second))

    def _ended(self, second: float) -> Moment | None:
        for since in filter(None, (self.ended, self.revoked)):
            changed = self._by_hand(_ENDS, since)
            if changed and changed.at(second):
                return since.moment
        by_itself = self._ends_at()
        if by_itself is not None and by_itself <= second and self.granted:
            return Moment(by_itself, 3, by_itself, 0, self.key)
        return None

    def _ends_at(self) -> int | None:
        """When it ends by itself: what lasts a time, a fixed term, a grant by hand."""
        if self.granted is None:
            return None
        begun = self.granted.moment
        opened = max(begun.second, self.granted.second)
        ends = [self._until or _lasting(self.membership, opened)]
        if self.membership.completed_ends and self._paid_off:
            ends.append(max(self._paid_off.second, self._periods.end or 0))
        soonest = min((end for end in ends if end is not None), default=None)
        if soonest is None:
            return None
        changed = self._by_hand(_ENDS, _Since(begun, soonest))
        return changed.second if changed else None


def _lasting(membership: Membership, begun: int) -> int | None:
    if membership.lasts_months:
        return months_later(begun, membership.lasts_months)
    return begun + int(membership.lasts.total_seconds()) if membership.lasts else None


def _time(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)
