"""The way back from what other rules made of one contact's past. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.ledger import Entry, Key, Ledger, merge
from bridge.model import Action, Sort
from bridge.redeciding.comparing import Compared, compared
from bridge.redeciding.differences import Cause, Difference, about, speaks_of
from bridge.redeciding.rebuilding import Decided, Timers, recorded
from bridge.results import change_from
from bridge.store.delivery import Delivery
from bridge.store.pasts import Past

GIVEN_BACK = "it was there before"


@dataclass(frozen=True)
class Found:
    """What an application found of one contact, and the delivery that carried it out.

    `deliveries` are those that it decided anew, by their ids, with the changes they had. `may_be`:
    whether the CRM may have been told some of it.
    """

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
    carrier = {found.carrier.event.key} if found.carrier else set()
    past = replace(past, ledger=_without(past.ledger, carrier))
    kept = _without(past.ledger, again)
    was = _without(found.ledger, others)
    kept |= merge(kept, [e.change for e in was.values() if not _is_anew(e)])
    kept |= {key: e for key, e in was.items() if _is_anew(e) and key not in kept}
    timers = {name: timer for name, timer in past.timers.items() if name[0] not in again}
    timers |= {name: timer for name, timer in found.timers.items() if name[0] in again}
    return _with_told(compared(past, kept, decided, timers, now), found)


def _with_told(result: Compared, found: Found) -> Compared:
    """Only what the application really changed in the CRM, and what follows from events since."""
    changed, before = _carried(found.carrier), result.past.ledger
    after = result.rebuilt.counting
    told = [each for each in result.differences if _is_told(each, changed, found)]
    back = [
        Difference(target, Sort.TAG, about(before, target).name, True, Cause(GIVEN_BACK))
        for target, was_changed in changed.items()
        if was_changed and "," not in target and target in {key.target for key in before}
        and not about(before, target).gains and not speaks_of(after, target)
    ]  # fmt: skip
    return replace(result, told=[*told, *back], given_back=frozenset(each.target for each in back))


def _is_told(each: Difference, changed: Mapping[str, bool | None], found: Found) -> bool:
    if each.target not in changed:
        return each.known or each.gains
    was_changed = changed[each.target]
    return found.may_be if was_changed is None else was_changed


def _carried(carrier: Delivery | None) -> dict[str, bool | None]:
    """Each target that the carrier was about, and whether the CRM changed it; None where nobody
    knows yet."""
    if carrier is None:
        return {}
    stamp = carrier.event.stamp
    told = {change_from(each, stamp).target: each["changed"] for each in carrier.results}
    return {change.target: told.get(change.target) for change in recorded(carrier)}


def _same_file(version: str, *others: str) -> bool:
    """Whether it is one of the others, of whatever commit."""
    return version.partition("@")[0] in {other.partition("@")[0] for other in others}


def _without(ledger: Ledger, deliveries: Iterable[str]) -> dict[Key, Entry]:
    keys = set(deliveries)
    return {key: e for key, e in ledger.items() if e.change.stamp.delivery not in keys}


def _is_anew(entry: Entry) -> bool:
    return entry.change.action is Action.DECIDE_ANEW
