"""From the keys `lasts`, `completed` and `patience` to what ends a membership by itself."""

from collections.abc import Mapping
from datetime import timedelta

from bridge.rules.file.build.conditions import words_of
from bridge.rules.file.grammar.lasts import AT_END
from bridge.rules.file.build.memberships import Lasting
from bridge.rules.file.grammar.reading import Found

_MONTHS = {"month": 1, "year": 12}


def lasting_of(entries: Mapping[str, Found]) -> Lasting:
    """What right words say of it."""
    lasts, patience = _first(entries, "lasts"), _first(entries, "patience")
    number, unit = _parted(lasts)
    by_calendar = unit in _MONTHS
    return Lasting(
        after=_span(lasts) if lasts and not by_calendar else None,
        months=number * _MONTHS[unit] if by_calendar else 0,
        completed_ends=_first(entries, "completed") == AT_END,
        patience=_span(patience) if patience else None,
    )


def _first(entries: Mapping[str, Found], name: str) -> str:
    return next(iter(words_of(entries, name)), "")


def _span(word: str) -> timedelta:
    number, unit = _parted(word)
    return timedelta(**{f"{unit or 'second'}s": number})


def _parted(word: str) -> tuple[int, str]:
    """`12 months` as 12 and `month`."""
    number, _, unit = word.partition(" ")
    return int(number or 0), unit.removesuffix("s")
