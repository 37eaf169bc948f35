"""Which entries of a ledger speak for what stands about one target, and which are outweighed."""

from collections.abc import Iterable

from bridge.ledger import NEUTRAL, Entry, Key, counting, wanted


def speaking(entries: Iterable[Entry]) -> list[Entry]:
    """Of all entries about one target those that the outcome of `wanted` rests on, newest first:
    the first one decides.

    Where nothing counts, because it was called off, it is what did that.
    """
    every = list(entries)
    counted = counting(every)
    if not counted:
        return _newest_first(entry for entry in every if entry.change.action in NEUTRAL)
    own = next((entry for entry in counted if _of_the_target(entry)), None)
    gives = [entry for entry in counted if entry.wants]
    if not wanted(every):
        return [own] if own and gives else _newest_first(counted)
    if own and not own.wants:
        gives = [entry for entry in gives if entry.change.stamp >= own.change.stamp]
    return _newest_first(gives)


def in_order(entries: Iterable[Entry]) -> list[tuple[Entry, bool]]:
    """All of them, each with whether it is outweighed: first what decides, the outweighed last."""
    every = _newest_first(entries)
    said = speaking(every)
    outweighed = [entry for entry in every if entry not in said]
    return [*((entry, False) for entry in said), *((entry, True) for entry in outweighed)]


def _of_the_target(entry: Entry) -> bool:
    key = Key.of(entry.change)
    return not key.claim and not key.occasion


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.rank, reverse=True)
