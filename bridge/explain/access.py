"""Why somebody gets in or not, in plain sentences: what she holds, what blocks, what would open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.destinations.registry import called
from bridge.entitlements.desired import Held
from bridge.entitlements.memberships import best_of
from bridge.explain.applied import is_told, unknown_of
from bridge.explain.known import Known
from bridge.explain.nouns import and_
from bridge.explain.opening import what_opens
from bridge.explain.reason import time_of
from bridge.explain.shut import banned_words, taken_by_rule, taken_words
from bridge.explain.standing_hands import membership_of, why_of, words_of
from bridge.explain.standing_since import Mark, Since, is_let_in, standing_since
from bridge.model import PATIENCE, Block, Moment, Style
from bridge.model.text import clock

_BLOCKED = {
    Block.OVERDUE: "a payment failed",
    Block.SUSPENDED: "suspended for a failed payment",
    Block.PAUSED: "paused",
    Block.CANCELLED: "cancelled",
}
_MOST = 3  # entitlements that a sentence names
_NOT_LOOKED = (
    "If she still stands before a locked door, the site may not have looked yet: Memberium sees a "
    "new tag when {crm}'s own webhook tells it or at her next login, AccessAlly when its "
    "webhook came, else within a day."
)


@dataclass(frozen=True)
class _Told:
    """The items' names by their keys, and since when what stands has stood."""

    names: Mapping[str, str]
    since: Mapping[Mark, Since]


def sentences(known: Known, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence about each membership that she has, had, or is kept out of, and one about each
    entitlement to it; `names` are the items' by their keys."""
    told = _Told(names, standing_since(known))
    for name, held in known.state.held.items():
        yield _membership(known, name, held, told)
        hers = (each for each in held if each.granted_since or not each.by_hand)
        yield from (f"{name}: {_entitlement(known, name, each, told)}." for each in hers)


def hands_untold(known: Known) -> Iterator[str]:
    """What hands said that no sentence about a membership tells: of all, or of one that she has
    not."""
    told: set[str] = set()
    for name, held in known.state.held.items():
        told |= {ban.event.key for ban in known.hands.bans_of(name)[:1]}
        for each in held:
            told |= {m.key for m in (each.granted_since, each.ended_since) if m}
    for key, said in known.hands.said.items():
        if key not in told:
            of = membership_of(said) or "Every membership"
            yield f"{of}: {words_of(said)} (delivery {said.id})."


def third_answer(known: Known) -> Iterator[str]:
    """Where to look when the bridge says open and she is kept out all the same: nothing, unless
    the account was told all."""
    opened = [
        best_of(held)
        for held in known.state.held.values()
        if is_let_in(held) and taken_by_rule(known, held) is None
    ]
    if is_told(known) and any(best and not unknown_of(known, best) for best in opened):
        yield _NOT_LOOKED.format(crm=called(known.destination.name))


def _membership(known: Known, name: str, held: Sequence[Held], told: _Told) -> str:
    if any(each.banned for each in held):
        return banned_words(known, name)
    if all(each.presumed for each in held) and not all(each.ended for each in held):
        return _presumed(known, name, held, told)
    best = best_of(held)
    if best is None:
        return _not_standing(known, name, held, told)
    if not is_let_in(held):
        return _closed(known, name, best, held, told)
    if taken := taken_by_rule(known, held):
        return taken_words(known, name, taken)
    opened = told.since.get((name, "open"))
    since = f" since {_opened(opened)}" if opened else ""
    return f"{name} is open to her{since}{unknown_of(known, best)}.{_holding(held, told.names)}"


def _presumed(known: Known, name: str, held: Sequence[Held], told: _Told) -> str:
    crm = called(known.destination.name)
    blocked = [each for each in held if each.blocks and not each.ended]
    closed = f"{_closed(known, name, blocked[0], held, told)} " if blocked else ""
    if all(map(_is_lost, held)):
        return closed.rstrip()
    return (
        f"{closed}{name}: no purchase of hers is known, so the bridge leaves its tag as it is "
        f"in {crm}: if she bought it before the bridge came, look whether she has it there."
    )


def _not_standing(known: Known, name: str, held: Sequence[Held], told: _Told) -> str:
    """It opens later, or is over."""
    opens = _ahead(known, name, "opens")
    if opens:
        return f"{name} is not open to her yet: it opens on {clock(min(opens))}."
    since = max((each.ended_since for each in held if each.ended_since), default=None)
    counts = told.since.get((name, "over"))
    when = f" since {_since(known, since, counts)}" if since else ""
    over = f"{name} is over{when}: nothing of hers gives it any more."
    return f"{over} {what_opens(known, name, held, told.names)}".rstrip()


def _closed(known: Known, name: str, each: Held, held: Sequence[Held], told: _Told) -> str:
    by = and_(
        f"{_closer(each, block)} since {_since(known, moment, told.since.get((name, block)))}"
        for block, moment in each.blocks.items()
    )
    by = f" {by}" if by.startswith("by ") else f": {by}"
    opening = what_opens(known, name, held, told.names)
    return f"{name} is closed{by}{unknown_of(known, each)}. {opening}".rstrip()


def _opened(since: Since) -> str:
    whence = f" (delivery {since.delivery})" if since.delivery else ""
    return f"{clock(since.at)}{whence}"


def _holding(held: Sequence[Held], names: Mapping[str, str]) -> str:
    """Of several entitlements those that hold it open, so that nobody wonders at one that does
    not."""
    opening = [each for each in held if is_let_in([each])]
    hold = ["a grant by hand" if each.by_hand else _what(each, names) for each in opening]
    if len(held) == 1 or not hold:
        return ""
    more = [f"{len(hold) - _MOST} more"] if len(hold) > _MOST else []
    return f" Held open by {and_([*hold[:_MOST], *more])}."


def _entitlement(known: Known, name: str, each: Held, told: _Told) -> str:
    """`product-12 of order 1001, paid since 21 Nov 2026, 14:05 (delivery 5): paused since …`"""
    stands = []
    for block, moment in each.blocks.items():
        counts = told.since.get((each.entitlement, name, block))
        stands.append(f"{_BLOCKED[block]} since {_since(known, moment, counts)}")
    if each.banned:
        stands = ["banned by hand"]
    elif each.ended:
        how = "ended by hand" if known.hands.said_at(each.ended_since) else "ended"
        stands = [f"{how} since {_since(known, each.ended_since)}" if each.ended_since else how]
    elif each.granted_since and not each.granted:
        stands = ["not open yet"]
    else:
        stands += _to_come(known, name, each)
    return f"{_got(known, each, told.names)}: {', '.join(stands) or 'counts'}"


def _got(known: Known, each: Held, names: Mapping[str, str]) -> str:
    what = _what(each, names)
    if each.granted_since is None:
        return f"{what}, no payment known"
    since = _since(known, each.granted_since)
    until = f" until {clock(each.ends_at)}" if each.ends_at and each.by_hand else ""
    return f"{what} since {since}{until}" if each.by_hand else f"{what}, paid since {since}"


def _to_come(known: Known, name: str, each: Held) -> Iterator[str]:
    """What will become of it by itself."""
    for ahead in known.state.upcoming:
        if (ahead.membership, ahead.entitlement) != (name, each.entitlement):
            continue
        if ahead.what == "ends":
            yield from () if each.by_hand else [f"ends by itself on {clock(ahead.at)}"]
        elif ahead.what in each.blocks:
            yield f"no longer {ahead.what} from {clock(ahead.at)} on"
        elif ahead.what in set(Block):
            yield f"counts as {ahead.what} from {clock(ahead.at)} on"


def _ahead(known: Known, name: str, what: str) -> list[datetime]:
    return [e.at for e in known.state.upcoming if (e.membership, e.what) == (name, what)]


def _what(each: Held, names: Mapping[str, str]) -> str:
    if each.by_hand:
        return "granted by hand"
    _, order, item = _parts(each.entitlement)
    called_ = f"{item} ({names[item]})" if names.get(item) else item
    if order.startswith("delivery "):
        return f"{called_}, bought without an order number"
    return f"{called_} of order {order}" if order else called_


def _parts(entitlement: str) -> tuple[str, str, str]:
    mode, _, rest = entitlement.partition(":")
    order, _, item = rest.rpartition(":")
    return mode, order, item


def _closer(each: Held, block: Block) -> str:
    """`by GoldCANC`, or what happened where no tag tells it."""
    membership = each.membership
    part = membership.blocking(block)
    tag = part.tag if part else ""
    if membership.style is Style.ACCESSALLY:
        tag = {Block.OVERDUE: membership.failed, Block.CANCELLED: membership.revoke}.get(block, "")
    return f"by {tag}" if tag else _BLOCKED[block]


def _is_lost(each: Held) -> bool:
    """Whether it takes the membership's own tag: a site without blocking tags knows no other way to
    close by a cancellation."""
    by_cancellation = each.membership.style is not Style.MEMBERIUM
    return each.ended or (by_cancellation and Block.CANCELLED in each.blocks)


def _since(known: Known, moment: Moment, counts: Since | None = None) -> str:
    """When it happened, or from when on it counted, where that is later than the minute for which
    memberships are patient."""
    delivery = known.ids.get(moment.key)
    said = known.hands.said_at(moment)
    why = why_of(said) if said else ""
    whence = f" (delivery {delivery}{why})" if delivery else ""
    at = time_of(moment)
    if counts and counts.at > at + PATIENCE:
        at = counts.at
    return f"{clock(at)}{whence}"
