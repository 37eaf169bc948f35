"""DECIDE: what was put off and will never count, because something newer says otherwise. Pure."""

from bridge.ledger import NEUTRAL, Entry, Key, Ledger
from bridge.model import Action, Change


def overruled(ledger: Ledger, put_off: Change) -> Change | None:
    """The newer change, if any, for whose sake a change that is not due yet will never count.

    What another timer asked for is none: that may itself be taken back.
    """
    mine = Key.of(put_off)
    about = (entry for key, entry in ledger.items() if key.target == mine.target)
    newer = [
        entry.change
        for entry in about
        if entry.change.stamp > put_off.stamp and _beats(entry, mine, Entry(put_off))
    ]
    return max(newer, key=lambda change: change.stamp, default=None)


def _beats(entry: Entry, mine: Key, put_off: Entry) -> bool:
    key = Key.of(entry.change)
    if entry.change.action is Action.CALL_OFF:
        return key.timer == mine.timer
    same_claim = not key.timer and (key.occasion, key.claim) == (mine.occasion, mine.claim)
    otherwise = entry.wants != put_off.wants or entry.change.action is Action.SET
    return same_claim and otherwise and entry.change.action not in NEUTRAL
