"""One entitlement to one membership, event by event: granted, blocked, ended, and when next.

Every method keeps facts; `held` tells what they mean at a second. A block has the moment at which
it began and the second from which it counts, which may lie ahead: a grace period, the end of what
is paid, or the patience that lets an upgrade's purchase come first. Nothing is scheduled: `breaks`
are the seconds ahead at which `held` would differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bridge.entitlements.blocks import Ahead, Blocks, ByRule, Span
from bridge.entitlements.by_destination.site_access import ENDED, Access, Reach
from bridge.entitlements.desired import Held
from bridge.entitlements.inputs import Hands
from bridge.entitlements.lines import Step
from bridge.entitlements.periods import Periods, end_of_lasting
from bridge.model import PAYMENTS, Action, Block, Delay, Kind, Membership, Moment, Refunds

_ENDS, _OPENS = "ends", "opens"


@dataclass
class Lifecycle:
    """`hands` skip or hurry what is ahead; `by_hand`: a hand granted it, or bans; `once`: it is
    paid by a single payment."""

    key: str
    membership: Membership
    hands: Hands = field(default_factory=Hands)
    by_hand: bool = False
    once: bool = False
    granted: Span | None = None
    ended: Span | None = None
    revoked: Span | None = None
    newest: Moment | None = None
    _ruled: list[Span] = field(default_factory=list)  # what rules granted beside
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
        self.granted = Span(moment, moment.second)
        self._until = None if until is None else int(until.timestamp())

    def ban_by_hand(self, moment: Moment) -> None:
        """A hold that blocks, of somebody of whom nothing else may be known."""
        self.newest = max(moment, self.newest or moment)

    def end_by_hand(self, moment: Moment) -> None:
        self.newest = max(moment, self.newest or moment)
        if self.ended is None or not self.ended.at(moment.second):
            self.ended = Span(moment, moment.second)

    def change_by_rule(self, change: ByRule) -> None:
        if change.action is Action.GRANT:
            self._grant_by_rule(change.since)
        elif change.action is Action.REVOKE:
            self.revoked = change.since
        else:
            self._blocks.change_by_rule(change)

    def _grant_by_rule(self, since: Span) -> None:
        """What a rule revoked it lifts once it counts; what was still to come never comes."""
        if self.revoked and self.revoked.has_begun(since.moment.second):
            self.revoked.until = min(since.second, self.revoked.until or since.second)
        else:
            self.revoked = None
        self._ruled = sorted([*self._ruled, since], key=lambda each: each.second)

    def held(self, second: float) -> Held:
        grant = self._grant_at(second)
        granted = grant is not None and grant.at(second)
        ended, ends = self._ended(second), self._ends_at(grant)
        return Held(
            entitlement=self.key,
            membership=self.membership,
            granted=granted,
            ended=ended is not None,
            blocks={block: each.moment for block, each in self._effective() if each.at(second)},
            ended_since=ended,
            granted_since=grant.moment if grant else None,
            newest=self.newest,
            presumed=not (granted or self._paid or self.by_hand),
            by_hand=self.by_hand,
            ends_at=None if ends is None else datetime.fromtimestamp(ends, UTC),
        )

    def access(self, second: float) -> Access:
        """What a site that knows access is told of it. There it has nothing of this entitlement
        that the bridge did not give; so what was never paid is not left as it is, but ended."""
        grant = self._grant_at(second)
        granted = grant is not None and grant.at(second)
        if not granted or any(each.at(second) for each in self._endings()):
            return ENDED
        is_paid_off, ends = self._paid_off is not None, self._ends_at(grant)
        blocks = list(self._effective())
        reach = Reach(self.membership, self._periods, blocks, is_paid_off, self.once, ends)
        return reach.at(second)

    def ahead(self, second: float) -> Iterator[Ahead]:
        """What will count by itself, later than `second`."""
        for block, since in self._effective():
            yield from (Ahead(each, block, since.moment) for each in since.ahead(second))
        for since in self._endings():
            for when in since.ahead(second):
                yield Ahead(when, _ENDS if when == since.second else _OPENS, since.moment)
        grant = self._grant_at(second)
        lifted = {each.until for each in self._endings() if each.at(second)}
        for each in self._ruled if None not in lifted else ():
            if each.second > second and each.second not in lifted and self._is_needed(each, grant):
                yield Ahead(each.second, _OPENS, each.moment)
        yield from self._grant_ahead(grant, second) if grant else ()

    def _grant_ahead(self, grant: Span, second: float) -> Iterator[Ahead]:
        """When it opens, and when it ends by itself."""
        if grant.until is not None and grant.until > second:
            yield Ahead(grant.until, _ENDS, grant.moment)
        if self._ended(second) is not None:
            return
        if grant.second > second:
            yield Ahead(grant.second, _OPENS, grant.moment)
        by_itself = self._ends_at(grant)
        if by_itself is not None and by_itself > second:
            yield Ahead(by_itself, _ENDS, grant.moment)

    def subject(self, what: str, since: Moment) -> str:
        return f"{self.key} {self.membership.name} {what} {since.second}"

    def _pay(self, step: Step) -> bool:
        before = self.held(step.moment.second)
        bought = step.event.kind is Kind.PURCHASE
        self._periods.pay(step)
        opens = self.membership.opens if bought else Delay()
        if opens is None:
            return False
        self._grant(step.moment, opens, anew=not before.stands)
        self._blocks.pay(step)
        if step.event.kind is Kind.COMPLETED or step.event.subscription.payments_left == 0:
            self._paid_off = self._paid_off or step.moment
            self._blocks.pay_off()
        now = self.held(step.moment.second)
        is_lifted = not before.blocks.keys() <= now.blocks.keys()
        return bought or is_lifted or (now.stands and not before.stands)

    def _grant(self, moment: Moment, opens: Delay, *, anew: bool) -> None:
        self._paid = True
        self.ended = self.revoked = None
        if anew:
            self._ruled = [each for each in self._ruled if each.second > moment.second]
        if self.granted is None or anew:
            self.granted = Span(moment, self._blocks.when(opens, moment))

    def _refund(self, step: Step) -> None:
        self._periods.give_back(step)
        refunds = self.membership.refunds
        if refunds is Refunds.OFF or (refunds is Refunds.FULL and not step.given_back):
            return
        if self.ended is None:
            second = self._blocks.when(self.membership.ends, step.moment, patient=True)
            self.ended = Span(step.moment, second)

    def _effective(self) -> Iterator[tuple[Block, Span]]:
        """The blocks as hands left them."""
        for block, since in self._blocks.effective():
            if (changed := self._by_hand(block, since)) is not None:
                yield block, changed

    def _by_hand(self, what: str, since: Span) -> Span | None:
        second = self.hands.start_of(self.subject(what, since.moment), since.second)
        if second is None:
            return None
        return since if second == since.second else replace(since, second=second, hurried=True)

    def _endings(self) -> Iterator[Span]:
        """By refunds, hands and rules, as hands left them."""
        for since in filter(None, (self.ended, self.revoked)):
            if (changed := self._by_hand(_ENDS, since)) is not None:
                yield changed

    def _ended(self, second: float) -> Moment | None:
        for since in self._endings():
            if since.at(second):
                return since.moment
        by_itself = self._ends_at(self._grant_at(second))
        if by_itself is not None and by_itself <= second:
            return Moment.due(by_itself, self.key)
        return None

    def _grant_at(self, second: float) -> Span | None:
        """The grant that counts then: its payment's, or a rule's that came when none was left."""
        grant = self.granted
        for each in self._ruled:
            if each.at(second) and self._is_needed(each, grant):
                grant = each
        return grant

    def _is_needed(self, ruled: Span, grant: Span | None) -> bool:
        """Whether what a rule grants was not granted yet, or had ended by then."""
        if grant is None or ruled.second < grant.second:
            return True
        by_itself = self._ends_at(grant)
        is_over = by_itself is not None and by_itself <= ruled.second
        return is_over or any(each.at(ruled.second - 1) for each in self._endings())

    def _ends_at(self, grant: Span | None) -> int | None:
        """When it ends by itself: what lasts a time, a fixed term, a grant by hand."""
        if grant is None:
            return None
        opened = max(grant.moment.second, grant.second)
        ends = [self._until or end_of_lasting(self.membership, opened)]
        if self.membership.completed_ends and self._paid_off:
            ends.append(max(self._paid_off.second, self._periods.end or 0))
        soonest = min((end for end in ends if end is not None), default=None)
        changed = None if soonest is None else self._by_hand(_ENDS, Span(grant.moment, soonest))
        return changed.second if changed else None
