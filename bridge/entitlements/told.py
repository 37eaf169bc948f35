"""When each event counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bridge.entitlements.book import Fact
from bridge.model import Event, Kind, Moment


@dataclass(frozen=True)
class Told:
    """One fact and its place in time."""

    moment: Moment
    fact: Fact

    @property
    def event(self) -> Event:
        return self.fact.event


def in_order(facts: Iterable[Fact]) -> list[Told]:
    """Every fact once, by the moment at which it counts."""
    once = {fact.event.key: fact for fact in facts}
    bought = _bought(fact.event for fact in once.values())
    began: dict[str, int] = {}
    for (order, _), second in bought.items():
        began[order] = min(second, began.get(order, second))
    told = [Told(_moment(fact.event, bought, began), fact) for fact in once.values()]
    return sorted(told, key=lambda each: each.moment)


def _bought(events: Iterable[Event]) -> dict[tuple[str, str], int]:
    """The earliest second at which an order's purchase of each item is told."""
    bought: dict[tuple[str, str], int] = {}
    for event in events:
        if event.kind is Kind.PURCHASE and event.order_id:
            second = Moment.of(event).second
            for item in [item.key for item in event.items] or [""]:
                key = (order_of(event), item)
                bought[key] = min(second, bought.get(key, second))
    return bought


def _moment(
    event: Event, bought: Mapping[tuple[str, str], int], began: Mapping[str, int]
) -> Moment:
    """A second purchase of the same order and item counts with the first."""
    order = order_of(event)
    if event.kind is not Kind.PURCHASE:
        return Moment.of(event, began.get(order))
    seconds = [bought[order, item.key] for item in event.items if (order, item.key) in bought]
    return Moment.of(event, max(seconds, default=None))


def order_of(event: Event) -> str:
    return f"{event.mode}:{event.order_id}" if event.order_id else ""
