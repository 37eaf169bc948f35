"""The way back from what other rules made of one contact's past. Pure."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.ledger import Entry, Key, Ledger, merge
from bridge.model import Sort
from bridge.redeciding.comparing import Compared, compared
from bridge.redeciding.differences import Cause, Difference, about, stands
from bridge.redeciding.owing import is_anew, owed_since
from bridge.redeciding.rebuilding import Decided, Timers, recorded
from bridge.results import change_from
from bridge.store.delivery import Delivery
from bridge.store.pasts import Past
from bridge.store.timers import BY_HAND, Timer

GIVEN_BACK = "it was there before"

# In the words of Done: it was so before anybody said so.
_AS_IT_WAS = ("already there", "was not there")

# Whether the CRM changed it, None where nobody knows yet; and what it did, in the words of Done.
_Came = tuple[bool | None, str]


@dataclass(frozen=True)
class Found:
    """What the application that began `at` found of one contact, and what carried it out.

    `deliveries` are those that it decided anew, by their ids, with the changes they had. `may_be`:
    whether the CRM may have been told some of it.
    """

    at: datetime
    ledger: Ledger
    timers: Timers
    deliveries: Mapping[int, Delivery]
    carrier: Delivery | None = None
    may_be: bool = True


def go_back(past: Past, found: Found, rules_version: str, now: datetime) -> Compared:
    """What happened since stays, as it was decided; so does a delivery that was tried again since
    by other rules than those of the application, which `rules_version` names."""
    restored = {
        each.id
        for each in past.deliveries
        if each.id in found.deliveries
        and _same_file(each.rules_version, rules_version, found.deliveries[each.id].rules_version)
    }
    decided = [
        Decided(each, recorded(found.deliveries[each.id] if each.id in restored else each), True)
        for each in past.deliveries
    ]
    again = {each.event.key for id_, each in found.deliveries.items() if id_ in restored}
    others = {each.event.key for id_, each in found.deliveries.items() if id_ not in restored}
    owed = owed_since(found.ledger, past.ledger)
    carrier = {found.carrier.event.key} if found.carrier else set()
    past = replace(past, ledger=_without(past.ledger, carrier))
    kept = _without(past.ledger, again)
    was = _without(found.ledger, others)
    kept |= merge(kept, [e.change for e in was.values() if not is_anew(e)])
    kept |= {key: e for key, e in was.items() if is_anew(e) and key not in kept}
    timers = {name: timer for name, timer in past.timers.items() if name[0] not in again}
    timers |= {
        name: _as_hands_left_it(past.timers.get(name), timer)
        for name, timer in found.timers.items()
        if name[0] in again
    }
    carried = _carried(found, past.deliveries, restored)
    result = replace(compared(past, kept, decided, timers, now), owed=owed)
    return _with_told(result, carried, found)


def _as_hands_left_it(today: Timer | None, found: Timer) -> Timer:
    return today if today and today.because == BY_HAND else found


def _with_told(result: Compared, carried: Mapping[str, _Came], found: Found) -> Compared:
    """Only what the application really changed in the CRM, and what follows from events since."""
    before = result.past.ledger
    after = result.rebuilt.counting
    # She had these before by other hands, and no rule has a word about them.
    taken = [key for key, (changed, what) in carried.items() if changed and what == "removed"]
    had = {key for key in taken if not stands(after, key)[0] and not stands(found.ledger, key)[1]}
    told = [
        each
        for each in result.differences
        if each.target not in had
        and (
            _is_told(each, carried, found)
            or (each.target in carried and _by_events(each.target, found.ledger, after))
        )
    ]
    back = [
        Difference(target, Sort.TAG, about(before, target).name, True, Cause(GIVEN_BACK))
        for target in sorted(had & {key.target for key in before})
        if not about(before, target).gains
    ]
    return replace(result, told=[*told, *back], given_back=frozenset(each.target for each in back))


def _is_told(each: Difference, carried: Mapping[str, _Came], found: Found) -> bool:
    if each.target not in carried:
        return each.known or each.gains
    changed, _ = carried[each.target]
    return found.may_be if changed is None else changed


def _by_events(target: str, before: Ledger, after: Ledger) -> bool:
    """Whether it will stand otherwise than the application found it, for what happened since."""
    return stands(before, target) != stands(after, target)


def _carried(found: Found, past: Iterable[Delivery], again: Set[int]) -> dict[str, _Came]:
    """Each target that was told since the application, and what came of it: by its carrier, later
    by what it had put off on the deliveries that are decided `again`, and by those that came."""
    came: dict[str, _Came] = {}
    if found.carrier:
        came = {change.target: (None, "") for change in recorded(found.carrier)}
        came |= _results(found.carrier, found.carrier.results)
    for delivery in past:
        if delivery.id not in again and delivery.received_at < found.at:
            continue
        for target, later in _settled(delivery, put_off=delivery.id in again).items():
            first = came.get(target)  # what was changed first tells what was before
            if first is None or (later[0] and not first[0]):
                came[target] = later
    return came


def _settled(delivery: Delivery, *, put_off: bool) -> dict[str, _Came]:
    """What the CRM was told for its sake, or only what it had `put_off`."""
    told = [each for each in delivery.results if each["changed"] or each["what"] in _AS_IT_WAS]
    return _results(delivery, [each for each in told if each.get("due_at") or not put_off])


def _results(delivery: Delivery, results: Iterable[Mapping[str, Any]]) -> dict[str, _Came]:
    stamp = delivery.event.stamp
    return {change_from(each, stamp).target: (each["changed"], each["what"]) for each in results}


def _same_file(version: str, *others: str) -> bool:
    """Whether it is one of the others, of whatever commit."""
    return version.partition("@")[0] in {other.partition("@")[0] for other in others}


def _without(ledger: Ledger, deliveries: Iterable[str]) -> dict[Key, Entry]:
    keys = set(deliveries)
    return {key: e for key, e in ledger.items() if e.change.stamp.delivery not in keys}
