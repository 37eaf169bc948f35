"""Marshmallow fields that never refuse: what cannot be read counts as missing.

Carts built on PHP write every scalar as text, an absent one as "null", "false" or "".
"""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load

from bridge.sources.clean import storable

_FIRST_YEAR, _LAST_YEAR = 1971, 3000
_UNIX_TIME = re.compile(r"[0-9]{1,11}(?:\.[0-9]+)?")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")
_LONGEST = 255
_MOST_PAIRS = 100


def text(value: object) -> str:
    """A scalar as text; empty for a missing word and for anything that is not a scalar."""
    if value is True:
        return "true"
    if not isinstance(value, str):
        return ""
    value = value.strip()
    return "" if value in ("null", "false") else value


def entries(value: object) -> list[object]:
    """A list, whichever way PHP wrote it: as a list or as numbered keys."""
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


class Shape(Schema):
    """One nested value of a delivery; unknown fields are ignored, missing ones have a default."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def only_what_is_there(self, raw: object, **_: object) -> dict[str, object]:
        if not isinstance(raw, Mapping):
            return {}
        return {key: value for key, value in raw.items() if value is not None}


class Part(fields.Nested):
    """A shape inside a shape; where there is none, one with all its defaults."""

    def __init__(self, shape: type[Shape]) -> None:
        empty = shape().load({})
        super().__init__(shape, load_default=lambda: dict(empty))


class Parts(fields.Field[list[dict[str, Any]]]):
    """A list of one shape; an absent list is an empty one."""

    def __init__(self, shape: type[Shape]) -> None:
        super().__init__(load_default=list)
        self._shape = shape()

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[dict[str, Any]]:
        return [self._shape.load(entry) for entry in entries(value) if isinstance(entry, Mapping)]


class Exact(fields.Field[str]):
    """Text by which things are told apart, as long as it comes."""

    def __init__(self) -> None:
        super().__init__(load_default="")

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        return text(value)


class Words(Exact):
    """Text for people: on one line, entities unescaped, without unreadable characters."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        shown = storable(html.unescape(text(value)[: _LONGEST * 8])).replace("\ufffd", "")
        return " ".join(shown.split())[:_LONGEST]


class Whole(fields.Field[int]):
    """A number without sign or fraction, below a thousand milliards; else None. With `minus`, one
    may stand before it, and says nothing: what was given back."""

    def __init__(self, *, minus: bool = False) -> None:
        super().__init__(load_default=None)
        self._minus = minus

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int | None:  # type: ignore[override] # None is "missing" here
        written = text(value)
        written = written.removeprefix("-") if self._minus else written
        return int(written) if _WHOLE_NUMBER.fullmatch(written) else None


class Moment(fields.Field[datetime]):
    """Seconds since 1970 or ISO 8601 (UTC where it names no zone); None for an absurd one."""

    def __init__(self) -> None:
        super().__init__(load_default=None)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime | None:  # type: ignore[override] # None is "missing" here
        written = text(value)
        if _UNIX_TIME.fullmatch(written):
            moment = datetime.fromtimestamp(float(written), UTC).replace(microsecond=0)
        else:
            try:
                moment = datetime.fromisoformat(written)
            except ValueError:
                return None
        if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class Ticked(fields.Field[bool]):
    """A box: True, False, or None where the form had none."""

    def __init__(self) -> None:
        super().__init__(load_default=None)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool | None:  # type: ignore[override] # None is "missing" here
        word = value.strip().lower() if isinstance(value, str) else value
        if word in (True, "true", "1"):
            return True
        return False if word in (False, "false", "0") else None


class Pairs(fields.Field[dict[str, str]]):
    """Texts by name. A list of texts becomes one, divided by commas; deeper values are left out."""

    def __init__(self) -> None:
        super().__init__(load_default=dict)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, str]:
        named = value if isinstance(value, Mapping) else dict(_numbered(value))
        read = ((str(name).strip()[:_LONGEST], _joined(inner)) for name, inner in named.items())
        return dict([(name, inner) for name, inner in read if name and inner][:_MOST_PAIRS])


def _numbered(value: object) -> list[tuple[str, object]]:
    return [(str(place), inner) for place, inner in enumerate(entries(value))]


def _joined(value: object) -> str:
    if isinstance(value, Mapping | list):
        return ", ".join(filter(None, map(text, entries(value))))[: _LONGEST * 8]
    return text(value)[: _LONGEST * 8]
