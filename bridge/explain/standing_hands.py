"""What hands said of a buyer and nobody took back: who was granted, ended or banned, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.explain.nouns import and_
from bridge.model import Kind, Moment, tag_key
from bridge.model.text import clock
from bridge.reconcile.household import Household
from bridge.store.delivery import Delivery

_HOLDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})


@dataclass(frozen=True)
class StandingHands:
    """By the keys of the deliveries that say them, the oldest first."""

    said: Mapping[str, Delivery]

    def said_at(self, moment: Moment | None) -> Delivery | None:
        """What of a hand's happened at that moment; None where something else did."""
        return self.said.get(moment.key) if moment else None

    def bans_of(self, membership: str) -> list[Delivery]:
        """Of this membership or of all, the newest first."""
        wanted = ("", tag_key(membership))
        bans = (e for e in self.said.values() if e.event.kind is Kind.BANNED_BY_HAND)
        return [each for each in bans if tag_key(membership_of(each)) in wanted][::-1]


def standing_hands(household: Household, keys: Collection[str]) -> StandingHands:
    """Of the events of these delivery keys, whoever took any of them back."""
    stored = [each.delivery for each in household.stored if each.delivery.event.hand]
    told = sorted((e for e in stored if e.event.key in keys), key=_when)
    back = _taken_back(told)
    holds = (each for each in told if each.event.kind in _HOLDS)
    return StandingHands({e.event.key: e for e in holds if e.event.key not in back})


def _when(said: Delivery) -> tuple[datetime, int]:
    return said.event.occurred_at or said.received_at, said.id


def _taken_back(told: Sequence[Delivery]) -> set[str]:
    """What takes back may be taken back itself."""
    back: set[str] = set()
    for each in reversed(told):
        hand, event = each.event.hand, each.event
        if event.kind is Kind.TAKEN_BACK_BY_HAND and hand and event.key not in back:
            back.add(hand.about)
    return back


def membership_of(said: Delivery) -> str:
    """Empty where it is said of all."""
    return said.event.hand.membership if said.event.hand else ""


def why_of(said: Delivery) -> str:
    """`: 'she asked'`, to stand behind what was said; empty where no reason was given."""
    hand = said.event.hand
    return f": '{hand.why}'" if hand and hand.why else ""


def words_of(said: Delivery) -> str:
    """`granted by hand on 21 Nov 2026, 14:05 until 1 Jan 2027, 00:00: 'she asked'`"""
    event = said.event
    until = f" until {clock(event.hand.until)}" if event.hand and event.hand.until else ""
    return f"{event.kind} on {clock(event.occurred_at or said.received_at)}{until}{why_of(said)}"


def lifted_by(bans: Iterable[Delivery]) -> str:
    """What takes these bans back: ``bridge undo --hand 7` lifts the ban.``"""
    commands = [f"`bridge undo --hand {ban.id}`" for ban in bans]
    if len(commands) == 1:
        return f"{commands[0]} lifts the ban."
    return f"{and_(commands)} together lift the bans."
