"""All that Home says of receiving, waiting and failing, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bridge.explain.health.rhythm import Silence, silence_of, usual_of
from bridge.model.text import duration
from bridge.store.figures import hours
from bridge.store.figures.hours import Hour
from bridge.store.figures.unfinished import Unfinished, unfinished

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Glance:
    """`last` is when the last delivery came that a buyer caused; `today` how many did since
    midnight on this machine's clock, and `usual` how many do on such a day. `apart` came today
    in test mode, or from a hand."""

    now: datetime
    last: datetime | None
    today: int
    usual: int | None
    silence: Silence | None
    open: Unfinished
    apart: int = 0

    @property
    def last_words(self) -> str:
        """`3 minutes ago`; "" where nothing came."""
        return ago(self.now - self.last) if self.last else ""

    @property
    def usual_words(self) -> str:
        """`4 today, and 2 in test mode or by hand; usually 9 on a Saturday`"""
        apart = f", and {self.apart:,} in test mode or by hand" if self.apart else ""
        usually = f"; usually {self.usual:,} on a {self.now.astimezone():%A}" if self.usual else ""
        return f"{self.today:,} today{apart}{usually}"

    @property
    def waiting_words(self) -> str:
        if not self.open.oldest:
            return "Nothing waits."
        return f"The oldest came {ago(self.now - self.open.oldest)}."

    @property
    def failed_words(self) -> str:
        if not self.open.failed:
            return "Nothing failed."
        return "Somebody must act, then they are tried again."


def glance(engine: Engine, now: datetime, lately: Iterable[Hour]) -> Glance:
    """`lately` is what came since midnight at least, by the hour or by the day."""
    last = hours.last_sold(engine, now)
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    today = [each for each in lately if each.start >= hours.start_of(midnight)]
    return Glance(
        now, last, sum(each.sold for each in today), usual_of(engine, now),
        silence_of(engine, now, last) if last else None, unfinished(engine),
        sum(each.apart for each in today),
    )  # fmt: skip


def ago(time: timedelta) -> str:
    """`just now`, `3 minutes ago`, `2 days and 4 hours ago`"""
    if time < _MINUTE:
        return "just now"
    if time < 2 * hours.HOUR:
        return f"{duration(time // _MINUTE * _MINUTE)} ago"
    return f"{duration(time // hours.HOUR * hours.HOUR)} ago"
