"""Expected and got side by side, a name a line, and below them in words how they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bridge.model import tag_key
from bridge.rules import ADDRESSES, Expected, dated, undated
from bridge.rules.file.examples.life import FIRST_DAY, Life

_NONE = "-"  # where the other column has something


@dataclass(frozen=True)
class Row:
    """One entry of a column: as it is shown, and by what it is compared beside its name."""

    name: str
    shown: str
    value: str = ""


Column = Mapping[str, Row]


def tables(expected: Expected, life: Life) -> Iterator[str]:
    """A table for each sort of which something else has come by that time than expected."""
    for sort, (wanted, got) in (_columns(expected, life) | _elsewhere(expected, life)).items():
        if wanted is not None and (table := _table(sort, wanted, got)):
            yield table


def _columns(expected: Expected, life: Life) -> dict[str, tuple[Column | None, Column]]:
    """At her present address."""
    buyer, at = life.buyer, life.at
    fields = None if expected.fields is None else {
        tag_key(name): Row(name, f"{name}: {text}", dated(text, at))
        for name, text in expected.fields
    }  # fmt: skip
    was_set = {
        key: Row(name, f"{name}: {undated(value, at, FIRST_DAY.date())}", value)
        for key, (name, value) in buyer.fields.items()
    }
    return {
        "": (_names(expected.tags), _names(buyer.tags.values()) or {}),
        " lists": (_names(expected.lists), _names(buyer.lists.values()) or {}),
        " fields": (fields, was_set),
        " automations": (_names(expected.automations), _names(buyer.started) or {}),
    }


def _elsewhere(expected: Expected, life: Life) -> dict[str, tuple[Column | None, Column]]:
    """At addresses by their numbers."""
    return {
        f" at {ADDRESSES[number - 1]} address": (
            _names(tags),
            _names(life.at_address(number).tags.values()) or {},
        )
        for number, tags in expected.tags_at
    }


def _names(names: Iterable[str] | None) -> Column | None:
    """Each name as often as it stands there."""
    if names is None:
        return None
    seen: Counter[str] = Counter()
    column = {}
    for name in names:
        key = tag_key(name)
        seen[key] += 1
        column[f"{key}\n{seen[key]:04}"] = Row(name, name)
    return column


def _table(sort: str, expected: Column, got: Column) -> str:
    keys = sorted(expected.keys() | got.keys())
    in_words = _in_words(expected, got)
    if not in_words:
        return ""
    rows = [(f"expected{sort}", "got"), *((_shown(expected, k), _shown(got, k)) for k in keys)]
    size = max(len(left) for left, _ in rows)
    table = "\n".join(f"  {left:<{size}}  {right}" for left, right in rows)
    return f"{table}\n  {in_words}"


def _shown(column: Column, key: str) -> str:
    return column[key].shown if key in column else _NONE


def _in_words(expected: Column, got: Column) -> str:
    """`missing: VIP; too many: GoldPAYF`; the part of which there is nothing is left out."""
    both = sorted(expected.keys() & got.keys())
    parts = [
        ("missing", [expected[key].name for key in sorted(expected.keys() - got.keys())]),
        ("too many", [got[key].name for key in sorted(got.keys() - expected.keys())]),
        ("other value", [got[key].name for key in both if expected[key].value != got[key].value]),
    ]
    return "; ".join(f"{label}: {', '.join(names)}" for label, names in parts if names)
