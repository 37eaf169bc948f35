"""How much a shop usually receives, and whether it has been silent for unusually long.

A shop that sells at night is not one that sells from nine to five. So a silence is measured by what
came in the very same hours of the last eight weeks: these spans are read, and judged here. What is
in test mode, and what hands do, is no sign that the shop sells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, median_low

from sqlalchemy import Engine

from bridge.model.text import clock, duration
from bridge.store.figures import hours
from bridge.store.figures.hours import HOUR, Span, start_of

_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
# Less than this is never called a silence.
SHORTEST, FEWEST_MISSED = timedelta(hours=3), 8
_WEEKS, _FEWEST_WEEKS = 8, 4
_USUAL_WEEKS, _FEWEST_USUAL = 4, 3


@dataclass(frozen=True)
class Silence:
    """Nothing was received since `last`, though `missed` usually are in such hours."""

    last: datetime
    missed: int
    length: timedelta

    @property
    def words(self) -> str:
        return (
            f"Nothing was received for {duration(_whole_hours(self.length))}, since "
            f"{clock(self.last)}. In the same hours of the last weeks there came {self.missed} "
            "deliveries."
        )

    @property
    def what_to_do(self) -> str:
        return (
            "Look whether the shop can sell, and whether the cart still has the bridge's address "
            "as its webhook; Set-up shows where."
        )


def spans_of_before(last: datetime, now: datetime) -> list[Span]:
    """The hours from `last` until now, in each of the eight weeks before `last`, the newest first.
    Only whole hours, and no more of them than a week has."""
    end, since = start_of(now), start_of(last)
    first = max(since + HOUR, end - _WEEK)
    if first >= end:
        return []
    nearest = -((since - end) // _WEEK)  # weeks back to where there was no silence yet
    return [(first - weeks * _WEEK, end - weeks * _WEEK)
            for weeks in range(nearest, nearest + _WEEKS)]  # fmt: skip


def silence(last: datetime, now: datetime, of_before: Sequence[int]) -> Silence | None:
    """`of_before` is how much came in each of these spans, as far back as the shop is known. None
    where it is not unusual: one week in which nothing came either is no excuse, two are."""
    if now - last < SHORTEST or len(of_before) < _FEWEST_WEEKS:
        return None
    missed = median_low(of_before)
    if missed < FEWEST_MISSED or sorted(of_before)[1] == 0:
        return None
    return Silence(last, missed, now - last)


def silence_of(engine: Engine, now: datetime, last: datetime | None = None) -> Silence | None:
    """`last` is when the last delivery came, where that is known already."""
    last = last or hours.last_sold(engine, now)
    if last is None or now - last < SHORTEST:
        return None
    return silence(last, now, _sold(engine, spans_of_before(last, now)))


def days_of_before(now: datetime) -> list[Span]:
    """The same day of each of the last four weeks, on this machine's clock."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    starts = (today - weeks * _WEEK for weeks in range(1, _USUAL_WEEKS + 1))
    return [(each.astimezone(), (each + _DAY).astimezone()) for each in starts]


def usual(of_before: Sequence[int]) -> int | None:
    """How much comes on such a day, by what came on those before; None where they are too few, or
    usually nothing comes."""
    if len(of_before) < _FEWEST_USUAL:
        return None
    return round(median(of_before)) or None


def usual_of(engine: Engine, now: datetime) -> int | None:
    """How many deliveries usually come on this day of the week."""
    return usual(_sold(engine, days_of_before(now)))


def _sold(engine: Engine, spans: Sequence[Span]) -> list[int]:
    """In those of these spans that the figures reach back to."""
    known = hours.known_since(engine)
    return hours.sold(engine, [each for each in spans if known and each[0] >= known])


def _whole_hours(length: timedelta) -> timedelta:
    return length // HOUR * HOUR
