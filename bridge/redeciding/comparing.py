"""What other rules would make of one contact's past. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.ledger import Key, Ledger
from bridge.model import Change, Event
from bridge.redeciding.differences import Difference, differences
from bridge.redeciding.rebuilding import Decided, Rebuilt, Timers, as_it_stands, rebuild, recorded
from bridge.store.delivery import State
from bridge.store.pasts import Past
from bridge.store.timers import Timer, TimerState

Decide = Callable[[Event], Sequence[Change]]


@dataclass(frozen=True)
class Compared:
    """One contact: her past, and what she would have by the other rules.

    `differences` are all that differs; `told` those that the CRM is to be told of, among them
    `given_back` what no rule asks for but was there before. `starts` and `ends` are timers that
    would wait from now on, and those that would not any more. `owed` is what the CRM was never
    told, beside what it is not told now.
    """

    past: Past
    decided: Sequence[Decided]
    rebuilt: Rebuilt
    differences: Sequence[Difference]
    told: Sequence[Difference] = ()
    starts: Sequence[Timer] = ()
    ends: Sequence[Timer] = ()
    given_back: frozenset[str] = frozenset()  # targets
    owed: frozenset[Key] = frozenset()

    @property
    def differs(self) -> bool:
        anything = self.differences or self.told or self.starts or self.ends
        return bool(anything) or any(each.differs for each in self.decided)

    @property
    def mapped(self) -> int:
        """How many of the deliveries had no rule so far, and have one now."""
        return sum(
            each.delivery.state is State.NO_RULE and bool(each.changes) for each in self.decided
        )


def compare(past: Past, decide: Decide, since: datetime, now: datetime) -> Compared:
    """What was received since then is decided anew; older deliveries keep what they asked for."""
    lately = {each.id for each in past.deliveries if each.received_at >= since}
    decided = [
        Decided(each, tuple(decide(each.event)) if each.id in lately else recorded(each))
        for each in past.deliveries
    ]
    anew = {each.event.key for each in past.deliveries if each.id in lately}
    kept = {key: e for key, e in past.ledger.items() if e.change.stamp.delivery not in anew}
    return compared(past, kept, decided, past.timers, now)


def compared(
    past: Past, kept: Ledger, decided: Sequence[Decided], timers: Timers, now: datetime
) -> Compared:
    """`kept` of the ledger and what is `decided`, with these timers, beside the past."""
    rebuilt = rebuild(kept, decided, timers, now)
    found = [*differences(as_it_stands(past.ledger, past.timers, now), rebuilt.counting)]
    waited = {
        name: timer
        for name, timer in past.timers.items()
        if timer.state is TimerState.PENDING and timer.change.due_at and timer.change.due_at > now
    }
    starts = [timer for name, timer in rebuilt.timers.items() if name in rebuilt.waits - {*waited}]
    ends = [timer for name, timer in waited.items() if name not in rebuilt.waits]
    return Compared(past, decided, rebuilt, found, found, starts, ends)
