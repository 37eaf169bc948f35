"""The naive fold's turning points: access to memberships starts, or ends."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from bridge.model import Effect, Kind, TurnRule, tag_key
from tests.entitlements.naive.people import Happened, Position, time_of
from tests.entitlements.naive.rules import Said
from tests.entitlements.naive.spells import Hold

HoldsAt = Callable[[Position], Mapping[str, Sequence[Hold]]]


def turns_of(
    names: Collection[str], moments: Sequence[Position], holds_at: HoldsAt
) -> list[tuple[Position, Kind]]:
    """`access ends`: no entitlement to any of them is left that is neither ended nor effectively
    cancelled. `access starts` is its reverse. What lasted for no second was only passed through.
    Of what she bought before the bridge came it may be that she had access."""
    found: list[tuple[Position, Kind]] = []
    last_of_second = {moment[0]: moment for moment in sorted(moments)}
    was_open: bool | None = False
    for moment in last_of_second.values():
        holds = holds_of(names, holds_at(moment))
        if not found and any(hold.presumed for hold in holds):
            was_open = None
        is_open = any(hold.open for hold in holds)
        is_perhaps = any(hold.presumed and not hold.lost for hold in holds)
        if is_open is not was_open and (is_open or not is_perhaps):
            found.append((moment, Kind.ACCESS_STARTS if is_open else Kind.ACCESS_ENDS))
            was_open = is_open
    return found


def holds_of(names: Collection[str], holds: Mapping[str, Sequence[Hold]]) -> list[Hold]:
    wanted = {tag_key(name) for name in names}
    return [hold for name, each in holds.items() if tag_key(name) in wanted for hold in each]


def said_at_turns(
    rule: TurnRule,
    turns: Sequence[tuple[Position, Kind]],
    at: datetime,
    everything: Sequence[Happened],
) -> Iterator[Said]:
    """What the rule asks for at each turn, unless something called it off."""
    for moment, kind in turns:
        due = time_of(moment) + rule.after
        called_off = any(
            each.event.kind in rule.unless_any and each.position > moment for each in everything
        )
        if kind in rule.kinds and due <= at and not (rule.after and called_off):
            for action, name, value in rule.wishes:
                yield Said(moment, due, Effect(action, name, value=value), "")
