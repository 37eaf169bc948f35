"""DECIDE: folds the changes of many events into what one contact should have. Pure.

Merging keeps, for each key, the change of the newest event (of an occasion, the oldest), so the
order of arrival, repeats and batches make no difference: the result is a function of the set of
changes. Changes that were put off are merged when they are due, and ordered by their events.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.model import Action, Change, Sort

WANTS = frozenset(
    {
        Action.ADD,
        Action.GRANT,
        Action.TRIGGER,
        Action.SUBSCRIBE,
        Action.RESUBSCRIBE,
        Action.SET,
        Action.START,
    }
)
_FOR_SOMEBODY = frozenset({Action.GRANT, Action.REVOKE})
OCCASIONS = frozenset({Action.TRIGGER, Action.START})
# What wishes nothing itself, but has the CRM told once more what stands.
NEUTRAL = frozenset({Action.CALL_OFF, Action.DECIDE_ANEW})


@dataclass(frozen=True)
class Key:
    """What a change speaks of: a target itself (empty claim), or one claim or occasion on it;
    by itself, or as a timer of this name asked for it."""

    target: str
    occasion: bool
    claim: str
    timer: str = ""

    @classmethod
    def of(cls, change: Change) -> "Key":
        action = change.action
        if action in NEUTRAL:
            return cls(change.target, False, str(action), change.timer)
        claim = change.claim if action in _FOR_SOMEBODY or action in OCCASIONS else ""
        return cls(change.target, action in OCCASIONS, claim, change.timer)


@dataclass(frozen=True)
class Entry:
    """The newest change on its key; `confirmed` once the CRM was told, or needed no telling."""

    change: Change
    confirmed: bool = False

    @property
    def wants(self) -> bool:
        return self.change.action in WANTS

    @property
    def rank(self) -> tuple[object, ...]:
        """Orders entries: by the event; of one event's wishes, what was put off longest comes
        last, and having a thing after not having it. The rest only makes the order total."""
        change = self.change
        off = change.due_at.timestamp() if change.due_at else 0.0
        return (change.stamp, off, self.wants, change.rule, change.line, change.tag, change.value)


Ledger = Mapping[Key, Entry]


def merge(ledger: Ledger, changes: Iterable[Change]) -> dict[Key, Entry]:
    """The entries that `changes` make new or replace; empty when all is known.

    An occasion is one fact, however many deliveries tell of it: its oldest telling is kept, and
    when it was fired it stays fired.
    """
    fresh: dict[Key, Entry] = {}
    for change in changes:
        key, entry = Key.of(change), Entry(change)
        known = fresh.get(key) or ledger.get(key)
        if change.action is Action.CALL_OFF:
            entry = Entry(change, confirmed=not _takes_back(change, known, {**ledger, **fresh}))
        if known is None:
            fresh[key] = entry
        elif key.occasion and entry.rank < known.rank:
            fresh[key] = replace(known, change=change)
        elif not key.occasion and entry.rank > known.rank:
            fresh[key] = entry
    return fresh


def _takes_back(change: Change, known: Entry | None, ledger: Ledger) -> bool:
    """Whether a call off comes after its timer was due; before, the CRM need not hear of it."""
    if known and not known.confirmed:
        return True
    since = known.change.stamp if known else None
    return any(
        key.target == change.target
        and key.timer == change.timer
        and entry.change.action not in NEUTRAL
        and entry.change.stamp < change.stamp
        and (since is None or entry.change.stamp > since)
        for key, entry in ledger.items()
    )


def counting(entries: Iterable[Entry]) -> list[Entry]:
    """Of the entries about one target those that count: of each claim the newest, without those
    that a newer call off took back."""
    off: dict[str, Entry] = {}
    left: list[Entry] = []
    for entry in entries:
        if entry.change.action is Action.CALL_OFF:
            off[entry.change.timer] = entry
        elif entry.change.action not in NEUTRAL:
            left.append(entry)
    newest: dict[tuple[bool, str], Entry] = {}
    for entry in left:
        beaten_by = off.get(entry.change.timer) if entry.change.timer else None
        if beaten_by and entry.change.stamp < beaten_by.change.stamp:
            continue
        key = Key.of(entry.change)
        other = newest.get((key.occasion, key.claim))
        if other is None or other.rank < entry.rank:
            newest[key.occasion, key.claim] = entry
    return list(newest.values())


def wanted(entries: Iterable[Entry]) -> bool:
    """Whether a contact should have the one target that all of `entries` speak of.

    An `add` holds until a newer `remove`. Claims and triggers hold while they stand, save those
    that are older than the tag's own `remove`.
    """
    own: Entry | None = None
    standing: list[Entry] = []
    for entry in counting(entries):
        key = Key.of(entry.change)
        if not key.claim and not key.occasion:
            own = entry
        elif entry.wants:
            standing.append(entry)
    if own is None:
        return bool(standing)
    return own.wants or any(entry.change.stamp >= own.change.stamp for entry in standing)


def by_target(ledger: Ledger) -> dict[str, dict[Key, Entry]]:
    """The entries about each target, targets in the order of their keys."""
    targets: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in ledger.items():
        targets[key.target][key] = entry
    return dict(sorted(targets.items()))


def confirm(ledger: Ledger, targets: Iterable[str]) -> dict[Key, Entry]:
    """The entries that become confirmed when the CRM has settled these targets, by their keys."""
    done = set(targets)
    return {
        key: replace(entry, confirmed=True)
        for key, entry in ledger.items()
        if key.target in done and not entry.confirmed
    }


@dataclass(frozen=True)
class Standing:
    """One target as it should be: a tag or list that is `due` or not, a field with its value."""

    sort: Sort
    name: str
    due: bool
    value: str = ""


def standings(ledger: Ledger) -> Iterator[Standing]:
    """Every target of the ledger, in the order of the keys, by its newest spelling."""
    for entries in by_target(ledger).values():
        every = entries.values()
        newest = max(every, key=lambda entry: entry.rank).change
        counted = [e for e in counting(every) if e.change.action is Action.SET]
        value = counted[0].change.value if counted else ""
        yield Standing(newest.sort or newest.action.sort, newest.tag, wanted(every), value)


def standing(ledger: Ledger) -> dict[str, bool]:
    """Whether each tag of the ledger should be on the contact, by its newest spelling."""
    return {each.name: each.due for each in standings(ledger) if each.sort is Sort.TAG}


def come_due(changes: Iterable[Change], at: datetime | None = None) -> list[Change]:
    """Those that count at that time; those that count at once, where none is given."""
    return [each for each in changes if each.due_at is None or (at and each.due_at <= at)]


def desired(changes: Iterable[Change], at: datetime | None = None) -> dict[str, bool]:
    """Whether each tag that `changes` name should be on the contact at that time, by the tag's
    spelling; without a time, before any timer is due."""
    return standing(merge({}, come_due(changes, at)))
