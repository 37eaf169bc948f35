"""A contact's ledger and timers as JSON and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bridge.ledger import Entry, Key, Ledger
from bridge.model import Change, Stamp
from bridge.redeciding.rebuilding import Timers
from bridge.results import change_from, change_to_json
from bridge.store.timers import Name, Timer, TimerState


def ledger_to_json(ledger: Ledger) -> list[dict[str, Any]]:
    return [_stamped(entry.change) | {"confirmed": entry.confirmed} for entry in ledger.values()]


def ledger_from_json(told: Iterable[Mapping[str, Any]]) -> dict[Key, Entry]:
    entries = (Entry(_change(each), each["confirmed"]) for each in told)
    return {Key.of(entry.change): entry for entry in entries}


def timers_to_json(timers: Timers) -> list[dict[str, Any]]:
    return [
        _stamped(timer.change)
        | {
            "id": timer.id,
            "state": timer.state,
            "because": timer.because,
            "settled_at": timer.settled_at.isoformat() if timer.settled_at else None,
        }
        for timer in timers.values()
    ]


def timers_from_json(told: Iterable[Mapping[str, Any]]) -> dict[Name, Timer]:
    timers = (
        Timer(
            each["id"],
            _change(each),
            TimerState(each["state"]),
            each["because"],
            datetime.fromisoformat(each["settled_at"]) if each["settled_at"] else None,
        )
        for each in told
    )
    return {timer.name: timer for timer in timers}


def _stamped(change: Change) -> dict[str, Any]:
    stamp = change.stamp
    told = change_to_json(change)
    return {"change": told, "stamp": [stamp.second, stamp.favours_member, stamp.delivery]}


def _change(told: Mapping[str, Any]) -> Change:
    return change_from(told["change"], Stamp(*told["stamp"]))
