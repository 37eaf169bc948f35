"""The words of time: `7 days`, `period end`, and what calls off.

Each check returns the sentence about a wrong word, and "" for a right one.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from bridge.model import Kind
from bridge.rules import ANY, NEVER, PERIOD_END, Later, counted
from bridge.rules.file.grammar.kinds import ALSO_KINDS, ALSO_TURNS, MEANING
from bridge.rules.file.grammar.nearest import nearest, unknown
from bridge.rules.file.grammar.words import KINDS, TURNING, WHEN, check_kind
from bridge.rules.file.report import show

SPAN = "[1-9][0-9]{0,3} (?:hour|day|week)s?"
UNLESS = (*KINDS, *(f"{ANY}{kind}" for kind in KINDS), *TURNING, NEVER)

_LOOSE = re.compile(r"(?:in|after|nach)?\s*(an?|one|[0-9]{1,4})?[\s_-]*([a-z]*)\.?(?: later)?")
_UNITS = {
    "": "day", "h": "hour", "hr": "hour", "hour": "hour", "d": "day", "day": "day",
    "w": "week", "wk": "week", "week": "week", "month": "month", "year": "year",
    "tag": "day", "tage": "day", "tagen": "day", "stunde": "hour", "stunden": "hour",
    "woche": "week", "wochen": "week", "monat": "month", "monate": "month", "monaten": "month",
    "jahr": "year", "jahre": "year", "jahren": "year",
}  # fmt: skip
_MOST = {"year": 27}  # of a unit that is taken for meant
_ALSO_ENDS = dict.fromkeys(
    (
        "end",
        "end of period",
        "end of the period",
        "end of paid period",
        "paid period",
        "paid until",
    ),
    PERIOD_END,
)
_ANY_PURCHASE = f"{ANY}{Kind.PURCHASE}"
_ALSO_UNLESS = (
    dict.fromkeys(("no", "none", "nothing", "off", "false"), NEVER)
    | dict.fromkeys(("a purchase", "new purchase"), Kind.PURCHASE)
    | dict.fromkeys(
        ("any", "anything", "another purchase", "purchase of anything", "purchase of any item"),
        _ANY_PURCHASE,
    )
)


def check_span(word: str) -> str:
    if re.fullmatch(SPAN, word):
        return ""
    meant = meant_span(word)
    if meant.startswith("0 "):
        return f"'{show(word)}' puts nothing off. Write a time, like 7 days, or take it out."
    if meant:
        return f"the time '{show(word)}' is not known. Did you mean '{meant}'?"
    return f"the time '{show(word)}' is not known. Write hours, days or weeks, like 7 days."


def meant_span(word: str) -> str:
    """The time that a loose word was probably meant to be; "" where that cannot be told."""
    loose = _LOOSE.fullmatch(" ".join(word.lower().split()))
    unit = _UNITS.get(loose[2]) or _UNITS.get(loose[2].removesuffix("s")) if loose else None
    number = int(loose[1]) if loose and (loose[1] or "").isdigit() else 1
    if not loose or not unit or not (loose[1] or loose[2]) or number > _MOST.get(unit, 300):
        return ""
    days = {"month": 30, "year": 365}.get(unit)
    return f"{number * days} days" if days else counted(number, unit)


def check_end(word: str) -> str:
    return "" if word == PERIOD_END else unknown("time", word, (PERIOD_END,), _ALSO_ENDS)


def check_unless(word: str) -> str:
    if word in UNLESS:
        return ""
    if word in set(Kind):
        return check_kind(word)
    known = (*WHEN, _ANY_PURCHASE, NEVER)
    if word.lower().startswith(ANY) and (near := nearest(word[len(ANY) :], KINDS, ALSO_KINDS)):
        return f"the event '{show(word)}' is not known. Did you mean '{ANY}{near}'?"
    also = {**ALSO_KINDS, **ALSO_TURNS, **_ALSO_UNLESS}
    return unknown("event", word, known, also, MEANING)


def span_of(word: str) -> timedelta:
    """How long a right time is."""
    number, unit = word.split()
    return timedelta(**{f"{unit.removesuffix('s')}s": int(number)})


def later_of(after: str, end: bool, unless: Iterable[str]) -> Later:
    """What right words put off; `after` is empty where there is none."""
    unless = tuple(unless)
    return Later(
        span_of(after) if after else timedelta(),
        end,
        frozenset(Kind(word) for word in unless if word in WHEN),
        frozenset(Kind(word[len(ANY) :]) for word in unless if word.startswith(ANY)),
        NEVER in unless,
    )
