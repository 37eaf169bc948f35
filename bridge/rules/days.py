"""Days in the values that an example expects: `Bought on <today>`, `<in 30 days>`, `<3 days ago>`.

An example has no calendar, so its days are told as they are from the day on which they are looked
at.
"""

import re
from datetime import date, datetime, timedelta

TODAY = "today"
_FAR = re.compile("(in )?([1-9][0-9]{0,3}) (hour|day|week)s?( ago)?")
_BETWEEN = re.compile("<([^<>]*)>")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"<{f'in {counted}' if days > 0 else f'{counted} ago' if days else TODAY}>"
