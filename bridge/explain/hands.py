"""What hands said of a buyer and nobody took back: who was granted, ended or banned, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bridge.entitlements.inputs import Fact, in_order, taken_back
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.model import Kind, Moment, tag_key
from bridge.model.text import clock
from bridge.store.delivery import Delivery

_HOLDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})
_TURNS = frozenset({Kind.SKIPPED_BY_HAND, Kind.HURRIED_BY_HAND})


@dataclass(frozen=True)
class StandingHands:
    """By the keys of the deliveries that say them, the oldest first: what was `said` of
    memberships; and `turned`, what of what was to come was skipped or hurried."""

    said: Mapping[str, Delivery]
    turned: Mapping[str, Delivery] = field(default_factory=dict)

    @property
    def all(self) -> list[Delivery]:
        return [*self.said.values(), *self.turned.values()]

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
    said, turned = (
        [e.event.key for e in told if e.event.kind in kinds and e.event.key not in back]
        for kinds in (_HOLDS, _TURNS)
    )
    return StandingHands(*({key: deliveries[key] for key in keys} for keys in (said, turned)))


def membership_of(said: Delivery) -> str:
    """Empty where it is said of all."""
    return said.event.hand.membership if said.event.hand else ""


def about_of(said: Delivery) -> str:
    """`Gold`, `Gold ends (product-12 of order 1001)`; what it is said of, to stand before it."""
    hand = said.event.hand
    if hand is None:
        return ""
    if said.event.kind in _TURNS:
        return hand.what or "What was to come"
    return hand.what or hand.membership or ("" if hand.about else "Every membership")


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
