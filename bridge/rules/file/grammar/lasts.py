"""The words of what ends a membership by itself, and of its patience: `lasts: 12 months`.

Each check returns the sentence about a wrong word, and "" for a right one.
"""

import re

from bridge.rules import PERIOD_END, counted
from bridge.rules.file.grammar.phrases import meant_phrase
from bridge.rules.file.report import show

LASTS = "[1-9][0-9]{0,2} (?:day|week|month|year)s?"
PATIENCE = "0|[1-9][0-9]{0,2} (?:second|minute|hour)s?"
KEEP, AT_END = "keep", f"at {PERIOD_END}"
COMPLETED = (KEEP, AT_END)

_LOOSE = re.compile(r"(?:for|after|in|nach)?\s*(an?|one|[0-9]{1,3})?[\s_-]*([a-zäö]*)\.?")
_UNITS = {
    "s": "second", "sec": "second", "second": "second", "sekunde": "second", "sekunden": "second",
    "min": "minute", "minute": "minute", "minuten": "minute",
    "h": "hour", "hr": "hour", "hour": "hour", "stunde": "hour", "stunden": "hour",
    "d": "day", "day": "day", "tag": "day", "tage": "day", "tagen": "day",
    "w": "week", "wk": "week", "week": "week", "woche": "week", "wochen": "week",
    "m": "month", "mo": "month", "mon": "month", "mth": "month", "month": "month",
    "monat": "month", "monate": "month", "monaten": "month",
    "y": "year", "yr": "year", "year": "year", "jahr": "year", "jahre": "year", "jahren": "year",
}  # fmt: skip
_LONG, _SHORT = ("day", "week", "month", "year"), ("second", "minute", "hour")
_FOR_GOOD = re.compile(
    r"for ?ever|(?:for )?life(?: ?time)?|always|for good|unlimited|endless|never|no|none|off"
)
_KEEPS = re.compile(r"keeps?|kept|stays?|lifetime|forever|off|never|no|none|nothing")


def check_lasts(word: str) -> str:
    if re.fullmatch(LASTS, word):
        return ""
    loose = _loosely(word)
    if _FOR_GOOD.fullmatch(loose):
        return f"'lasts: {show(word)}' says nothing: without 'lasts' no time ends it. Take it out."
    unit, number = _meant(loose)
    if unit in _LONG and number:
        return f"the time '{show(word)}' is not known. Did you mean '{counted(number, unit)}'?"
    return (
        f"the time '{show(word)}' is not known. Write days, weeks, months or years, like 12 months."
    )


def check_patience(word: str) -> str:
    if re.fullmatch(PATIENCE, word):
        return ""
    loose = _loosely(word)
    unit, number = _meant(loose)
    if loose in ("off", "no", "none", "never", "false") or (unit and number == 0):
        return f"the time '{show(word)}' is not known. Did you mean '0'?"
    if unit in _SHORT and number:
        return f"the time '{show(word)}' is not known. Did you mean '{counted(number, unit)}'?"
    if unit in ("day", "week") and number:
        span = counted(number, unit)
        return (
            f"'{show(word)}' is longer than patience goes. Write what is to wait so long at the "
            f"part itself, such as 'cancelled: after {span}'."
        )
    return (
        f"the time '{show(word)}' is not known. Write seconds, minutes or hours, like 60 seconds; "
        "or 0 for none."
    )


def check_completed(word: str) -> str:
    if word in COMPLETED:
        return ""
    loose = _loosely(word)
    meant = KEEP if _KEEPS.fullmatch(loose) else meant_phrase(word)
    hint = f"Did you mean '{meant}'?" if meant in COMPLETED else f"Write {KEEP} or '{AT_END}'."
    return f"completed cannot be '{show(word)}'. {hint}"


def _loosely(word: str) -> str:
    return " ".join(word.lower().split())


def _meant(loose: str) -> tuple[str, int]:
    """The unit and the number that were probably meant; ("", 0) where that cannot be told."""
    found = _LOOSE.fullmatch(loose)
    unit = (_UNITS.get(found[2]) or _UNITS.get(found[2].removesuffix("s"), "")) if found else ""
    if not found or not unit:
        return "", 0
    return unit, int(found[1]) if (found[1] or "").isdigit() else 1
