"""What one membership makes of the entitlements to it: its tags at one moment.

It is granted while any entitlement stands; its blocking tags are those of the entitlement that
stands best. Nobody who pays is shut out because something else of hers was cancelled.
"""

from collections.abc import Iterator, Sequence

from bridge.entitlements.desired import Because, Desired, Held, Value
from bridge.model import Block, Membership, Moment, Sort, Style, target_key

Targets = dict[str, Desired]


def best_of(held: Sequence[Held]) -> Held | None:
    """The one that lets in soonest: clear, then overdue, paused, cancelled, gravest first; of two
    alike the one with the newest event. None when none stands."""
    standing = [each for each in held if each.stands]
    return min(standing, key=_rank, default=None)


def is_open(held: Sequence[Held]) -> bool:
    """Whether any entitlement is neither ended nor effectively cancelled."""
    return any(each.open for each in held)


def access_of(held: Sequence[Held]) -> bool | None:
    """Whether access is open; None where only something that is presumed may open it."""
    if is_open(held):
        return True
    return None if any(each.presumed and not each.lost for each in held) else False


def targets_of(held: Sequence[Held], now: Moment, anew: Moment | None) -> Targets:
    """The tags of a membership, all of whose entitlements are `held`, at least one.

    `now` is since when it is so, `anew` since when every target is to be told.
    """
    targets: Targets = {}
    for tag, value, because, creates in _values(held):
        key = target_key(Sort.TAG, tag)
        known = targets.get(key)
        if tag and (known is None or known.value is not Value.WANTED):
            targets[key] = Desired(Sort.TAG, tag, value, now, because, anew, creates)
    return targets


def _values(held: Sequence[Held]) -> Iterator[tuple[str, Value, Because, bool]]:
    """Each tag with its value, what is wanted first."""
    best = best_of(held)
    deciding = [best] if best else list(held)
    wanted = [each for one in deciding for each in _blocking(one)]
    yield from ((tag, Value.WANTED, because, False) for tag, because in wanted)
    if any(each.membership.style is Style.ACCESSALLY for each in held):
        yield from _revoking(held)
    for own in dict.fromkeys(each.membership.tag for each in held if each.membership.tag):
        yield own, _own(held), _because(deciding[0], ""), best is not None
    for tag, membership in _all_blocking(held).items():
        yield tag, Value.UNWANTED, Because(line=membership.line, membership=membership.name), False


def _own(held: Sequence[Held]) -> Value:
    """Whether the membership's own tag should stand. A plain site knows no blocking tags, so what
    blocks by cancellation takes the tag."""
    if any(_lets_in(each) for each in held):
        return Value.WANTED
    if any(each.presumed and not _is_lost(each) for each in held):
        return Value.UNSPOKEN
    return Value.UNWANTED


def _lets_in(each: Held) -> bool:
    return each.open if each.membership.style is Style.PLAIN else each.stands


def _is_lost(each: Held) -> bool:
    plain = each.membership.style is not Style.MEMBERIUM
    return each.ended or (plain and Block.CANCELLED in each.blocks)


def _blocking(each: Held) -> Iterator[tuple[str, Because]]:
    """The blocking tags that stand because of this entitlement."""
    membership = each.membership
    for block in each.blocks:
        part = membership.blocking(block)
        tag = part.tag if part else ""
        if membership.style is Style.ACCESSALLY and block is Block.OVERDUE:
            tag = membership.failed
        if tag:
            yield tag, _because(each, block)


def _revoking(held: Sequence[Held]) -> Iterator[tuple[str, Value, Because, bool]]:
    """AccessAlly's revoke tag stands while access is lost, and is off while it is open."""
    tags = {each.membership.revoke: each for each in held if each.membership.revoke}
    if is_open(held):
        state = Value.UNWANTED
    elif all(_is_lost(each) for each in held):
        state = Value.WANTED
    else:
        state = Value.UNSPOKEN
    yield from ((tag, state, _because(each, "lost"), False) for tag, each in tags.items())


def _all_blocking(held: Sequence[Held]) -> dict[str, Membership]:
    tags: dict[str, Membership] = {}
    for each in held:
        membership = each.membership
        revoke = membership.revoke
        tags |= {tag: membership for tag in membership.blocking_tags if tag != revoke}
    return tags


def _because(each: Held, part: str) -> Because:
    membership = each.membership
    since = each.blocks.get(Block(part)) if part in set(Block) else each.granted_since
    event = since.key if since else each.newest.key if each.newest else ""
    return Because(line=membership.line, membership=membership.name, part=part, event=event)


def _rank(each: Held) -> tuple[object, ...]:
    newest = each.newest or Moment(0)
    newer_first = (-newest.second, -newest.phase, -newest.told, -newest.rank)
    return (*each.badness, *newer_first, newest.key)
