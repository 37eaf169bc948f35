"""What of a ledger built anew the CRM knows already. Pure."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from bridge.ledger import Entry, Key, Ledger
from bridge.model import Action, Change, Sort, Stamp
from bridge.owed import GIVE_BACK
from bridge.redeciding.differences import Difference

# The values of a DECIDE_ANEW, save a field's: what is wished of the target as things stand.
PUT_ON, TAKE_OFF = "put on", "take off"

_CLAIM = str(Action.DECIDE_ANEW)


def with_confirmations(
    before: Ledger, after: Mapping[Key, Entry], owed: Set[Key] = frozenset()
) -> dict[Key, Entry]:
    """What was owed before stays owed, and so does what is `owed` besides; an occasion of the past
    is not celebrated now. Whatever else differs is told by what `decide_anew` gives."""
    untold = [key for key, e in before.items() if not e.confirmed and not is_anew(e)]
    occasions = {(key.target, key.claim) for key in untold if key.occasion}
    targets = {key.target for key in untold}

    def known(key: Key, entry: Entry) -> bool:
        if key in owed:
            return False
        if is_anew(entry):
            return entry.confirmed
        return (
            (key.target, key.claim) not in occasions
            if key.occasion
            else (key.target not in targets)
        )

    return {key: replace(entry, confirmed=known(key, entry)) for key, entry in after.items()}


def owed_since(found: Ledger, now: Ledger) -> frozenset[Key]:
    """What was not told when it was `found`, and was not since."""

    def told(key: Key, entry: Entry) -> bool:
        kept = now.get(key)
        same = kept is not None and _says(kept.change) == _says(entry.change)
        return same and kept is not None and kept.confirmed

    untold = {key: e for key, e in found.items() if not e.confirmed and not is_anew(e)}
    return frozenset(key for key, entry in untold.items() if not told(key, entry))


def _says(change: Change) -> tuple[object, ...]:
    return change.action, change.stamp, change.value


def unsaid(before: Ledger, after: Ledger) -> set[str]:
    """Targets that were owed something and have nothing left by which it would be told."""
    owed = {key.target for key, entry in before.items() if not entry.confirmed}
    says = {key.target for key, entry in after.items() if not entry.confirmed}
    return (owed - says) & {key.target for key in after}


def decide_anew(
    told: Iterable[Difference], stamp: Stamp, rules_name: str, given_back: frozenset[str]
) -> list[Change]:
    """One neutral change for each target, so that the CRM is told what stands now; by the file of
    this name, empty for none."""
    nobody = f"no rule{f' of {rules_name}' if rules_name else ''} asks for it any more"
    return [
        Change(
            Action.DECIDE_ANEW,
            each.name,
            stamp,
            rule=each.cause.rule or nobody,
            line=each.cause.line,
            value=GIVE_BACK if each.target in given_back else _wish(each),
            sort=each.sort,
        )
        for each in told
    ]


def _wish(difference: Difference) -> str:
    if difference.sort is Sort.FIELD:
        return difference.value
    return PUT_ON if difference.gains else TAKE_OFF


def entries_of(changes: Iterable[Change]) -> dict[Key, Entry]:
    """They replace older ones of their kind, whatever the clocks said."""
    named = (replace(change, claim=_CLAIM) for change in changes)
    return {Key.of(change): Entry(change) for change in named}


def is_anew(entry: Entry) -> bool:
    """Whether it only has the CRM told of what other rules decided."""
    return entry.change.action is Action.DECIDE_ANEW
