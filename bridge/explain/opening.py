"""What would open a membership: the fold is asked what it would make of each such event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bridge.entitlements.desired import Held
from bridge.entitlements.facts import Fact
from bridge.entitlements.fold import state_of
from bridge.explain.known import Known
from bridge.explain.nouns import noun
from bridge.explain.standing_since import is_let_in
from bridge.model import Event, Item, Kind, Money, Subscription
from bridge.rules.wording import or_

_KINDS = (Kind.PURCHASE, Kind.REBILL, Kind.RESUMED)
_MOST = 4  # entitlements that are asked about
_SOON = timedelta(seconds=1)


def what_opens(known: Known, name: str, held: Sequence[Held], names: Mapping[str, str]) -> str:
    """`A purchase or rebill of product-12 (Gold year) opens it.`; empty where nothing does that
    the cart tells. `names` are the items' by their keys."""
    ways: dict[str, list[Kind]] = {}
    for item, kind in _ways(known, name, held):
        told = f"{item} ({names[item]})" if names.get(item) else item
        ways.setdefault(told, [])
        ways[told] += [kind] if kind not in ways[told] else []
    parts = [f"a {or_(map(noun, kinds))} of {item}" for item, kinds in ways.items()]
    if not parts:
        return ""
    words = ", or ".join(parts)
    return f"{words[0].upper()}{words[1:]} opens it."


def _ways(known: Known, name: str, held: Sequence[Held]) -> Iterator[tuple[str, Kind]]:
    """Of the entitlements that stand, the best first; of all where none does."""
    standing = [each for each in held if each.stands] or held
    for each in sorted(standing, key=lambda one: one.badness)[:_MOST]:
        if found := _last_of(known, each.entitlement):
            event, item = found
            yield from ((item.key, k) for k in _KINDS if _would_open(known, name, event, item, k))


def _last_of(known: Known, entitlement: str) -> tuple[Event, Item] | None:
    """The last event about it, and its item; a purchase before others, for it tells the most."""
    key = entitlement.rpartition(":")[2]
    events = [fact.event for person in known.people for fact in person.facts]
    mine = [e for e in events if entitlement in known.state.touched.get(e.key, ())]
    for event in sorted(mine, key=lambda each: each.kind is Kind.PURCHASE, reverse=True):
        for item in event.items:
            if item.key == key:
                return event, item
    return None


def _would_open(known: Known, name: str, about: Event, item: Item, kind: Kind) -> bool:
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
    state = state_of(known.household.fold(at, Fact(event)), known.address)
    opens = any(each.what == "opens" and each.membership == name for each in state.upcoming)
    return opens or is_let_in(state.held.get(name, ()))
