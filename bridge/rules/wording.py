"""How rules speak of themselves."""

from collections.abc import Iterable


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
