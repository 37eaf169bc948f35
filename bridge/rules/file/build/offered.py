"""From a membership of the file to what the fold knows of it: its tags, how each part counts."""

from typing import Any

from bridge.model import Blocking, Delay, Kind, Refunds, Style, tag_key
from bridge.model import Membership as Known
from bridge.rules import Block, Later, Offer
from bridge.rules.file.build.memberships import LIFTS, Membership, Part

_PARTS = {
    "overdue": Kind.PAYMENT_FAILED,
    "paused": Kind.PAUSED,
    "cancelled": Kind.CANCELLED,
}
# In which style a part blocks at all.
_BLOCKS = {
    "memberium": ("overdue", "paused", "cancelled"),
    "plain": ("cancelled",),
    "accessally": ("overdue", "cancelled"),
}


def offer_of(membership: Membership) -> Offer:
    block = Block(membership.items, membership.plans, membership.only)
    return Offer(known(membership), block, membership.enabled)


def known(membership: Membership) -> Known:
    lasting, refund = membership.lasting, membership.parts.get(Kind.REFUND)
    parts: dict[str, Any] = {
        name: _blocking(membership, name) for name in _BLOCKS[membership.style]
    }
    if lasting.patience is not None:
        parts["patience"] = lasting.patience
    return Known(
        name=membership.tag,
        style=Style(membership.style),
        tag=_own(membership),
        line=membership.line,
        opens=_opens(membership),
        suspended=_suspended(membership),
        lifts=_lifting(membership, Kind.REBILL),
        resumes=_lifting(membership, Kind.RESUMED),
        refunds=_refunds(membership, refund),
        ends=_delay(refund),
        lasts=lasting.after,
        lasts_months=lasting.months,
        completed_ends=lasting.completed_ends,
        trigger=membership.trigger,
        revoke=membership.revoke,
        failed=membership.failed,
        **parts,
    )


def _opens(membership: Membership) -> Delay | None:
    """None where a purchase gives nothing: the part is off."""
    part = membership.parts.get(Kind.PURCHASE)
    return None if part and part.actions is not None and not part.actions else _delay(part)


def _own(membership: Membership) -> str:
    """The tag that it gives; "" where the file gives something else at a purchase, or nothing."""
    if membership.style == "accessally":
        return ""
    actions = membership.actions(Kind.PURCHASE)
    given = [tag_key(tag) for how in ("grant", "add") for tag in actions.get(how, ())]
    return membership.tag if tag_key(membership.tag) in given else ""


def _blocking(membership: Membership, name: str) -> Blocking | None:
    kind = _PARTS[name]
    if not membership.is_standard(kind):
        return None
    if name == "overdue" and membership.style == "accessally" and not membership.failed:
        return None
    tag = _tag(membership, kind) if membership.style == "memberium" else ""
    return Blocking(tag, _delay(membership.parts.get(kind)))


def _suspended(membership: Membership) -> Blocking | None:
    part = membership.parts.get(Kind.PAYMENT_FAILED)
    if part is None or part.suspend is None or membership.style != "memberium":
        return None
    return Blocking(_tag(membership, Kind.PAUSED), _late(part.suspend))


def _tag(membership: Membership, kind: Kind) -> str:
    return f"{membership.tag}{membership.suffixes[kind]}"


def _lifting(membership: Membership, kind: Kind) -> Delay | None:
    """What ends a block ends one that was put off in any case: that is what it waits for."""
    if membership.is_standard(kind):
        return _delay(membership.parts.get(kind))
    began = membership.parts.get(LIFTS[kind])
    return Delay() if began and began.actions is None and began.later else None


def _refunds(membership: Membership, part: Part | None) -> Refunds:
    if not membership.is_standard(Kind.REFUND):
        return Refunds.OFF
    return part.refunds if part and part.refunds else Refunds.FULL


def _delay(part: Part | None) -> Delay:
    return _late(part.later) if part and part.later else Delay()


def _late(later: Later) -> Delay:
    return Delay(later.after, later.at_period_end)
