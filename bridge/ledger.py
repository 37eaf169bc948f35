"""DECIDE: folds the changes of many events into the tags one contact should have. Pure.

Merging keeps, for each key, the change of the newest event (of an occasion, the oldest), so the
order of arrival, repeats and batches make no difference: the result is a function of the set of
changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bridge.model import Action, Change, Firing, Stamp, tag_key

_WANTS = frozenset({Action.ADD, Action.GRANT, Action.TRIGGER})
_ABOUT_THE_TAG = frozenset({Action.ADD, Action.REMOVE})


@dataclass(frozen=True)
class Key:
    """What a change speaks of: a tag itself (empty claim), or one claim or occasion on it."""

    tag: str
    occasion: bool
    claim: str

    @classmethod
    def of(cls, change: Change) -> "Key":
        claim = "" if change.action in _ABOUT_THE_TAG else change.claim
        return cls(tag_key(change.tag), change.action is Action.TRIGGER, claim)


@dataclass(frozen=True)
class Entry:
    """The newest change on its key; `confirmed` once the CRM was told, or needed no telling."""

    change: Change
    confirmed: bool = False

    @property
    def wants(self) -> bool:
        return self.change.action in _WANTS


Ledger = Mapping[Key, Entry]


@dataclass(frozen=True)
class Due:
    """What one contact is owed, and the keys that are settled without a word to the CRM."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fire: tuple[Firing, ...] = ()
    settled: tuple[Key, ...] = ()


def merge(ledger: Ledger, changes: Iterable[Change]) -> dict[Key, Entry]:
    """The entries that `changes` make new or replace; empty when all is known.

    An occasion is one fact, however many deliveries tell of it: its oldest telling is kept, and
    when it was fired it stays fired.
    """
    fresh: dict[Key, Entry] = {}
    for change in changes:
        key = Key.of(change)
        known = fresh.get(key) or ledger.get(key)
        if known is None:
            fresh[key] = Entry(change)
        elif key.occasion and _rank(change) < _rank(known.change):
            fresh[key] = replace(known, change=change)
        elif not key.occasion and _rank(change) > _rank(known.change):
            fresh[key] = Entry(change)
    return fresh


def _rank(change: Change) -> tuple[object, ...]:
    # Within one event, having a tag beats not having it; the rest only makes the order total.
    return (change.stamp, change.action in _WANTS, change.rule, change.line, change.tag)


def wanted(entries: Iterable[Entry]) -> bool:
    """Whether a contact should have the one tag that all of `entries` speak of.

    An `add` holds until a newer `remove`. Claims and triggers hold while they stand, save those
    that are older than the tag's own `remove`.
    """
    own: Entry | None = None
    standing: list[Entry] = []
    for entry in entries:
        if entry.change.action in _ABOUT_THE_TAG:
            own = entry
        elif entry.wants:
            standing.append(entry)
    if own is None:
        return bool(standing)
    return own.wants or any(entry.change.stamp >= own.change.stamp for entry in standing)


def due(ledger: Ledger) -> Due:
    """What is owed and not yet confirmed, tags in the order of their names."""
    by_tag: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in ledger.items():
        by_tag[key.tag][key] = entry
    add: list[str] = []
    remove: list[str] = []
    fire: list[Firing] = []
    settled: list[Key] = []
    for _, entries in sorted(by_tag.items()):
        owed, moot = _owed(entries)
        settled += moot
        if not owed:
            continue
        spelling = max(owed, key=lambda entry: _rank(entry.change)).change.tag
        firings = _firings(owed)
        fire += firings
        if not firings:
            (add if wanted(entries.values()) else remove).append(spelling)
    return Due(tuple(add), tuple(remove), tuple(fire), tuple(settled))


def _owed(entries: Mapping[Key, Entry]) -> tuple[list[Entry], list[Key]]:
    """The unconfirmed entries that agree with the outcome, and the keys of those that do not.

    A refund of one of two purchases still wants the tag: its revoke is kept, and nothing is due.
    """
    outcome = wanted(entries.values())
    owed = [e for e in entries.values() if not e.confirmed and e.wants == outcome]
    moot = [k for k, e in entries.items() if not e.confirmed and e.wants != outcome]
    return owed, moot


def _firings(owed: Iterable[Entry]) -> list[Firing]:
    """One firing for each event that triggers the tag, oldest first."""
    triggers = [entry.change for entry in owed if entry.change.action is Action.TRIGGER]
    events: dict[Stamp, list[Change]] = defaultdict(list)
    for change in triggers:
        events[change.stamp].append(change)
    # Named for its fact, not for the delivery that told it: another may tell the same.
    return [
        Firing(told[0].tag, f"{min(change.claim for change in told)} {tag_key(told[0].tag)}")
        for _, told in sorted(events.items(), key=lambda each: each[0])
    ]


def confirm(ledger: Ledger, tags: Iterable[str]) -> dict[Key, Entry]:
    """The entries that become confirmed when the CRM has settled these tags."""
    done = {tag_key(tag) for tag in tags}
    return {
        key: replace(entry, confirmed=True)
        for key, entry in ledger.items()
        if key.tag in done and not entry.confirmed
    }


def desired(changes: Iterable[Change]) -> dict[str, bool]:
    """Whether each tag that `changes` name should be on the contact, by the tag's spelling."""
    return standing(merge({}, changes))


def standing(ledger: Ledger) -> dict[str, bool]:
    """Whether each tag of the ledger should be on the contact, by its newest spelling."""
    by_tag: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in ledger.items():
        by_tag[key.tag].append(entry)
    return {
        max(entries, key=lambda entry: _rank(entry.change)).change.tag: wanted(entries)
        for _, entries in sorted(by_tag.items())
    }
