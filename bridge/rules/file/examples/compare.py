"""Expected and got side by side, a name a line, and below them in words how they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bridge.model import tag_key
from bridge.rules import ADDRESSES, Expected, dated, undated
from bridge.rules.file.examples.life import FIRST_DAY, Life
from bridge.rules.file.examples.site_promises import parted


@dataclass(frozen=True)
class Row:
    """One entry of a column: as it is shown, and by what it is compared beside its name."""

    name: str
    shown: str
    value: str = ""


_NONE = Row("", "-")  # where the other column has something
Column = Mapping[str, Row]
Columns = Mapping[str, Column]  # by what stands behind `expected` above them


def columns_of(life: Life) -> Columns:
    """What has come by now, at her present address and at each of hers."""
    contact, at = life.contact(), life.at
    fields = {
        key: Row(name, f"{name}: {undated(value, at, FIRST_DAY.date())}", value)
        for key, (name, value) in contact.fields.items()
    }
    elsewhere = {
        f" at {word} address": _names(life.contact(number).tags.values())
        for number, word in enumerate(ADDRESSES, 1)
    }
    return {
        "": _names(contact.tags.values()),
        " lists": _names(contact.lists.values()),
        " fields": fields,
        " automations": _names(contact.started),
        **elsewhere,
        **{_at_site(site, life): _open_now(site, life) for site in life.sites},
    }


def columns_expected(expected: Expected, life: Life) -> Columns:
    """Those of which something is expected by now."""
    fields = {
        tag_key(name): Row(name, f"{name}: {text}", dated(text, life.at))
        for name, text in expected.fields or ()
    }
    named = {"": expected.tags, " lists": expected.lists, " automations": expected.automations}
    columns = {sort: _names(names) for sort, names in named.items() if names is not None}
    if expected.fields is not None:
        columns[" fields"] = fields
    for number, tags in expected.tags_at:
        columns[f" at {ADDRESSES[number - 1]} address"] = _names(tags)
    for named_site, opened in expected.access or ():
        for site in [named_site] if named_site else life.sites:
            columns[_at_site(site, life)] = _open_expected(opened, site, life)
    return columns


def _at_site(site: str, life: Life) -> str:
    return f" access at {site}" if len(life.sites) > 1 else " access"


def _open_now(site: str, life: Life) -> Column:
    return {
        key: Row(name, f"{name} {undated(end, life.at, FIRST_DAY.date())}", end)
        for key, (name, end) in life.open_at(site).items()
    }


def _open_expected(opened: Iterable[str], site: str, life: Life) -> Column:
    """Where no end is told, any is as expected."""
    now, column = life.open_at(site), {}
    for name, end in map(parted, opened):
        key = tag_key(name)
        _, got = now.get(key, ("", ""))
        column[key] = Row(name, f"{name} {end}".rstrip(), dated(end, life.at) if end else got)
    return column


def tables(expected: Columns, got: Columns) -> Iterator[str]:
    """A table for each sort of which something else has come than expected."""
    for sort in (each for each in got if each in expected):
        left, right = expected[sort], got[sort]
        if not (in_words := _in_words(left, right)):
            continue
        pairs = ((left.get(k, _NONE), right.get(k, _NONE)) for k in sorted(left.keys() | right))
        rows = [(f"expected{sort}", "got"), *((one.shown, other.shown) for one, other in pairs)]
        size = max(len(first) for first, _ in rows)
        yield from (f"  {first:<{size}}  {second}" for first, second in rows)
        yield f"  {in_words}"


def _names(names: Iterable[str]) -> Column:
    """Each name as often as it stands there."""
    seen: Counter[str] = Counter()
    column = {}
    for name in names:
        key = tag_key(name)
        seen[key] += 1
        column[f"{key}\n{seen[key]:04}"] = Row(name, name)
    return column


def _in_words(expected: Column, got: Column) -> str:
    """`missing: VIP; too many: GoldPAYF`; the part of which there is nothing is left out."""
    both = sorted(expected.keys() & got.keys())
    parts = [
        ("missing", [expected[key].name for key in sorted(expected.keys() - got.keys())]),
        ("too many", [got[key].name for key in sorted(got.keys() - expected.keys())]),
        ("other value", [got[key].name for key in both if expected[key].value != got[key].value]),
    ]
    return "; ".join(f"{label}: {', '.join(names)}" for label, names in parts if names)
