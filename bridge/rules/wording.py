"""How rules speak of themselves."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

_UNITS = {name: timedelta(**{f"{name}s": 1}) for name in ("day", "hour", "minute", "second")}


def or_(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def quoted(words: Iterable[str]) -> str:
    """`'a' or 'b'`."""
    return or_(f"'{word}'" for word in words)


def money(hundredths: int) -> str:
    """`49.00`, as rules.yaml writes amounts."""
    return f"{hundredths // 100}.{hundredths % 100:02}"


def lasting(time: timedelta) -> str:
    """`20 days`, `14 days and 5 minutes`: the two largest units that it has."""
    told = []
    for unit, length in _UNITS.items():
        number, time = divmod(time, length)
        told += [f"{number} {unit}{'' if number == 1 else 's'}"] if number else []
    return " and ".join(told[:2]) or "0 seconds"


def one_or_all(words: Sequence[object]) -> object:
    """One word by itself, several as a list: as rules.yaml writes them."""
    return words[0] if len(words) == 1 else list(words)
