"""How deliveries stand on the record once other rules decided them, and once that is undone.
Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bridge.ledger import Key
from bridge.model import Change
from bridge.redeciding.comparing import Compared
from bridge.redeciding.rebuilding import Decided, Timers
from bridge.results import WAITS, change_to_json
from bridge.store.delivery import Delivery, State
from bridge.store.revising import Revision
from bridge.store.timers import TimerState

_NAMES = ("tag", "action", "claim", "timer", "sort")


def decided_anew(
    compared: Compared, because: str, rules_version: str, carrier: int | None
) -> Iterator[Revision]:
    """Of the deliveries that ask for something else now, by other rules or from another line, and
    of those whose timers are called off or go on by it."""
    timers = compared.rebuilt.timers
    for each in compared.decided:
        was, changes = each.delivery, _told(each)
        if changes == [*was.changes]:
            if not _timers_moved(each, compared):
                continue
            version = was.rules_version
        else:
            version = rules_version
        state = _state_of(was, changes)
        reason = _reason(because, carrier) if state is State.APPLIED else ""
        results = _results(each, was.results, timers, carrier) if _is_settled(state) else ()
        yield Revision(was.id, changes, results, version, state, reason)


def restored(
    compared: Compared, found: Mapping[int, Delivery], carrier: int | None
) -> Iterator[Revision]:
    """Of the deliveries that are as they were `found` again."""
    timers = compared.rebuilt.timers
    for each in compared.decided:
        was, changes = found.get(each.delivery.id), _told(each)
        if was is None or changes != [*was.changes]:
            continue
        settled = _is_settled(each.delivery.state) and _is_settled(was.state)
        state, reason = (was.state, was.reason) if settled else (State.WAITING, "")
        results = _results(each, was.results, timers, carrier) if settled else was.results
        yield Revision(was.id, changes, results, was.rules_version, state, reason)


def given_up(carrier: Delivery | None, number: int, by: int | None) -> Iterator[Revision]:
    """Of the delivery that was to carry out what is taken back now, where it still waits or
    failed; `by` is the one that does, if any."""
    if carrier and carrier.state in (State.WAITING, State.FAILED):
        told = carrier.changes, carrier.results, carrier.rules_version
        reason = _reason(f"Application {number} was taken back.", by)
        yield Revision(carrier.id, *told, State.KEPT, reason)


def _told(decided: Decided) -> list[dict[str, Any]]:
    return [change_to_json(change) for change in decided.changes]


def _timers_moved(decided: Decided, compared: Compared) -> bool:
    before, after = compared.past.timers, compared.rebuilt.timers
    mine = {name for name in {*before, *after} if name[0] == decided.delivery.event.key}
    return any(before.get(name) != after.get(name) for name in mine)


def _is_settled(state: State) -> bool:
    return state in (State.APPLIED, State.NO_RULE)


def _state_of(was: Delivery, changes: Sequence[object]) -> State:
    """What failed may go well now: a worker looks at it."""
    if was.state is State.NO_RULE and changes:
        return State.APPLIED
    return was.state if _is_settled(was.state) else State.WAITING


def _reason(because: str, carrier: int | None) -> str:
    if carrier is None:
        return f"{because} Nothing in the CRM changes by it."
    return f"{because} Delivery {carrier} carries it out."


def _results(
    decided: Decided, earlier: Sequence[Mapping[str, Any]], timers: Timers, carrier: int | None
) -> list[dict[str, Any]]:
    """What became of each change: what is known of it from before, else who carries it out."""
    known = {_named(result): result for result in earlier}
    anew = f"decided anew: see delivery {carrier}" if carrier else "decided anew: nothing to do"
    results = []
    for change in decided.changes:
        told = change_to_json(change)
        before = known.get(_named(told), {})
        what, changed = before.get("what", WAITS), before.get("changed", False)
        if fate := _fate(change, timers):
            what, changed = fate, False
        elif what == WAITS:
            what = anew
        results.append({**told, "what": what, "changed": changed})
    return results


def _fate(change: Change, timers: Timers) -> str:
    """What is to be said of a change that was put off, before or without its time."""
    timer = timers.get((change.stamp.delivery, Key.of(change)))
    if not change.due_at or not timer or timer.state is TimerState.DONE:
        return ""
    return WAITS if timer.state is TimerState.PENDING else f"{timer.state}: {timer.because}"


def _named(told: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(told.get(name) for name in _NAMES)
