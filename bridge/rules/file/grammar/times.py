"""Words of time: `7 days`, `period end`, `12 months`, and the events that call off.

A function gives what is wrong with a word, and "" where it has nothing to say.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from bridge.model import Kind
from bridge.model.text import counted
from bridge.rules import ANY, NEVER, PERIOD_END, Later
from bridge.rules.file.grammar import synonyms
from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.grammar.suggest import did_you_mean, nearest, not_known, unknown
from bridge.rules.file.grammar.words import KINDS, TURNING, WHEN, check_kind
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

SPAN = "[1-9][0-9]{0,3} (?:hour|day|week)s?"
LASTS = "[1-9][0-9]{0,2} (?:day|week|month|year)s?"
PATIENCE = "0|[1-9][0-9]{0,2} (?:second|minute|hour)s?"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}")
_STATE = re.compile(r"(?:she |he |they |buyer )?(?:has|have|is|are|still|holds?|owns?|tag)\b")
_DAYS = {"month": 30, "year": 365}  # of what is not always as long
_MOST = 9999  # as SPAN has it
_MOST_ALONE = 300  # of a number without a unit; a higher one is something else
_SPAN_INSIDE = re.compile(r"[0-9]+ ?[a-z]+")
_LOOSE = re.compile(
    r"(?:for|in|after|nach)?\s*(an?|one|[0-9]{1,4})?[\s_-]*([^\W\d_]*)\.?(?: later)?"
)
_FOR_GOOD = re.compile(
    r"for ?ever|(?:for )?life(?: ?time)?|always|for good|unlimited|endless|never|no|none|off"
)


def time_in(word: str, usual: str = "") -> tuple[int, str]:
    """The number and the unit of a loosely written time, (0, "") where that cannot be told; a
    number alone is of the `usual` unit, and a unit alone is one of them."""
    found = _LOOSE.fullmatch(" ".join(word.lower().split()))
    if not found or not (found[1] or found[2]):
        return 0, ""
    unit = found[2]
    unit = synonyms.UNITS.get(unit) or synonyms.UNITS.get(unit.removesuffix("s"), "")
    unit = unit if found[2] else usual
    return (int(found[1]) if (found[1] or "").isdigit() else 1, unit) if unit else (0, "")


def meant_span(word: str) -> str:
    """The time that a loose word was probably meant to be; "" where that cannot be told."""
    number, unit = time_in(word, "day")
    if number > _MOST_ALONE and not time_in(word)[1]:
        return ""
    if unit in _DAYS:
        number, unit = number * _DAYS[unit], "day"
    known = unit in ("hour", "day", "week") and number <= _MOST
    return counted(number, unit) if known else ""


def _check_date(word: str) -> str:
    if not _DATE.search(word):
        return ""
    what = f"'{show(word)}' is a date, and a time counts from the event here."
    return Wrong("wrong-time", what, "Write how long after it, like 7 days.")


def _check_span(word: str) -> str:
    if date := _check_date(word):
        return date
    if both := _end_and_span(word):
        return both
    meant = meant_span(word)
    if meant.startswith("0 "):
        return Wrong(
            "wrong-time", f"'{show(word)}' puts nothing off.",
            "Write a time, like 7 days, or take it out.",
        )  # fmt: skip
    unit = time_in(word)[1]
    if meant and unit in _DAYS:
        what = f"the time '{show(word)}' is not known: a {unit} is not always as long."
        return Wrong("wrong-time", what, f"Did you mean '{meant}'?", meant)
    if meant:
        return did_you_mean("time", word, meant)
    return not_known("time", word, "Write hours, days or weeks, like 7 days.")


def _end_and_span(word: str) -> Wrong:
    """About `60 days after period end`, which are two keys; empty for other words."""
    found = _SPAN_INSIDE.search(word.lower())
    span = meant_span(found[0]) if found else ""
    if not span or not re.search(r"\b(?:period|end)\b", word.lower()):
        return Wrong()
    write = f"Write 'at: {PERIOD_END}', and 'after: {span}' on a line of its own."
    return Wrong("several-in-one", f"the time '{show(word)}' holds two.", write)


def _check_lasts(word: str) -> str:
    if _FOR_GOOD.fullmatch(" ".join(word.lower().split())):
        what = f"'lasts: {show(word)}' says nothing: without 'lasts' no time ends it."
        return Wrong("wrong-time", what, "Take it out.")
    if date := _check_date(word):
        return date
    number, unit = time_in(word)
    if unit in ("day", "week", *_DAYS) and 0 < number < 1000:
        return did_you_mean("time", word, counted(number, unit))
    return not_known("time", word, "Write days, weeks, months or years, like 12 months.")


def _check_patience(word: str) -> str:
    number, unit = time_in(word)
    if word.strip().lower() in ("off", "no", "none", "never", "false") or (unit and not number):
        return did_you_mean("time", word, "0")
    if unit in ("second", "minute", "hour") and number < 1000:
        return did_you_mean("time", word, counted(number, unit))
    if unit in ("day", "week"):
        return Wrong(
            "wrong-time",
            f"'{show(word)}' is longer than patience goes.",
            "Write what is to wait so long at the part itself, such as 'cancelled: after "
            f"{counted(number, unit)}'.",
        )
    hint = "Write seconds, minutes or hours, like 60 seconds; or 0 for none."
    return not_known("time", word, hint)


def check_unless(word: str) -> str:
    if word in set(Kind) - set(WHEN):
        return check_kind(word)
    if word.lower().startswith(ANY) and (near := nearest(word[len(ANY) :], KINDS, synonyms.EVENTS)):
        return did_you_mean("event", word, f"{ANY}{near}")
    if _STATE.match(word.lower()):
        what = f"'{show(word)}' is no event, and what she has is not asked for here."
        write = f"Write what comes meanwhile, such as '{ANY}{Kind.PURCHASE}' or 'access starts'."
        return Wrong("unknown-word", what, write)
    known = (*WHEN, f"{ANY}{Kind.PURCHASE}", NEVER)
    return unknown("event", word, known, synonyms.UNLESS, synonyms.MEANING)


def span_of(word: str) -> timedelta:
    """How long a right time is that has no months; a number alone is seconds."""
    number, _, unit = word.partition(" ")
    return timedelta(**{f"{unit.removesuffix('s') or 'second'}s": int(number)})


def months_of(word: str) -> int:
    """Of a right time in months or years; 0 of another one."""
    number, _, unit = word.partition(" ")
    return int(number) * {"month": 1, "year": 12}.get(unit.removesuffix("s"), 0) if unit else 0


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


AFTER = Form("time", _check_span, pattern=SPAN)
AT = Form("time", _end_and_span, choices=(PERIOD_END,), also=synonyms.PERIOD_END)
UNLESS = Form(
    "event", check_unless, many=True,
    choices=(*KINDS, *(f"{ANY}{kind}" for kind in KINDS), *TURNING, NEVER),
)  # fmt: skip
DURATION = Form("time", _check_lasts, pattern=LASTS)
WAITING = Form("time", _check_patience, pattern=PATIENCE)
