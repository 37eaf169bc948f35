"""One entitlement to a membership, as her page lists it: what she bought, and how it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.entitlements.desired import Held
from bridge.entitlements.memberships import best_of
from bridge.explain.access.membership_words import MembershipWords, closing_tag
from bridge.explain.access.site_reach import lets_in
from bridge.explain.snapshot import Snapshot
from bridge.explain.tag_reasons import time_of
from bridge.model import Kind
from bridge.model.text import join_and

_NOTHING = "nothing"
PlanNames = Mapping[tuple[str, str], str]  # of pricing options, by the item's key and their number


@dataclass(frozen=True)
class PlanSold:
    """A pricing option by its number, and the delivery that tells it."""

    plan: str
    delivery: int


@dataclass(frozen=True)
class HeldThing:
    """`got` and `stands` are the words of `bridge show`. `item` is its key, "" of what a hand gave;
    `order` "" where it has no number. `since` is when it was paid or given, with the delivery that
    says so; None where no payment is known. `until` is when what a hand gave ends by itself.
    `counts`: it opens the membership now. `blocks`: what it keeps shut, and by which tag."""

    got: str
    stands: str
    counts: bool
    item: str
    name: str
    plan: str
    plan_name: str
    order: str
    since: datetime | None
    delivery: int | None
    blocks: str
    until: datetime | None = None


def held_things(
    words: MembershipWords, sold: Mapping[str, PlanSold], plans: PlanNames
) -> Iterator[HeldThing]:
    """Without what a hand only ended or banned: it is nothing that she got. `sold` by entitlements,
    as plans_sold finds them."""
    for each in words.held:
        if each.granted_since or not each.by_hand:
            plan = sold[each.entitlement].plan if each.entitlement in sold else ""
            yield _thing(words, each, plan, plans)


def plans_sold(known: Snapshot) -> dict[str, PlanSold]:
    """By her entitlements; without those of which none is told. A purchase knows best, then
    whatever came first."""
    found: dict[str, PlanSold] = {}
    for event in sorted(known.events, key=lambda each: each.kind is not Kind.PURCHASE):
        plans = {item.key: item.plan for item in event.items if item.plan}
        for entitlement in known.whole.touched.get(event.key, ()):
            key = entitlement.rpartition(":")[2]
            if key in plans and event.key in known.ids:
                found.setdefault(entitlement, PlanSold(plans[key], known.ids[event.key]))
    return found


def _thing(words: MembershipWords, each: Held, plan: str, plans: PlanNames) -> HeldThing:
    known, since = words.known, each.granted_since
    item, order = _sold(each)
    return HeldThing(
        words.got(each),
        words.stands(each),
        each.stands and not each.blocks and not each.banned,
        item,
        words.names.get(item, ""),
        plan,
        plans.get((item, plan), ""),
        order,
        time_of(since) if since else None,
        known.ids.get(since.key) if since else None,
        _blocks(words, each),
        each.ends_at if each.by_hand else None,
    )


def _sold(each: Held) -> tuple[str, str]:
    """The item's key and the order's number, of `live:1001:product-12`."""
    if each.by_hand:
        return "", ""
    order, _, item = each.entitlement.partition(":")[2].rpartition(":")
    return item, "" if order.startswith("delivery ") else order


def _blocks(words: MembershipWords, each: Held) -> str:
    """`Gold, by GoldCANC`; nothing where another one stands better, and that one decides."""
    known, best = words.known, best_of(words.held)
    if each.banned:
        return words.name
    if each.ended or not each.blocks:
        return _NOTHING
    if best and any(block not in best.blocks for block in each.blocks):
        return f"{_NOTHING}: another one stands better"
    if lets_in(known, known.state, [each]):
        return _NOTHING
    tags = [tag for block in each.blocks if (tag := closing_tag(each, block))]
    return f"{words.name}, by {join_and(tags)}" if tags and not known.is_site else words.name
