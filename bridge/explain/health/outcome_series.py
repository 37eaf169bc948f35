"""Deliveries by outcome over time: of each of the last 48 hours, or 30 days."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.model.text import join_and
from bridge.store.delivery import State
from bridge.store.figures.hours import HOUR, Hour, start_of

HOURS, DAYS = 48, 30


@dataclass(frozen=True)
class Bin:
    """What was received from `start` on, for an hour or a day."""

    start: datetime
    states: Mapping[State, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(self.states.values())

    @property
    def words(self) -> str:
        """`4 applied and 1 failed`; `nothing`"""
        parts = [f"{self.states[s]:,} {s}" for s in State if self.states.get(s)]
        return join_and(parts) or "nothing"


@dataclass(frozen=True)
class OutcomeSeries:
    """`bins` are without a gap, the oldest first; the last one is not over. `apart` of all came in
    test mode, or from a hand."""

    bins: Sequence[Bin]
    apart: int = 0

    @property
    def most(self) -> int:
        """In one of them."""
        return max((each.number for each in self.bins), default=0)

    @property
    def totals(self) -> Mapping[State, int]:
        """Of the outcomes that there are."""
        counted: Counter[State] = Counter()
        for each in self.bins:
            counted.update(each.states)
        return {state: counted[state] for state in State if counted[state]}

    @property
    def apart_words(self) -> str:
        """`3 of these came in test mode or by hand.`; "" for none."""
        return f"{self.apart:,} of these came in test mode or by hand." if self.apart else ""

    @property
    def words(self) -> str:
        """`120 deliveries: 118 applied and 2 failed.`"""
        told = Bin(self.bins[-1].start, self.totals)
        many = f"{told.number:,} {'delivery' if told.number == 1 else 'deliveries'}"
        return f"{many}: {told.words}." if told.number else "Nothing was received."


def first_hour(now: datetime) -> datetime:
    return start_of(now) - (HOURS - 1) * HOUR


def first_day(now: datetime) -> datetime:
    """When that day began on this machine's clock."""
    return _day_of(_naive_day(now) - timedelta(days=DAYS - 1))


def hour_starts(now: datetime) -> list[datetime]:
    return [first_hour(now) + n * HOUR for n in range(HOURS)]


def day_starts(now: datetime) -> list[datetime]:
    """When each day began on this machine's clock."""
    first = _naive_day(first_day(now))
    return [_day_of(first + timedelta(days=n)) for n in range(DAYS)]


def by_hour(found: Iterable[Hour], now: datetime) -> OutcomeSeries:
    return _series(found, hour_starts(now))


def by_day(found: Iterable[Hour], now: datetime) -> OutcomeSeries:
    return _series(found, day_starts(now))


def _series(found: Iterable[Hour], starts: Sequence[datetime]) -> OutcomeSeries:
    counted: list[Counter[State]] = [Counter() for _ in starts]
    shown = [each for each in found if each.start >= starts[0]]
    for each in shown:
        counted[bisect_right(starts, each.start) - 1].update(each.states)
    bins = zip(starts, counted, strict=True)
    apart = sum(each.apart for each in shown)
    return OutcomeSeries([Bin(start, dict(states)) for start, states in bins], apart)


def _naive_day(time: datetime) -> datetime:
    """The midnight before, as this machine's clock has it, without its zone: days are counted in
    it, of which two in a year have 23 or 25 hours."""
    return time.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def _day_of(midnight: datetime) -> datetime:
    return midnight.astimezone()
