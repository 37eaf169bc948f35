"""The items a rule may want: one by its key, all of a sort, or those of a name."""

from collections.abc import Iterable
from functools import lru_cache

from bridge.model import Item

# How a wanted item is written that is known by its name: `name: Gold course`.
BY_NAME = "name: "
ALL_OF_A_SORT = "-*"
_LONGEST_BEGINNING = 20  # letters; more would tell hardly any two patterns apart


def is_wanted(wanted: str, item: Item) -> bool:
    """Whether the wanted one (`product-12`, `product-*`, `name: Gold*`) is this item."""
    if wanted.startswith(BY_NAME):
        return bool(item.name) and like(wanted[len(BY_NAME) :], item.name)
    return wanted in (item.key, f"{item.type}{ALL_OF_A_SORT}")


def covers(wanted: str, other: str) -> bool:
    """Whether every item that `other` wants is wanted by `wanted` too, as far as can be told."""
    if wanted == other:
        return True
    if other.startswith(BY_NAME):
        return wanted.startswith(BY_NAME) and like(wanted[len(BY_NAME) :], other[len(BY_NAME) :])
    return wanted.endswith(ALL_OF_A_SORT) and other.startswith(wanted[:-1])


def slot(wanted: str) -> str:
    """The wanted item's key or sort, or "" for one by name, which any item may have."""
    return "" if wanted.startswith(BY_NAME) else wanted


def slots(items: Iterable[Item]) -> set[str]:
    """Every key and sort by which one of these items may be wanted."""
    return {slot for item in items for slot in (item.key, f"{item.type}{ALL_OF_A_SORT}")}


def like(pattern: str, text: str) -> bool:
    """Compared without case and without regard to blanks; `*` stands for any letters, or none."""
    first, *rest = _parts(pattern)
    text = _plain(text)
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:  # the earliest place leaves most room; no need to try others
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(last) and text.endswith(last)


def beginning(pattern: str) -> str:
    """What every text that is like the pattern begins with, and all of it where it has no `*`."""
    first, *rest = _parts(pattern)
    return f"{first[:_LONGEST_BEGINNING]}*" if rest else first


def beginnings(text: str) -> set[str]:
    """The beginnings of every pattern that the text may be like."""
    text = _plain(text)
    lengths = range(min(len(text), _LONGEST_BEGINNING) + 1)
    return {text, *(f"{text[:length]}*" for length in lengths)}


@lru_cache(maxsize=10_000)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(_plain(pattern).split("*"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
