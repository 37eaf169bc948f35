"""Why somebody gets in or not, in plain sentences: what she holds, what blocks, what would open."""

from collections.abc import Iterator, Sequence

from bridge.asking.known import Known
from bridge.asking.nouns import noun
from bridge.asking.tags import time_of
from bridge.entitlements.desired import Held, Value
from bridge.entitlements.memberships import best_of
from bridge.model import Block, Item, Kind, Moment, Style, tag_key
from bridge.rules import Rules, SpokenOf, misses_of
from bridge.rules.wording import or_
from bridge.store.delivery import Delivery, State
from bridge.wording import called, clock

# What lifts each block, of the same item.
_LIFTS = {
    Block.OVERDUE: (Kind.PURCHASE, Kind.REBILL),
    Block.SUSPENDED: (Kind.PURCHASE, Kind.REBILL),
    Block.PAUSED: (Kind.PURCHASE, Kind.RESUMED),
    Block.CANCELLED: (Kind.PURCHASE,),
}
_BLOCKED = {
    Block.OVERDUE: "a payment failed",
    Block.SUSPENDED: "suspended for a failed payment",
    Block.PAUSED: "paused",
    Block.CANCELLED: "cancelled",
}
_NOT_LOOKED = (
    "If she still stands before a locked door, the site may not have looked yet: Memberium sees a "
    "new tag when ActiveCampaign's own webhook tells it or at her next login, AccessAlly when its "
    "webhook came, else within a day."
)


def sentences(known: Known, names: dict[str, str]) -> Iterator[str]:
    """A sentence about each membership that she has, had, or is kept out of, and one about each
    entitlement to it; `names` are the items' by their keys."""
    for name, held in known.state.held.items():
        yield _membership(known, name, held, names)
        yield from (f"{name}: {_entitlement(known, each, names)}." for each in held)


def third_answer(known: Known) -> Iterator[str]:
    """Where to look when the bridge says open and she is kept out all the same: nothing, unless
    the account was told all."""
    if any(map(is_let_in, known.state.held.values())) and _is_told(known):
        yield _NOT_LOOKED


def is_let_in(held: Sequence[Held]) -> bool:
    """Whether the site lets her in by what the bridge wants of the tags."""
    best = best_of(held)
    if best is None:
        return False
    if best.membership.style is Style.MEMBERIUM:
        return not best.blocks
    return any(each.open for each in held)


def without_rule(rules: Rules, deliveries: Sequence[Delivery], *, has_nothing: bool) -> list[str]:
    """What of hers no rule speaks about: of one who has nothing all of it, of others only what they
    bought."""
    found = []
    for each in deliveries:
        bought = each.event.kind is Kind.PURCHASE
        if each.state is State.NO_RULE and (has_nothing or bought):
            nearest = _nearest(rules, each, *each.event.items)
            found.append(f"Her {about(each)} has no rule{nearest}.")
        elif bought and each.state in (State.APPLIED, State.FAILED):
            unmapped = SpokenOf(rules).unmapped(each.event)
            found += [_unmapped(rules, each, item) for item in unmapped]
    return found


def about(delivery: Delivery) -> str:
    """`purchase of product-77 (delivery 3)`"""
    event = delivery.event
    items = " and ".join(item.key for item in event.items)
    return f"{noun(event.kind)}{f' of {items}' if items else ''} (delivery {delivery.id})"


def _membership(known: Known, name: str, held: Sequence[Held], names: dict[str, str]) -> str:
    crm = called(known.destination.name)
    best = best_of(held)
    if all(each.presumed for each in held):
        blocked = [each for each in held if each.blocks and not each.ended]
        closed = f"{_closed(known, name, blocked[0], names)} " if blocked else ""
        return (
            f"{closed}{name}: no purchase of hers is known, so the bridge leaves its tag as it is "
            f"in {crm}: if she bought it before the bridge came, look whether she has it there."
        )
    if any(each.banned for each in held):
        return f"{name} is closed to her by hand (bridge ban)."
    if best is None:
        since = max((each.ended_since for each in held if each.ended_since), default=None)
        when = f" since {_since(known, since)}" if since else ""
        return f"{name} is over{when}: nothing that she paid for gives it any more."
    if is_let_in(held):
        return f"{name} is open to her{_unknown(known, best)}."
    return _closed(known, name, best, names)


def _closed(known: Known, name: str, each: Held, names: dict[str, str]) -> str:
    blocks = each.blocks.items()
    by = " and ".join(f"by {_tag(each, b)} since {_since(known, m)}" for b, m in blocks)
    return f"{name} is closed {by}{_unknown(known, each)}. {_opening(each, names)}"


def _entitlement(known: Known, each: Held, names: dict[str, str]) -> str:
    """`product-12 of order 1001, paid since 21 Nov 2026, 14:05 (delivery 5): paused since …`"""
    what = _what(each, names)
    if each.presumed:
        told = "no payment known"
    elif each.granted_since is not None:
        how = "given by hand" if each.by_hand else "paid"
        told = f"{how} since {_since(known, each.granted_since)}"
    else:
        told = "not open yet"
    stands = [f"{_BLOCKED[b]} since {_since(known, m)}" for b, m in each.blocks.items()]
    if each.banned:
        stands = ["banned by hand"]
    elif each.ended:
        stands = [f"ended since {_since(known, each.ended_since)}" if each.ended_since else "ended"]
    elif each.ends_at:
        stands.append(f"ends by itself on {clock(each.ends_at)}")
    return f"{what}, {told}: {', '.join(stands) or 'counts'}"


def _what(each: Held, names: dict[str, str]) -> str:
    if each.by_hand:
        return "a grant by hand"
    _, order, item = _parts(each.entitlement)
    called_ = f"{item} ({names[item]})" if names.get(item) else item
    if order.startswith("delivery "):
        return f"{called_}, bought without an order number"
    return f"{called_} of order {order}" if order else called_


def _parts(entitlement: str) -> tuple[str, str, str]:
    mode, _, rest = entitlement.partition(":")
    order, _, item = rest.rpartition(":")
    return mode, order, item


def _opening(best: Held, names: dict[str, str]) -> str:
    """What lifts every block of the entitlement that stands best."""
    ways = [set(_LIFTS[block]) for block in best.blocks]
    kinds = [kind for kind in Kind if all(kind in way for way in ways)]
    item = _what(best, names)
    words = or_(noun(kind) for kind in kinds) if kinds else "new purchase"
    article = "An" if words[0] in "aeiou" else "A"
    return f"{article} {words} of {item.partition(' of order ')[0]} opens it."


def _tag(best: Held, block: Block) -> str:
    part = best.membership.blocking(block)
    if part and part.tag:
        return part.tag
    return best.membership.failed or best.membership.revoke or str(block)


def _since(known: Known, moment: Moment) -> str:
    delivery = known.ids.get(moment.key)
    whence = f" (delivery {delivery})" if delivery else ""
    return f"{clock(time_of(moment))}{whence}"


def _unknown(known: Known, each: Held) -> str:
    """What the account has otherwise than it should be: there the site looks."""
    if not known.is_now:
        return ""
    crm, part = called(known.destination.name), each.membership
    names = [part.tag or part.trigger, *part.blocking_tags]
    keys = [tag_key(name) for name in names if name]
    refused = [known.applied[k].refused for k in keys if k in known.applied]
    if why := next(filter(None, refused), ""):
        return f", but {crm} will not have it: {why.rstrip('.')}"
    unfired = not part.tag and part.trigger and keys[0] not in known.applied
    differs = unfired or any(_differs(known, key) for key in keys)
    return f", but {crm} does not know yet" if differs else ""


def _differs(known: Known, key: str) -> bool:
    """Whether a tag was told otherwise than it should be, or not yet."""
    desired, told = known.state.targets.get(key), known.applied.get(key)
    if desired is None or desired.value is Value.UNSPOKEN:
        return False
    return (told is not None and told.value == Value.WANTED) != (desired.value is Value.WANTED)


def _is_told(known: Known) -> bool:
    settled = (
        known.is_now
        and known.place is not None
        and not known.place.is_due
        and not known.place.attempts
    )
    return settled and not any(each.refused for each in known.applied.values())


def _unmapped(rules: Rules, delivery: Delivery, item: Item) -> str:
    where = f"in her purchase (delivery {delivery.id})"
    if nearest := _nearest(rules, delivery, item):
        return f"No rule speaks of {item.key} {where}{nearest}."
    return f"No rule names {item.key} {where}."


def _nearest(rules: Rules, delivery: Delivery, *items: Item) -> str:
    """The first rule that names one of the items and missed the event by one thing."""
    missed = (miss for item in items for miss in misses_of(rules, delivery.event, item))
    return next((f"; the nearest is {miss}" for miss in missed), "")
