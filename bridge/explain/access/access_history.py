"""Since when a membership is open or closed as it is: the lives are looked at backwards.

The fold tells what stands at a moment, not what stood before it. So it is asked again for the
moment of each event, the newest first, and for what came due after it by itself, until what stands
now did not stand there.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.entitlements.desired import DesiredState, Held
from bridge.entitlements.memberships import best_of
from bridge.explain.access.site_reach import lets_in
from bridge.explain.snapshot import Snapshot, states_of_hers
from bridge.model import PAYMENTS, Kind

_GIVES = PAYMENTS | {Kind.RESUMED, Kind.GRANTED_BY_HAND, Kind.TAKEN_BACK_BY_HAND}
_MOST = 8_000  # events to fold in all the looks; of whoever has more to tell it is not said

# What stands: a membership's name and `open`, `over` or the block that closes it; or an
# entitlement's key before these, and a block of its own.
Mark = tuple[str, ...]


@dataclass(frozen=True)
class Since:
    """`delivery` is the id of the event that made it so; None where its time had come."""

    at: datetime
    delivery: int | None


def standing_since(known: Snapshot) -> Mapping[Mark, Since]:
    """Of all that stands now; without that of which it would take too long to tell."""
    sought = _marks(known, [known.whole])
    found: dict[Mark, datetime] = {}
    times = sorted(e.event.occurred_at for e in known.deliveries if e.event.occurred_at)
    spent = 0
    for at, stood in _backwards(known) if sought else ():
        sought &= stood
        if not sought:
            break
        spent += bisect_right(times, at)
        if spent > _MOST:
            found = {mark: since for mark, since in found.items() if mark not in sought}
            break
        found |= dict.fromkeys(sought, at)
    return {mark: Since(at, _made_by(known, at)) for mark, at in found.items()}


def _marks(known: Snapshot, states: Sequence[DesiredState]) -> set[Mark]:
    held = [(seen, each) for seen in map(known.seen, states) for each in seen.held.items()]
    return {m for seen, (name, each) in held for m in _of_membership(known, seen, name, each)}


def _of_membership(
    known: Snapshot, state: DesiredState, name: str, held: Sequence[Held]
) -> Iterator[Mark]:
    best = best_of(held)
    if lets_in(known, state, held):
        yield name, "open"
    elif best:
        yield from ((name, block) for block in best.blocks)
    else:
        yield name, "over"
    for each in held:
        yield from ((each.entitlement, name, block) for block in each.blocks if not each.ended)


def _backwards(known: Snapshot) -> Iterator[tuple[datetime, set[Mark]]]:
    """Each moment at which something may have changed, and what stood from then on: an event's own,
    and whatever came due by itself before the next."""
    end = known.at
    for start in sorted({e.occurred_at for e in known.events if e.occurred_at}, reverse=True):
        looks: list[tuple[datetime, set[Mark]]] = []
        at: datetime | None = start
        while at is not None:
            states = states_of_hers(known.household.fold(at), known.keys)  # she may have moved
            looks.append((at, _marks(known, states)))
            wakes = [each.wake_at for each in states if each.wake_at and at < each.wake_at < end]
            at = min(wakes, default=None)
        yield from reversed(looks)
        end = start


def _made_by(known: Snapshot, at: datetime) -> int | None:
    events = [event for event in known.events if event.occurred_at == at]
    gives = [event for event in events if event.kind in _GIVES] or events
    return known.ids.get(gives[-1].key) if gives else None
