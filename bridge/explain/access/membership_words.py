"""What is said of one membership at one destination: whether she is let in, why, and what would."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridge.entitlements.desired import Desired, Held, Value
from bridge.entitlements.memberships import best_of
from bridge.explain.access.access_history import Mark, Since
from bridge.explain.access.opening import what_opens
from bridge.explain.access.site_reach import lets_in, ran_out, reach, until_words
from bridge.explain.backlog import untold_of
from bridge.explain.hands import ban_sentence, why_of
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.snapshot import Snapshot
from bridge.explain.tag_reasons import time_of
from bridge.model import PATIENCE, Block, Moment, Style, tag_key
from bridge.model.text import clock, join_and

_BLOCKED = {
    Block.OVERDUE: "a payment failed",
    Block.SUSPENDED: "suspended for a failed payment",
    Block.PAUSED: "paused",
    Block.CANCELLED: "cancelled",
}
_MOST = 3  # entitlements that a sentence names


@dataclass(frozen=True)
class MembershipWords:
    """Of the membership `name` all that is `held`; `since` is since when what stands has stood."""

    known: Snapshot
    names: Mapping[str, str]
    since: Mapping[Mark, Since]
    name: str
    held: Sequence[Held]
    steps: NextSteps = COMMANDS

    def of_each(self) -> Iterator[str]:
        """About each entitlement."""
        for each in self.held:
            if each.granted_since or not each.by_hand:
                yield f"{self.name}: {self._of_one(each)}."

    def of_all(self, where: str = "") -> str:
        """Whether she is let in, and why."""
        held, best = self.held, best_of(self.held)
        if any(each.banned for each in held):
            bans = self.known.hands.bans_of(self.name)
            return ban_sentence(self.name, bans, self._but(held[0]), where, self.steps)
        if all(each.presumed for each in held) and not all(each.ended for each in held):
            return self._presumed(where)
        if self.known.is_site and (longest := reach(self.known, held)):
            return self._open(longest[0], where, f", {until_words(longest[1])}")
        if best is None:
            return self._not_standing(where)
        if not lets_in(self.known, self.known.state, held):
            return self._closed(best, where)
        if taken := taken_by_rule(self.known, held):
            return self._taken(taken, where)
        return self._open(best, where)

    def _open(self, best: Held, where: str, until: str = "") -> str:
        opened = self.since.get((self.name, "open"))
        whence = f" (delivery {opened.delivery})" if opened and opened.delivery else ""
        since = f" since {clock(opened.at)}{whence}" if opened else ""
        until = until or self._until()
        if untold := untold_of(self.known, best, self.steps):
            should = f"{self.name} should be open to her{where}{since}{until}"
            return f"{should}, but {untold}.{self.holding()}"
        return f"{self.name} is open to her{where}{since}{until}.{self.holding()}"

    def _until(self) -> str:
        """`, until 20 Dec 2026, 23:59` where all that holds it open ends by itself."""
        ends = [each.ends_at for each in self._opening_ones()]
        told = [each for each in ends if each]
        return f", until {clock(max(told))}" if told and len(told) == len(ends) else ""

    def _presumed(self, where: str) -> str:
        known = self.known
        blocked = [each for each in self.held if each.blocks and not each.ended]
        closed = self._closed(blocked[0], where) if blocked else ""
        if all(map(_is_lost, self.held)):
            return closed
        return (
            f"{closed} {self.name}: no purchase of hers is known, so the bridge leaves "
            f"{'her access as it is at' if known.is_site else 'its tag as it is in'} "
            f"{known.called}: if she bought it before the bridge came, look whether she has it "
            "there."
        ).lstrip()

    def _not_standing(self, where: str) -> str:
        """It opens later, or is over."""
        ahead = self.known.state.upcoming
        opens = [e.at for e in ahead if (e.membership, e.what) == (self.name, "opens")]
        if opens:
            return f"{self.name} is not open to her{where} yet: it opens on {clock(min(opens))}."
        since = max((each.ended_since for each in self.held if each.ended_since), default=None)
        when = f" since {self._since(since, self.name, 'over')}" if since else ""
        but = self._but(self.held[0])
        over = f"{self.name} is over{where}{when}: nothing of hers gives it any more{but}."
        return f"{over} {self._opening()}".rstrip()

    def _closed(self, each: Held, where: str) -> str:
        site = self.known.is_site
        by = join_and([
            *ran_out(self.known, self.held),
            *(
                f"{_BLOCKED[block] if site else _closer(each, block)} since "
                f"{self._since(moment, self.name, block)}"
                for block, moment in each.blocks.items()
            ),
        ])  # fmt: skip
        by = f" {by}" if by.startswith("by ") else f": {by}"
        closed = f"{self.name} is closed{where}{by if by != ': ' else ''}"
        return f"{closed}{self._but(each)}. {self._opening()}".rstrip()

    def _but(self, each: Held) -> str:
        """What the account was not told of it."""
        untold = untold_of(self.known, each, self.steps)
        return f", but {untold}" if untold else ""

    def _taken(self, taken: Desired, where: str) -> str:
        because = taken.because
        id_ = self.known.ids.get(because.event)
        said = f"line {because.line}{f', delivery {id_}' if id_ else ''}"
        return (
            f"{self.name} is closed to her{where}: the rule '{because.rule}' ({said}) took "
            f"'{taken.name}' off. A purchase of hers that gives it, or a payment for it, puts it "
            "on again."
        )

    def _opening(self) -> str:
        return what_opens(self.known, self.name, self.held, self.names)

    def holding(self) -> str:
        """Of several entitlements those that hold it open, so that nobody wonders at one that does
        not."""
        opening = self._opening_ones()
        hold = ["a grant by hand" if each.by_hand else self._what(each) for each in opening]
        if len(self.held) == 1 or not hold:
            return ""
        more = [f"{len(hold) - _MOST} more"] if len(hold) > _MOST else []
        return f" Held open by {join_and([*hold[:_MOST], *more])}."

    def _opening_ones(self) -> list[Held]:
        return [each for each in self.held if lets_in(self.known, self.known.state, [each])]

    def _of_one(self, each: Held) -> str:
        """`product-12 of order 1001, paid since 21 Nov 2026, 14:05 (delivery 5): paused since …`"""
        return f"{self.got(each)}: {self.stands(each)}"

    def stands(self, each: Held) -> str:
        """How it stands, and what will become of it by itself: `paused since …`, `gives access`."""
        stands = [
            f"{_BLOCKED[block]} since {self._since(moment, each.entitlement, self.name, block)}"
            for block, moment in each.blocks.items()
        ]
        if each.banned:
            stands = ["banned by hand"]
        elif each.ended:
            how = "ended by hand" if self.known.hands.said_at(each.ended_since) else "ended"
            since = each.ended_since
            stands = [f"{how} since {self._since(since)}" if since else how]
        elif each.granted_since and not each.granted:
            stands = ["not open yet"]
        else:
            stands += self._to_come(each)
        return ", ".join(stands) or "gives access"

    def got(self, each: Held) -> str:
        """`product-12 of order 1001, paid since 21 Nov 2026, 14:05 (delivery 5)`"""
        what = self._what(each)
        if each.granted_since is None:
            return f"{what}, no payment known"
        since = self._since(each.granted_since)
        until = f" until {clock(each.ends_at)}" if each.ends_at and each.by_hand else ""
        return f"{what} since {since}{until}" if each.by_hand else f"{what}, paid since {since}"

    def _to_come(self, each: Held) -> Iterator[str]:
        """What will become of it by itself."""
        for ahead in self.known.whole.upcoming:
            if (ahead.membership, ahead.entitlement) != (self.name, each.entitlement):
                continue
            if ahead.what == "ends":
                yield from () if each.by_hand else [f"ends by itself on {clock(ahead.at)}"]
            elif ahead.what in each.blocks:
                yield f"no longer {ahead.what} from {clock(ahead.at)} on"
            elif ahead.what in set(Block):
                yield f"counts as {ahead.what} from {clock(ahead.at)} on"

    def _what(self, each: Held) -> str:
        if each.by_hand:
            return "granted by hand"
        order, _, item = each.entitlement.partition(":")[2].rpartition(":")
        named = f"{item} ({self.names[item]})" if self.names.get(item) else item
        if order.startswith("delivery "):
            return f"{named}, bought without an order number"
        return f"{named} of order {order}" if order else named

    def _since(self, moment: Moment, *mark: str) -> str:
        """When it happened, or from when on what stands so counted, where that is later than the
        minute for which memberships are patient."""
        delivery, said = self.known.ids.get(moment.key), self.known.hands.said_at(moment)
        whence = f" (delivery {delivery}{why_of(said) if said else ''})" if delivery else ""
        at, counts = time_of(moment), self.since.get(mark)
        return f"{clock(counts.at if counts and counts.at > at + PATIENCE else at)}{whence}"


def taken_by_rule(known: Snapshot, held: Sequence[Held]) -> Desired | None:
    """The membership's own tag, where a rule beside the membership took it off: the door stays
    shut whatever she holds."""
    tags = {tag_key(each.membership.tag) for each in held if each.membership.tag}
    found = (known.state.targets.get(tag) for tag in sorted(tags))
    taken = (each for each in found if each and each.because.rule and not each.because.membership)
    return next((each for each in taken if each.value is Value.UNWANTED), None)


def closing_tag(each: Held, block: Block) -> str:
    """The tag that tells of that block; "" where none does."""
    membership = each.membership
    if membership.style is Style.ACCESSALLY:
        tags = {Block.OVERDUE: membership.failed, Block.CANCELLED: membership.revoke}
        return tags.get(block, "")
    part = membership.blocking(block)
    return part.tag if part else ""


def _closer(each: Held, block: Block) -> str:
    """`by GoldCANC`, or what happened where no tag tells it."""
    tag = closing_tag(each, block)
    return f"by {tag}" if tag else _BLOCKED[block]


def _is_lost(each: Held) -> bool:
    """Whether it takes the membership's own tag: a site without blocking tags knows no other way to
    close by a cancellation."""
    by_cancellation = each.membership.style is not Style.MEMBERIUM
    return each.ended or (by_cancellation and Block.CANCELLED in each.blocks)
