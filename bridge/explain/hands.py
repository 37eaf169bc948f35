"""What hands said of a buyer and nobody took back: who was granted, ended or banned, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bridge.entitlements.inputs import Fact, in_order, taken_back
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.model import Kind, Moment, tag_key
from bridge.model.text import clock
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


def standing_hands(facts: Iterable[Fact], deliveries: Mapping[str, Delivery]) -> StandingHands:
    """Of these facts, whose deliveries stand by their keys."""
    told = in_order(facts)
    back = taken_back(told)
    keys = [e.event.key for e in told if e.event.kind in _HOLDS and e.event.key not in back]
    return StandingHands({key: deliveries[key] for key in keys})


def membership_of(said: Delivery) -> str:
    """Empty where it is said of all."""
    return said.event.hand.membership if said.event.hand else ""


def why_of(said: Delivery) -> str:
    """`: 'she asked'`, to stand behind what was said; empty where no reason was given."""
    hand = said.event.hand
    return f": '{hand.why}'" if hand and hand.why else ""


def hand_sentence(said: Delivery) -> str:
    """`granted by hand on 21 Nov 2026, 14:05 until 1 Jan 2027, 00:00: 'she asked'`"""
    event = said.event
    until = f" until {clock(event.hand.until)}" if event.hand and event.hand.until else ""
    return f"{event.kind} on {clock(event.occurred_at or said.received_at)}{until}{why_of(said)}"


def ban_sentence(
    membership: str,
    bans: Sequence[Delivery],
    but: str = "",
    where: str = "",
    steps: NextSteps = COMMANDS,
) -> str:
    """That the membership is closed whatever she pays for, `but` what, and how a ban is lifted."""
    if not bans:
        return f"{membership} is closed to her{where}: banned by hand{but}."
    ban = bans[0]
    since = clock(ban.event.occurred_at or ban.received_at)
    words = f"banned by hand since {since} (delivery {ban.id}{why_of(ban)})"
    lifts = steps.lift_bans([each.id for each in bans])
    return f"{membership} is closed to her{where}: {words}{but}. {lifts}"
