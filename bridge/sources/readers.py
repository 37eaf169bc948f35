"""How the fields of a delivery are read. None is refused: what cannot be read counts as missing.

A Shape is a marshmallow schema, made of the functions that read its fields.

Carts built on PHP write every scalar as text, an absent one as "null", "false" or "".
"""

import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, missing

from bridge.sources.clean import storable

_FIRST_YEAR, _LAST_YEAR = 1971, 3000
_UNIX_TIME = re.compile(r"[0-9]{1,11}(?:\.[0-9]+)?")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")
_LONGEST = 255
_MOST_PAIRS = 100

# Makes of whatever stands in a field what is meant; None is a field that is not there.
Reader = Callable[[object], Any]


class Read(fields.Field[Any]):
    """A field that a function reads, also where it is missing."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self._read(None if value is missing else value)


class Shape:
    """One nested value of a delivery: the names of its fields by how each is read, and `parts`,
    which are shapes themselves. Other fields are passed over."""

    def __init__(self, reads: Mapping[Reader, str], **parts: Reader) -> None:
        named = {name: read for read, names in reads.items() for name in names.split()}
        self.reads: Mapping[str, Reader] = named | parts
        self._schema = Schema.from_dict({
            name: Read(read) for name, read in self.reads.items()
        })(unknown=EXCLUDE)  # fmt: skip
        self._nothing = dict(self._schema.load({}))

    def __call__(self, value: object) -> dict[str, Any]:
        """Every field; of a value that holds none, each as if it were missing."""
        if isinstance(value, Mapping) and value:
            return dict(self._schema.load(value))
        return dict(self._nothing)


def each(shape: Shape) -> Reader:
    """A list of one shape; an absent list is an empty one."""
    return lambda value: [shape(entry) for entry in entries(value) if isinstance(entry, Mapping)]


def entries(value: object) -> list[object]:
    """A list, whichever way PHP wrote it: as a list or as numbered keys."""
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def raw(value: object) -> object:
    """As it comes; "" for none."""
    return "" if value is None else value


def text(value: object) -> str:
    """A scalar as text, as long as it comes; empty for a missing word and for what is no scalar."""
    if value is True:
        return "true"
    if not isinstance(value, str):
        return ""
    value = value.strip()
    return "" if value in ("null", "false") else value


def words(value: object) -> str:
    """Text for people: on one line, entities unescaped, without unreadable characters."""
    shown = storable(html.unescape(text(value)[: _LONGEST * 8])).replace("\ufffd", "")
    return " ".join(shown.split())[:_LONGEST]


def whole(value: object) -> int | None:
    """A number without sign or fraction, below a thousand milliards; else None."""
    written = text(value)
    return int(written) if _WHOLE_NUMBER.fullmatch(written) else None


def given_back(value: object) -> int | None:
    """The same, of what some write with a minus, which says nothing."""
    return whole(text(value).removeprefix("-"))


def moment(value: object) -> datetime | None:
    """Seconds since 1970 or ISO 8601 (UTC where it names no zone); None for an absurd one."""
    written = text(value)
    if _UNIX_TIME.fullmatch(written):
        told = datetime.fromtimestamp(float(written), UTC).replace(microsecond=0)
    else:
        try:
            told = datetime.fromisoformat(written)
        except ValueError:
            return None
    if not _FIRST_YEAR <= told.year < _LAST_YEAR:
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def ticked(value: object) -> bool | None:
    """A box: True, False, or None where the form had none."""
    word = value.strip().lower() if isinstance(value, str) else value
    if word in (True, "true", "1"):
        return True
    return False if word in (False, "false", "0") else None


def pairs(value: object) -> dict[str, str]:
    """Texts by name. A list of texts becomes one, divided by commas; deeper values are left out."""
    named = value if isinstance(value, Mapping) else dict(enumerate(entries(value)))
    read = ((str(name).strip()[:_LONGEST], _joined(inner)) for name, inner in named.items())
    return dict([(name, inner) for name, inner in read if name and inner][:_MOST_PAIRS])


def _joined(value: object) -> str:
    if isinstance(value, Mapping | list):
        return ", ".join(filter(None, map(text, entries(value))))[: _LONGEST * 8]
    return text(value)[: _LONGEST * 8]
