"""What the fold is given: events with what rules made of them, in order, and what hands said."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bridge.model import Effect, Event, Kind, Membership, Moment, Sale, TurnRule

_HOLDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})


class Book(Protocol):
    """One publication of the rules, as far as entitlements go by it."""

    @property
    def turns(self) -> Sequence[TurnRule]:
        """Its rules for access that starts or ends."""

    @property
    def contact_per_address(self) -> bool:
        """Whether each order lives at the address of its purchase, and nobody moves."""

    def memberships_of(self, sale: Sale) -> Sequence[Membership]:
        """The memberships that such a sale is an entitlement to, in the file's order."""

    def membership(self, name: str) -> Membership | None:
        """The membership of that name (without regard to case), switched on or not."""


# By the key of an entitlement (see orders.line_key), the publication that its memberships follow.
BookOf = Callable[[str], Book | None]


@dataclass(frozen=True)
class Fact:
    """One event with a time (see Event.received), and what rules made of it.

    Occurrences that were due by `quiet_until` count as done: they lie before the bridge knew.
    """

    event: Event
    effects: tuple[Effect, ...] = ()
    quiet_until: datetime | None = None


@dataclass(frozen=True)
class TimedFact:
    """One fact and its place in time."""

    moment: Moment
    fact: Fact

    @property
    def event(self) -> Event:
        return self.fact.event


def in_order(facts: Iterable[Fact]) -> list[TimedFact]:
    """Every fact once, by the moment at which it counts."""
    once = {fact.event.key: fact for fact in facts}
    bought = _bought(fact.event for fact in once.values())
    began: dict[str, int] = {}
    for (order, _), second in bought.items():
        began[order] = min(second, began.get(order, second))
    told = [TimedFact(_moment(fact.event, bought, began), fact) for fact in once.values()]
    return sorted(told, key=lambda each: each.moment)


def order_of(event: Event) -> str:
    return f"{event.mode}:{event.order_id}" if event.order_id else ""


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


@dataclass
class Hands:
    """What hands said and did not take back: holds, with the key of the person of whom they were
    said; and what of what is to come was skipped, or hurried to which second, by its subject."""

    holds: list[tuple[str, TimedFact]] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    hurried: dict[str, int] = field(default_factory=dict)

    def take(self, person: str, told: TimedFact) -> None:
        hand, kind = told.event.hand, told.event.kind
        about = hand.about if hand else ""
        if kind in _HOLDS:
            self.holds.append((person, told))
        elif kind is Kind.SKIPPED_BY_HAND:
            self.skipped.add(about)
        elif kind is Kind.HURRIED_BY_HAND:
            second = told.moment.second
            self.hurried[about] = min(second, self.hurried.get(about, second))

    def start_of(self, subject: str, second: int) -> int | None:
        """When what was to come at that second comes; None for never. See `Upcoming.subject`."""
        if subject in self.skipped:
            return None
        return min(second, self.hurried.get(subject, second))


def hands_of(
    people: Iterable[tuple[str, Sequence[TimedFact]]], taken_back: Collection[str]
) -> Hands:
    """Of people at one place, by their keys."""
    hands = Hands()
    for person, told in people:
        for each in told:
            if each.event.key not in taken_back:
                hands.take(person, each)
    return hands


def hand_key(event: Event) -> str:
    """The entitlement that somebody granted by hand."""
    return f"hand:{event.key}:{event.hand.membership if event.hand else ''}"


def taken_back(told: Sequence[TimedFact]) -> frozenset[str]:
    """The delivery keys of what another hand took back later, wherever she lived by then. What
    takes back may be taken back itself."""
    back: set[str] = set()
    for each in reversed(told):
        hand, event = each.event.hand, each.event
        if event.kind is Kind.TAKEN_BACK_BY_HAND and hand and event.key not in back:
            back.add(hand.about)
    return frozenset(back)
