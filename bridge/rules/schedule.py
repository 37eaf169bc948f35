"""What puts a rule's actions off, what calls them off before their time, and days as an example
tells them: `<today>`, `<in 30 days>`, `<3 days ago>`."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bridge.model import Event, Kind
from bridge.model.text import counted, span
from bridge.rules.conditions import one_or_all

PERIOD_END = "period end"
ANY = "any "  # before a kind behind `unless`: of whatever item
NEVER = "never"
# Beyond it the calendar ends soon after; a cart's far date must not stop the worker.
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)

TODAY = "today"
_FAR = re.compile("(in )?([1-9][0-9]{0,3}) (hour|day|week)s?( ago)?")
_BETWEEN = re.compile("<([^<>]*)>")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Later:
    """When a rule's actions count: `after` its event, or after the end of the paid period.

    An event of `unless` about the same item calls them off, one of `unless_any` about whatever
    item; `never` says that nothing shall. One that comes after the time takes them back. `line` is
    where the file says so.
    """

    after: timedelta = timedelta()
    at_period_end: bool = False
    unless: frozenset[Kind] = frozenset()
    unless_any: frozenset[Kind] = frozenset()
    never: bool = False
    line: int = field(default=0, compare=False)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that calls it off."""
        return self.unless | self.unless_any

    @property
    def when(self) -> tuple[timedelta, bool]:
        """The time alone; two rules of one time act together."""
        return self.after, self.at_period_end

    def due_at(self, event: Event) -> datetime:
        """Never before the event; at its own time where it names no end of the paid period.

        The event must have a time: raises ValueError where Event.received() was not called.
        """
        happened = event.occurred_at
        if happened is None:
            raise ValueError("the event has no time yet: call received() first")
        end = period_end(event) if self.at_period_end else None
        return min(max(end or happened, happened), _LATEST) + self.after

    @property
    def timing(self) -> list[tuple[str, str]]:
        """When, as keys and words."""
        told = [("after", span(self.after))] if self.after else []
        return told + ([("at", PERIOD_END)] if self.at_period_end else [])

    @property
    def written(self) -> dict[str, object]:
        """Its keys and values, as rules.yaml writes them."""
        words = [str(kind) for kind in Kind if kind in self.unless]
        words += [f"{ANY}{kind}" for kind in Kind if kind in self.unless_any]
        words += [NEVER] if self.never else []
        return {**dict(self.timing), **({"unless": one_or_all(words)} if words else {})}


def period_end(event: Event) -> datetime | None:
    """The end of the paid period as the event tells it, or else its next payment."""
    return event.subscription.paid_until or event.subscription.next_payment_at


def away(word: str) -> timedelta | None:
    """How far `in 30 days` is, below zero for `3 days ago`; None for what is no such word."""
    if word == TODAY:
        return timedelta()
    far = _FAR.fullmatch(word)
    if not far or bool(far[1]) is bool(far[4]):
        return None
    time = timedelta(**{f"{far[3]}s": int(far[2])})
    return time if far[1] else -time


def dated(text: str, at: datetime) -> str:
    """The text with the dates that its words stand for when it is looked at at that time."""
    return _BETWEEN.sub(lambda found: _date(found, at), text)


def undated(text: str, at: datetime, since: date) -> str:
    """The text with words in place of the dates from the day `since` on; the way back."""
    return _DATE.sub(lambda found: _words(found[0], at.date(), since), text)


def dates_in(text: str) -> list[str]:
    """Every date that stands in the text as a cart writes it: 2026-01-31."""
    return _DATE.findall(text)


def _date(found: re.Match[str], at: datetime) -> str:
    far = away(found[1])
    return found[0] if far is None else (at + far).date().isoformat()


def _words(written: str, today: date, since: date) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:  # 2026-13-01 looks like a date and is none
        return written
    if day < since:
        return written
    days = (day - today).days
    far = counted(abs(days), "day")
    return f"<{f'in {far}' if days > 0 else f'{far} ago' if days else TODAY}>"
