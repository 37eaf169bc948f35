"""A contact's ledger and timers, built from what all of her deliveries ask for. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bridge.ledger import Entry, Key, Ledger, come_due, merge
from bridge.model import Change
from bridge.overruled import overruled
from bridge.results import change_from
from bridge.store.delivery import Delivery
from bridge.store.timers import Name, Timer, TimerState

Timers = Mapping[Name, Timer]


@dataclass(frozen=True)
class Decided:
    """A delivery with what it is to ask for; its record holds what it asked for so far.

    `has_timers`: the timers that are at hand are those of `changes`, not those of its record.
    """

    delivery: Delivery
    changes: Sequence[Change]
    has_timers: bool = False

    @property
    def recorded(self) -> Sequence[Change]:
        return recorded(self.delivery)

    @property
    def differs(self) -> bool:
        """Whether anything but the rules' names and lines does."""
        was = self.recorded
        same = [*self.changes] == was or [*map(plain, self.changes)] == [*map(plain, was)]
        return not same


def recorded(delivery: Delivery) -> list[Change]:
    """The changes on the record of a delivery."""
    return [change_from(told, delivery.event.stamp) for told in delivery.changes]


def plain(change: Change) -> Change:
    """What it asks for, whichever rule does."""
    return replace(change, rule="", line=0)


@dataclass
class Rebuilt:
    """`ripe` are due by now and for a worker to take up; `waits` names the timers that will count
    one day, as far as is known by now."""

    ledger: dict[Key, Entry]
    timers: dict[Name, Timer] = field(default_factory=dict)
    ripe: list[Change] = field(default_factory=list)
    waits: set[Name] = field(default_factory=set)

    @property
    def counting(self) -> Ledger:
        return {**self.ledger, **merge(self.ledger, self.ripe)}


def as_it_stands(ledger: Ledger, timers: Timers, now: datetime) -> Ledger:
    """The ledger with what is due by now and was not taken up yet."""
    pending = [each.change for each in timers.values() if each.state is TimerState.PENDING]
    return {**ledger, **merge(ledger, come_due(pending, now))}


def rebuild(kept: Ledger, decided: Iterable[Decided], timers: Timers, now: datetime) -> Rebuilt:
    """What is `kept` of the ledger, and all that the deliveries ask for. `timers` are those that
    were; what was dropped stays so, and what was done by hand stays done."""
    every = [*decided]
    at_once = come_due(change for each in every for change in each.changes)
    rebuilt = Rebuilt({**kept, **merge(kept, at_once)})
    waiting: list[Timer] = []
    for each in every:
        later = [change for change in each.changes if change.due_at]
        of = each.changes if each.has_timers else each.recorded if later else ()
        known = {*map(plain, of)}
        waiting += [_timer(change, timers, known) for change in later]
    ledger = dict(rebuilt.ledger)
    for timer in waiting:
        _place(rebuilt, timer, ledger, now)
    return rebuilt


def _timer(change: Change, timers: Timers, known: set[Change]) -> Timer:
    """As it was, or as it begins. One of whom the wish is another now begins anew, save that what
    a hand has dropped stays dropped."""
    was = timers.get((change.stamp.delivery, Key.of(change)))
    if was and plain(change) in known:
        return replace(was, change=replace(change, due_at=was.change.due_at))
    if was and was.state is TimerState.DROPPED:
        return replace(was, change=change)
    return Timer(0, change, TimerState.CALLED_OFF)  # until it is known better


def _place(rebuilt: Rebuilt, timer: Timer, ledger: Ledger, now: datetime) -> None:
    """Put the timer where it belongs: into the ledger, or among those that wait. A worker looks
    at those that were pending before."""
    change, by = timer.change, overruled(ledger, timer.change)
    is_due = bool(come_due([change], now))
    if timer.state is TimerState.CALLED_OFF:
        timer = _anew(timer, by, now, is_due=is_due)
    elif timer.state is TimerState.PENDING and is_due:
        rebuilt.ripe.append(change)
    if timer.state is TimerState.DONE:
        rebuilt.ledger |= merge(rebuilt.ledger, [change])
    if timer.state is TimerState.PENDING and not is_due and not by:
        rebuilt.waits.add(timer.name)
    rebuilt.timers[timer.name] = timer


def _anew(timer: Timer, by: Change | None, now: datetime, *, is_due: bool) -> Timer:
    """One that was called off, or is new: that may be otherwise now."""
    if by:
        because = timer.because or f"a newer event says otherwise ('{by.rule}', line {by.line})"
        return replace(timer, because=because, settled_at=timer.settled_at or now)
    if is_due:
        return replace(timer, state=TimerState.DONE, because="", settled_at=now)
    return replace(timer, state=TimerState.PENDING, because="", settled_at=None)
