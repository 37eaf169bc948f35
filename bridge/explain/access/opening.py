"""What would open a membership: the fold is asked what it would make of each such event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bridge.entitlements.desired import Held
from bridge.entitlements.fold import state_of
from bridge.entitlements.inputs import Fact
from bridge.explain.access.site_reach import lets_in
from bridge.explain.snapshot import Snapshot
from bridge.model import Event, Item, Kind, Money, Subscription
from bridge.model.text import event_noun, join_or

_KINDS = (Kind.PURCHASE, Kind.REBILL, Kind.RESUMED)
_MOST_HELD, _MOST_OTHERS = 4, 12  # entitlements, and other items, that are asked about
_SOON = timedelta(seconds=1)


def what_opens(known: Snapshot, name: str, held: Sequence[Held], names: Mapping[str, str]) -> str:
    """`A purchase or payment of product-12 (Gold year), or a purchase of upsell-3 opens it.`; empty
    where nothing does that the cart tells. `names` are the items' by their keys."""
    kinds_of: dict[str, list[Kind]] = {}
    for item, kind in _ways(known, name, held):
        kinds = kinds_of.setdefault(item, [])
        kinds += [kind] if kind not in kinds else []
    items_of: dict[tuple[Kind, ...], list[str]] = {}
    for item, kinds in kinds_of.items():
        called = f"{item} ({names[item]})" if names.get(item) else item
        items_of.setdefault(tuple(kinds), []).append(called)
    parts = [f"a {join_or(map(event_noun, k))} of {join_or(each)}" for k, each in items_of.items()]
    words = ", or ".join(parts)
    return f"{words[0].upper()}{words[1:]} opens it." if words else ""


def _ways(known: Snapshot, name: str, held: Sequence[Held]) -> Iterator[tuple[str, Kind]]:
    """Of the entitlements that stand, the best first, of all where none does; then purchases of
    what else the rules name."""
    standing = [each for each in held if each.stands] or held
    own: dict[str, Event] = {}
    for each in sorted(standing, key=lambda one: one.badness)[:_MOST_HELD]:
        if found := _last_of(known, each.entitlement):
            event, item = found
            own[item.key] = event
            yield from ((item.key, k) for k in _KINDS if _would_open(known, name, event, item, k))
    others = [item for item in _sold_for(known, name) if item.key not in own][:_MOST_OTHERS]
    for item in others if own else ():
        if _would_open(known, name, next(iter(own.values())), item, Kind.PURCHASE):
            yield item.key, Kind.PURCHASE


def _sold_for(known: Snapshot, name: str) -> Iterator[Item]:
    """The single items that give the membership by the rules that count for what comes."""
    for offer in known.household.newest.offers:
        for wanted in offer.block.items if offer.membership.name == name else ():
            sort, _, number = wanted.partition("-")
            if number.isdigit():
                yield Item(sort, number, next(iter(offer.block.plans), ""))


def _last_of(known: Snapshot, entitlement: str) -> tuple[Event, Item] | None:
    """The last event about it, and its item; a purchase before others, for it tells the most."""
    key = entitlement.rpartition(":")[2]
    mine = [e for e in known.events if entitlement in known.state.touched.get(e.key, ())]
    for event in sorted(mine, key=lambda each: each.kind is Kind.PURCHASE, reverse=True):
        for item in event.items:
            if item.key == key:
                return event, item
    return None


def _would_open(known: Snapshot, name: str, about: Event, item: Item, kind: Kind) -> bool:
    """A purchase would be an order of its own, anything else is of this one."""
    at = known.at + _SOON
    event = replace(
        about,
        key=f"bridge:what if:{kind}",
        kind=kind,
        occurred_at=at,
        ordered_at=None,
        contact=replace(about.contact, email=known.address),
        items=(item,),
        items_told=True,
        order_id="" if kind is Kind.PURCHASE else about.order_id,
        money=Money(),
        subscription=Subscription(),
    )
    state = known.seen(state_of(known.household.fold(at, Fact(event)), known.address))
    opens = any(each.what == "opens" and each.membership == name for each in state.upcoming)
    return opens or lets_in(known, state, state.held.get(name, ()))
