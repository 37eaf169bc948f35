"""DECIDE: what one contact is owed by its ledger, and not told yet. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.ledger import NEUTRAL, OCCASIONS, Entry, Key, Ledger, by_target, counting, wanted
from bridge.model import Action, Change, FieldValue, Firing, ListWish, Sort, Stamp

# The value of a DECIDE_ANEW for what the bridge took, where the ledger itself has no word about it.
GIVE_BACK = "give back"


@dataclass(frozen=True)
class Due:
    """What one contact is owed, and the keys that are settled without a word to the CRM."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fire: tuple[Firing, ...] = ()
    subscribe: tuple[ListWish, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    start: tuple[Firing, ...] = ()
    settled: tuple[Key, ...] = ()


@dataclass(frozen=True)
class _Target:
    """All entries about one target, and those of them that are owed."""

    entries: Sequence[Entry]
    owed: Sequence[Entry]

    @property
    def sort(self) -> Sort:
        return self.newest.sort or self.newest.action.sort

    @property
    def newest(self) -> Change:
        return max(self.owed, key=lambda entry: entry.rank).change

    @property
    def counted(self) -> list[Change]:
        return [entry.change for entry in counting(self.entries)]

    @property
    def only_called_off(self) -> bool:
        return all(entry.change.action is Action.CALL_OFF for entry in self.owed)

    @property
    def due(self) -> bool:
        """Also what is only given back after the bridge took it: no rule wishes anything of it."""
        given_back = self.newest.action is Action.DECIDE_ANEW and self.newest.value == GIVE_BACK
        return wanted(self.entries) or (given_back and not self.counted)

    @property
    def firings(self) -> list[Firing]:
        """One for each event that triggers the target and each time it does; oldest first."""
        events: dict[tuple[Stamp, str], list[Change]] = defaultdict(list)
        for change in (entry.change for entry in self.owed):
            if change.action in OCCASIONS:
                when = change.due_at.isoformat() if change.due_at else ""
                events[change.stamp, when].append(change)
        return [_firing(told) for _, told in sorted(events.items(), key=lambda each: each[0])]


def _firing(told: Sequence[Change]) -> Firing:
    """Named for its fact, not for the delivery that told it: another may tell the same."""
    first = min(told, key=lambda change: (change.claim, change.timer))
    words = (first.claim, first.target, first.timer)
    return Firing(first.tag, " ".join(filter(None, words)))


def due(ledger: Ledger) -> Due:
    """What is owed and not yet confirmed, each in the order of the targets' names."""
    found: dict[str, list[Any]] = defaultdict(list)
    for entries in by_target(ledger).values():
        owed, moot = _owed(entries)
        told = _told(_Target([*entries.values()], [*owed.values()])) if owed else {}
        for what, wishes in told.items():
            found[what] += wishes
        found["settled"] += moot if told else [*owed, *moot]
    return Due(**{what: tuple(wishes) for what, wishes in found.items()})


def _told(target: _Target) -> dict[str, list[Any]]:
    """What the CRM has to be told, by the field of Due; nothing where there is no taking back."""
    wishes: dict[str, list[Any]] = {}
    if target.sort is Sort.LIST and target.only_called_off:
        return {}  # she may have been on it before, and the CRM would take it for her own opt-out
    if target.sort is Sort.FIELD:
        wishes["fields"] = [FieldValue(each.tag, each.value) for each in target.counted]
    elif target.sort is Sort.AUTOMATION:
        wishes["start"] = target.firings
    elif not target.due:
        out = "remove" if target.sort is Sort.TAG else "unsubscribe"
        wishes[out] = [target.newest.tag]
    elif target.sort is Sort.LIST:
        even = any(change.action is Action.RESUBSCRIBE for change in target.counted)
        wishes["subscribe"] = [ListWish(target.newest.tag, even)]
    elif firings := target.firings:
        wishes["fire"] = firings
    else:
        wishes["add"] = [target.newest.tag]
    return {what: told for what, told in wishes.items() if told}


def _owed(entries: Mapping[Key, Entry]) -> tuple[dict[Key, Entry], list[Key]]:
    """The unconfirmed entries that agree with the outcome, and the keys of those that do not.

    A refund of one of two purchases still wants the tag: its revoke is kept, and nothing is due.
    """
    untold = {key: entry for key, entry in entries.items() if not entry.confirmed}
    if not untold:
        return {}, []
    outcome, counted = wanted(entries.values()), counting(entries.values())
    owed = {
        key: entry
        for key, entry in untold.items()
        if entry.change.action in NEUTRAL or (entry.wants == outcome and entry in counted)
    }
    return owed, [key for key in untold if key not in owed]
