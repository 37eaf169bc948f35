"""Since when a membership has been open: the lives are looked at backwards, event by event.

The fold tells what stands at a moment, not what stood before it. So it is asked again for the
moment of each event, the newest first, and for what came due after it by itself, until the
membership is not open there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.asking.known import Known
from bridge.entitlements.desired import Held, State
from bridge.entitlements.memberships import best_of
from bridge.model import PAYMENTS, Event, Kind, Style

_GIVES = PAYMENTS | {Kind.RESUMED, Kind.GRANTED_BY_HAND, Kind.TAKEN_BACK_BY_HAND}
_MOST = 100  # looks; of whoever has more to tell it is not said


@dataclass(frozen=True)
class OpenSince:
    """`delivery` is the id of the event that opened it; None where its time had come."""

    at: datetime
    delivery: int | None


def is_let_in(held: Sequence[Held]) -> bool:
    """Whether the site lets her in by what the bridge wants of the tags."""
    best = best_of(held)
    if best is None:
        return False
    if best.membership.style is Style.MEMBERIUM:
        return not best.blocks
    return any(each.open for each in held)


def open_since(known: Known) -> Mapping[str, OpenSince]:
    """By the names of the memberships that are open now; without those of which it would take too
    long to tell."""
    asked = {name for name, held in known.state.held.items() if is_let_in(held)}
    found: dict[str, datetime] = {}
    for number, (at, opened) in enumerate(_backwards(known) if asked else ()):
        asked &= opened
        if not asked:
            break
        if number == _MOST:
            found = {name: since for name, since in found.items() if name not in asked}
            break
        found |= dict.fromkeys(asked, at)
    return {name: _opened(known, at) for name, at in found.items()}


def _backwards(known: Known) -> Iterator[tuple[datetime, set[str]]]:
    """Each moment at which something may have changed, and what was open from then on."""
    moments = {event.occurred_at for event in _events(known)}
    keys, end = known.keys, known.at
    for start in sorted(filter(None, moments), reverse=True):
        yield from reversed([*_between(known, keys, start, end)])
        end = start


def _between(
    known: Known, keys: Collection[str], start: datetime, end: datetime
) -> Iterator[tuple[datetime, set[str]]]:
    at: datetime | None = start
    while at is not None:
        states = _of_hers(known, keys, at)
        held = [each for state in states for each in state.held.items()]
        yield at, {name for name, each in held if is_let_in(each)}
        wakes = [each.wake_at for each in states if each.wake_at and at < each.wake_at < end]
        at = min(wakes, default=None)


def _of_hers(known: Known, keys: Collection[str], at: datetime) -> list[State]:
    """Where she lived then, which may be elsewhere than now."""
    return [
        state
        for state in known.household.fold(at).values()
        if any(fact.event.key in keys for person in state.people for fact in person.facts)
    ]


def _events(known: Known) -> list[Event]:
    return [fact.event for person in known.people for fact in person.facts]


def _opened(known: Known, at: datetime) -> OpenSince:
    events = [event for event in _events(known) if event.occurred_at == at]
    gives = [event for event in events if event.kind in _GIVES] or events
    return OpenSince(at, known.ids.get(gives[-1].key) if gives else None)
