"""The words of time: `7 days`, `period end`, what calls off, and a membership's part in one phrase.

Each check returns the sentence about a wrong word, and "" for a right one.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from bridge.model import Kind
from bridge.rules import ANY, NEVER, PERIOD_END, Later
from bridge.rulesfile.also_kinds import ALSO_KINDS, MEANING
from bridge.rulesfile.nearest import nearest, unknown
from bridge.rulesfile.report import show
from bridge.rulesfile.words import KINDS, check_kind

SPAN = "[1-9][0-9]{0,3} (?:hour|day|week)s?"
TIMING = f"at {PERIOD_END}|after {SPAN}|{SPAN} after {PERIOD_END}"
SUSPEND = "suspend "
FULL = "full"
UNLESS = (*KINDS, *(f"{ANY}{kind}" for kind in KINDS), NEVER)
_PHRASES = ("at period end", "after 7 days", "3 days after period end")

_LOOSE = re.compile(r"(?:in|after)?\s*(an?|one|[0-9]{1,4})?[\s_-]*([a-z]*)\.?(?: later)?")
_UNITS = {
    "": "day", "h": "hour", "hr": "hour", "hour": "hour", "d": "day", "day": "day",
    "w": "week", "wk": "week", "week": "week", "month": "month",
}  # fmt: skip
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
    if not loose or not unit or not (loose[1] or loose[2]) or number > 300:
        return ""
    return f"{number * 30} days" if unit == "month" else _counted(number, unit)


def check_end(word: str) -> str:
    return "" if word == PERIOD_END else unknown("time", word, (PERIOD_END,), _ALSO_ENDS)


def check_unless(word: str) -> str:
    if word in UNLESS:
        return ""
    if word in set(Kind):
        return check_kind(word)
    known = (*KINDS, _ANY_PURCHASE, NEVER)
    if word.lower().startswith(ANY) and (near := nearest(word[len(ANY) :], KINDS, ALSO_KINDS)):
        return f"the event '{show(word)}' is not known. Did you mean '{ANY}{near}'?"
    return unknown("event", word, known, {**ALSO_KINDS, **_ALSO_UNLESS}, MEANING)


def check_refund(word: str) -> str:
    """What stands behind a membership's `refund`, which tells no paid period."""
    if word == "partial":
        return (
            "'partial' cannot stand. Write full, where only a full refund shall count, and a rule "
            "with 'refund: partial' for what a partial one does."
        )
    if word == FULL or re.fullmatch(TIMING, word):
        return ""
    return _no_phrase(word, (FULL, "after 7 days"))


def check_timing(word: str) -> str:
    return "" if re.fullmatch(TIMING, word) else _no_phrase(word, _PHRASES)


def check_suspending(word: str) -> str:
    right = re.fullmatch(TIMING, word.removeprefix(SUSPEND))
    return "" if right else _no_phrase(word, (f"{SUSPEND}after 7 days", *_PHRASES))


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
        frozenset(Kind(word) for word in unless if word in KINDS),
        frozenset(Kind(word[len(ANY) :]) for word in unless if word.startswith(ANY)),
        NEVER in unless,
    )


def timed(phrase: str, *unless: Kind) -> Later:
    """What a right phrase of a membership's part puts off."""
    span = re.search(SPAN, phrase)
    return later_of(span[0] if span else "", PERIOD_END in phrase, unless)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _no_phrase(word: str, right: Iterable[str]) -> str:
    several = ", ".join(f"'{one}'" for one in right)
    return (
        f"'{show(word)}' is not understood. Write off, {several}, or what to do instead, such as "
        "{add: VIP}."
    )
