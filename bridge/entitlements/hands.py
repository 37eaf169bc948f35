"""What hands said: `bridge grant`, `end`, `ban`, `undo`, `skip` and `hurry`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bridge.entitlements.told import Told
from bridge.model import Kind

_HOLDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})


@dataclass
class Hands:
    """Save what was taken back: holds with the key of the person of whom they were said, and what
    of what is to come was skipped, or hurried to which second, by its subject."""

    holds: list[tuple[str, Told]] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    hurried: dict[str, int] = field(default_factory=dict)

    def take(self, person: str, told: Told) -> None:
        hand, kind = told.event.hand, told.event.kind
        about = hand.about if hand else ""
        if kind in _HOLDS:
            self.holds.append((person, told))
        elif kind is Kind.SKIPPED_BY_HAND:
            self.skipped.add(about)
        elif kind is Kind.HURRIED_BY_HAND:
            self.hurried[about] = min(told.moment.second, self.hurried.get(about, 1 << 60))


def hands_of(people: Iterable[tuple[str, Sequence[Told]]], taken_back: Collection[str]) -> Hands:
    """Of people at one place, by their keys."""
    hands = Hands()
    for person, told in people:
        for each in told:
            if each.event.key not in taken_back:
                hands.take(person, each)
    return hands


def taken_back(told: Sequence[Told]) -> frozenset[str]:
    """The delivery keys of what another hand took back later, wherever she lived by then. What
    takes back may be taken back itself."""
    back: set[str] = set()
    for each in reversed(told):
        hand, event = each.event.hand, each.event
        if event.kind is Kind.TAKEN_BACK_BY_HAND and hand and event.key not in back:
            back.add(hand.about)
    return frozenset(back)
