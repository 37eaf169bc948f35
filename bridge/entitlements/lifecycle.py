"""One entitlement to one membership, event by event: granted, blocked, ended, and when next.

Every method keeps facts; `held` tells what they mean at a second. A block has the moment at which
it began and the second from which it counts, which may lie ahead: a grace period, the end of what
is paid, or the patience that lets an upgrade's purchase come first. Nothing is scheduled: `breaks`
are the seconds ahead at which `held` would differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.entitlements.blocks import Blocks
from bridge.entitlements.desired import Held
from bridge.entitlements.orders import Step
from bridge.entitlements.periods import Periods
from bridge.entitlements.spans import Since, lasting, time_at
from bridge.model import (
    PAYMENTS,
    Action,
    Block,
    Delay,
    Kind,
    Membership,
    Moment,
    Refunds,
)

_ENDS, _OPENS = "ends", "opens"


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
    granted: Since | None = None
    ended: Since | None = None
    revoked: Since | None = None
    newest: Moment | None = None
    _periods: Periods = field(default_factory=Periods)
    _blocks: Blocks = field(init=False)
    _paid_off: Moment | None = None
    _paid: bool = False  # by a payment that grants
    _until: int | None = None  # of a grant by hand

    def __post_init__(self) -> None:
        self._blocks = Blocks(self.membership, self._periods)

    def step(self, step: Step) -> bool:
        """Take one event up; gives whether it tells every target anew."""
        kind, moment = step.event.kind, step.moment
        self.newest = moment
        self._periods.learn(step.event)
        if step.again:
            self._periods.pay_as_told_again(step.event)
        elif kind in PAYMENTS:
            return self._pay(step)
        if kind is Kind.REFUND:
            self._refund(step)
        elif kind is Kind.RESUMED:
            self._blocks.resume(moment)
        elif self._paid_off is None:
            self._blocks.begin(step)
        return False

    def grant_by_hand(self, moment: Moment, until: datetime | None) -> None:
        self.newest = moment
        self.granted = Since(moment, moment.second)
        self._until = None if until is None else int(until.timestamp())

    def ban_by_hand(self, moment: Moment) -> None:
        """A hold that blocks, of somebody of whom nothing else may be known."""
        self.newest = max(moment, self.newest or moment)

    def end_by_hand(self, moment: Moment) -> None:
        self.newest = max(moment, self.newest or moment)
        if self.ended is None or not self.ended.at(moment.second):
            self.ended = Since(moment, moment.second)

    def change_by_rule(
        self, action: Action, tag: str, moment: Moment, start: int, end: int | None
    ) -> None:
        """A rule grants or revokes the membership's own tag, or puts on or takes off one of its
        blocking tags: a change of this entitlement alone."""
        since = Since(moment, start, end, by_rule=True)
        if action is Action.GRANT:
            self._grant_by_rule(since)
        elif action is Action.REVOKE:
            self.revoked = since
        else:
            self._blocks.change_by_rule(action, tag, since)

    def _grant_by_rule(self, since: Since) -> None:
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
            ends_at=time_at(self._ends_at()),
        )

    def ahead(self, second: float) -> Iterator[Ahead]:
        """What will count by itself, later than `second`."""
        if (granted := self.granted) is not None:
            for each in granted.ahead(second):
                what = _OPENS if each == granted.second else _ENDS
                yield Ahead(each, what, granted.moment)
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
        bought = step.event.kind is Kind.PURCHASE
        self._periods.pay(step, step.moment)
        opens = self.membership.opens if bought else Delay()
        if opens is None:
            return False
        self._grant(step.moment, opens, anew=not before.stands)
        self._blocks.pay(step)
        if step.event.kind is Kind.COMPLETED or step.event.subscription.payments_left == 0:
            self._paid_off = self._paid_off or step.moment
            self._blocks.pay_off()
        return bought or _is_better(self.held(step.moment.second), before)

    def _grant(self, moment: Moment, opens: Delay, *, anew: bool) -> None:
        self._paid = True
        self.ended = self.revoked = None
        if self.granted is None or anew:
            self.granted = Since(moment, self._blocks.when(opens, moment))

    def _refund(self, step: Step) -> None:
        self._periods.give_back(step)
        refunds = self.membership.refunds
        if refunds is Refunds.OFF or (refunds is Refunds.FULL and not step.given_back):
            return
        if self.ended is None:
            second = self._blocks.when(self.membership.ends, step.moment, patient=True)
            self.ended = Since(step.moment, second)

    def _effective(self) -> Iterator[tuple[Block, Since]]:
        """The blocks as hands left them."""
        for block, since in self._blocks.effective():
            if (changed := self._by_hand(block, since)) is not None:
                yield block, changed

    def _by_hand(self, what: str, since: Since) -> Since | None:
        subject = self.subject(what, since.moment)
        if subject in self.skipped:
            return None
        if subject in self.hurried:
            return Since(since.moment, min(since.second, self.hurried[subject]), since.until)
        return since

    def _counting(self, second: float) -> Iterator[tuple[Block, Since]]:
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
        ends = [self._until or lasting(self.membership, opened)]
        if self.membership.completed_ends and self._paid_off:
            ends.append(max(self._paid_off.second, self._periods.end or 0))
        soonest = min((end for end in ends if end is not None), default=None)
        if soonest is None:
            return None
        changed = self._by_hand(_ENDS, Since(begun, soonest))
        return changed.second if changed else None


def _is_better(now: Held, before: Held) -> bool:
    """Whether it was granted again, or a block was lifted."""
    return (now.stands and not before.stands) or not before.blocks.keys() <= now.blocks.keys()
