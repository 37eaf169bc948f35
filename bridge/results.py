"""What became of each change of a delivery, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bridge.ledger import Entry, Key, Ledger, wanted
from bridge.model import Action, Change, Done, Outcome, Sort, Stamp
from bridge.store.delivery import Delivery
from bridge.store.timers import Name, Timer, TimerState

NEWER = "nothing to do: a newer event decides"
STAYS = "nothing to do: the tag stays for another reason"
REFUSED = "refused"
WAITS = "waits until then"
NOTHING_WAITED = "nothing to call off"

# In a change of the bridge's own: whether the contact had it before she was told of it.
WAS = "was"
# What an answer means then: the CRM may have done it at an earlier try, or not have looked.
_AS_FOUND = {
    ("already there", False): ("added", True),
    ("already subscribed", False): ("subscribed", True),
    ("was not there", True): ("removed", True),
    ("was not subscribed", True): ("unsubscribed", True),
    ("added", True): ("already there", False),
    ("fired", True): ("fired", False),
}
_FOUND_SO = {"already there", "already subscribed", "was not there", "was not subscribed"}

# What only some changes have.
_SELDOM = ("value", "due_at", "timer", "sort", "of_any_item")


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as it stands on its delivery, which has the stamp already."""
    always = {
        "action": change.action,
        "tag": change.tag,
        "claim": change.claim,
        "rule": change.rule,
        "line": change.line,
    }
    seldom = {name: getattr(change, name) for name in _SELDOM if getattr(change, name)}
    if change.due_at:
        seldom["due_at"] = change.due_at.isoformat()
    return always | seldom


def change_from(told: Mapping[str, Any], stamp: Stamp) -> Change:
    """The inverse of change_to_json; fields it does not know are left out."""
    due_at, sort = told.get("due_at"), told.get("sort")
    return Change(
        Action(told["action"]),
        told["tag"],
        stamp,
        told["claim"],
        told["rule"],
        told["line"],
        told.get("value", ""),
        datetime.fromisoformat(due_at) if due_at else None,
        told.get("timer", ""),
        Sort(sort) if sort else None,
        told.get("of_any_item", False),
    )


def results_of(
    delivery: Delivery, ledger: Ledger, outcome: Outcome, timers: Mapping[Name, Timer]
) -> tuple[Sequence[dict[str, Any]], list[str]]:
    """The delivery's changes with what came of each, and the targets it is still owed."""
    done = {each.target: each for each in outcome.done}
    before = {_named(result): result for result in delivery.results}
    results: list[dict[str, Any]] = []
    owed: list[str] = []
    for told in delivery.changes:
        change = change_from(told, delivery.event.stamp)
        what, changed = _of_timer(change, timers) or _came_of(change, ledger, done)
        if WAS in told:
            what, changed = _AS_FOUND.get((what, told[WAS]), (what, changed))
        earlier = before.get(_named(told), {})
        if not what or (earlier.get("changed") and _found_so(change, what, changed=changed)):
            what, changed = earlier.get("what", ""), earlier.get("changed", False)
        if what == REFUSED:
            owed.append(change.target)
        results.append({**told, "what": what or "done", "changed": changed})
    return results, owed


def _found_so(change: Change, what: str, *, changed: bool) -> bool:
    """Whether the CRM had it so already: of what is told once more, by the first telling."""
    return not changed and (change.action is Action.DECIDE_ANEW or what in _FOUND_SO)


def _named(told: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(told.get(name) for name in ("tag", "action", "claim", "timer", "sort"))


def _of_timer(change: Change, timers: Mapping[Name, Timer]) -> tuple[str, bool] | None:
    """What is to be said of a change that was put off; None once its time came."""
    if change.action is Action.CALL_OFF and not any(
        key.timer == change.timer and key.target == change.target for _, key in timers
    ):
        return NOTHING_WAITED, False
    timer = timers.get((change.stamp.delivery, Key.of(change)))
    if not change.due_at or not timer or timer.state is TimerState.DONE:
        return None
    if timer.state is TimerState.PENDING:
        return WAITS, False
    return f"{timer.state}: {timer.because}", False


def _came_of(change: Change, ledger: Ledger, done: Mapping[str, Done]) -> tuple[str, bool]:
    key = Key.of(change)
    entry, settled = ledger.get(key), done.get(key.target)
    if entry is None or entry.change.stamp.delivery != change.stamp.delivery:
        return NEWER, False
    if not entry.confirmed:
        return REFUSED, False
    if change.action is Action.CALL_OFF:
        return (settled.what, settled.changed) if settled else (str(change.action), False)
    if change.action is Action.DECIDE_ANEW:
        return (settled.what, settled.changed) if settled else ("", False)
    if entry.wants != wanted(_about(key, ledger)):
        return NEWER if entry.wants else STAYS, False
    return (settled.what, settled.changed) if settled else ("", False)


def _about(key: Key, ledger: Ledger) -> list[Entry]:
    return [entry for other, entry in ledger.items() if other.target == key.target]
