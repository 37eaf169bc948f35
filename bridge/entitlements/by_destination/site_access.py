"""Until when one entitlement opens a site that knows access, with its end, in the place of tags.

What is told of it is an end that the site keeps by itself: nothing has to be said when it comes,
and whoever misses a payment runs out without anybody's doing. So every payment moves the end; an
end that is known ahead is told ahead; and only what shuts out at once is told as ended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.entitlements.blocks import Span
from bridge.entitlements.desired import Because, Desired, Held, Value
from bridge.entitlements.periods import Periods
from bridge.model import Block, Membership, Moment, Sort, target_key

# Two blocks of one failed payment: what the rules write of one counts for both.
_CAUSES = {Block.SUSPENDED: Block.OVERDUE}


@dataclass(frozen=True)
class Access:
    """WANTED until a second (None: for life), which may have passed by now; UNWANTED: ended at
    once, or never given."""

    value: Value
    until: int | None = None

    def is_over(self, second: float) -> bool:
        return self.until is not None and self.until <= second


ENDED = Access(Value.UNWANTED)


@dataclass(frozen=True)
class Reach:
    """How far it reaches while it is granted and not given back. `blocks` are those that count or
    will, as hands left them. `paid_off`: none of its payments is due any more; `once`: it is paid
    by a single one; `ends`: when it ends by itself."""

    membership: Membership
    periods: Periods
    blocks: Iterable[tuple[Block, Span]]
    paid_off: bool = False
    once: bool = False
    ends: int | None = None

    def at(self, second: float) -> Access:
        """What stops it counts in the place of the end of what is paid, be that sooner or later."""
        stops = [*self._stops(second)]
        if None in stops:
            return ENDED
        for_life = self.paid_off or self.once
        running = None if for_life else self.periods.running_end
        ends = [self.ends, *(stops or [running])]
        return Access(Value.WANTED, min((each for each in ends if each is not None), default=None))

    def _stops(self, second: float) -> Iterator[int | None]:
        """When each block ends it; None for at once."""
        blocks = [
            (block, since)
            for block, since in self.blocks
            if since.until is None or since.until > max(second, since.second)
        ]
        written = {_cause(block) for block, since in blocks if self._is_written(block, since)}
        for block, since in blocks:
            if since.by_rule:
                yield from (None for _ in range(since.at(second)))
            elif self._is_written(block, since):
                yield from self._as_written(block, since, second)
            elif _cause(block) not in written and not self.paid_off and since.at(second):
                yield self.periods.end

    def _is_written(self, block: Block, since: Span) -> bool:
        part = self.membership.blocking(block)
        return part is not None and part.written and not since.by_rule

    def _as_written(self, block: Block, since: Span, second: float) -> Iterator[int | None]:
        """Ended where it counts without a delay or a hand hurried it; else its end told ahead."""
        soonest = since.moment.second
        if block is Block.CANCELLED:
            soonest += int(self.membership.patience.total_seconds())
        if since.second > soonest and not since.hurried:
            yield since.second
        elif since.at(second):
            yield None


def desired_access(held: Held, access: Access, anew: Moment | None, second: float) -> Desired:
    """What is over is told again by nothing that is paid for another one, and makes no contact."""
    gives = access.value is Value.WANTED and not access.is_over(second)
    since = (held.ended_since if not gives else None) or held.newest or Moment(0)
    because = Because(line=held.membership.line, membership=held.membership.name, event=since.key)
    until = None if access.until is None else datetime.fromtimestamp(access.until, UTC)
    return Desired(
        Sort.ACCESS, held.membership.at_site, access.value, since, because,
        anew=anew if gives else None, creates=gives, text=until.isoformat() if until else "",
    )  # fmt: skip


def access_key(held: Held) -> str:
    """One for each entitlement and name at the site, the same for good."""
    hold = held.entitlement.replace(",", ";")
    return target_key(Sort.ACCESS, held.membership.at_site, hold)


def best_access(one: Desired, other: Desired) -> Desired:
    """Of two that are one at the site, such as what two people at one address have of a purchase
    that nobody knows: the one that lets in longer."""
    return max(one, other, key=_weight)


def _weight(each: Desired) -> tuple[bool, bool, str]:
    wanted = each.value is Value.WANTED
    return (wanted, wanted and not each.text, each.text)


def _cause(block: Block) -> Block:
    return _CAUSES.get(block, block)
