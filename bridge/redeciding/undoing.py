"""The way back from what other rules made of one contact's past. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.ledger import Entry, Key, Ledger, by_target, merge
from bridge.model import Change, Sort
from bridge.owed import GIVE_BACK
from bridge.redeciding.comparing import Compared, compared
from bridge.redeciding.differences import Cause, Difference, about, differences, stands
from bridge.redeciding.owing import TAKE_OFF, is_anew, owed_since
from bridge.redeciding.rebuilding import Decided, Timers, recorded
from bridge.redeciding.told_since import Told, told_since
from bridge.store.delivery import Delivery
from bridge.store.pasts import Past
from bridge.store.timers import BY_HAND, Timer

GIVEN_BACK = "it was there before"


@dataclass(frozen=True)
class Found:
    """What the application that began `at` found of one contact.

    `deliveries` are those that it decided anew, by their ids, with the changes they had. `carrier`
    carried it out, where anything was to be told; `later` are the bridge's own that came after it.
    """

    at: datetime
    ledger: Ledger
    timers: Timers
    deliveries: Mapping[int, Delivery]
    carrier: Delivery | None = None
    later: Sequence[Delivery] = ()


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
    later = {each.event.key for each in found.later}
    left = _left_by(past, found, later)
    past = replace(past, ledger=_without(past.ledger, carrier | later))
    kept = _without(past.ledger, again)
    was = _without(found.ledger, others)
    kept |= merge(kept, [e.change for e in was.values() if not is_anew(e)])
    anew = {key: e for key, e in was.items() if is_anew(e) and key not in kept}
    kept |= {key: e for key, e in anew.items() if e.confirmed}
    unsaid = [e.change for e in anew.values() if not e.confirmed] + left
    timers = {name: timer for name, timer in past.timers.items() if name[0] not in again}
    timers |= {
        name: _as_hands_left_it(past.timers.get(name), timer)
        for name, timer in found.timers.items()
        if name[0] in again
    }
    since = told_since(found.carrier, found.later, past.deliveries, found.at, restored)
    result = replace(compared(past, kept, decided, timers, now), owed=owed)
    return _with_told(result, since, found, unsaid)


def _as_hands_left_it(today: Timer | None, found: Timer) -> Timer:
    return today if today and today.because == BY_HAND else found


def _left_by(past: Past, found: Found, later: Set[str]) -> list[Change]:
    """What is still to be said of applications since then that were taken back, beside what this
    one spoke of itself."""
    mine = {change.target for change in recorded(found.carrier)} if found.carrier else set()
    return [
        e.change
        for key, e in past.ledger.items()
        if e.change.stamp.delivery in later and not e.confirmed and key.target not in mine
    ]


def _with_told(
    result: Compared, since: Mapping[str, Told], found: Found, unsaid: Iterable[Change]
) -> Compared:
    """Only what the CRM was really changed in since, what follows from events since, and what was
    `unsaid` when the application began: whoever was to say it has given it up since."""
    after = result.rebuilt.counting
    # She had these before by other hands, and no rule has a word about them.
    taken = [told for told in since.values() if told.changed and told.removed]
    had = [
        told
        for told in taken
        if not stands(after, told.target)[0] and not stands(found.ledger, told.target)[1]
    ]
    back = {told.target: _given_back(told.target, told.name) for told in had}
    back |= {
        change.target: _given_back(change.target, change.tag)
        for change in unsaid
        if change.value == GIVE_BACK and not stands(after, change.target)[0]
    }
    # Not of what is due by now and was never taken up: nobody was told of that.
    told = {
        each.target: each
        for each in differences(result.past.ledger, after)
        if (each.target in since and since[each.target].changed)
        or _by_events(each.target, found.ledger, after)
    }
    told |= {each.target: each for each in _as_they_stand(unsaid, after)}
    return replace(result, told=[*(told | back).values()], given_back=frozenset(back))


def _given_back(target: str, name: str) -> Difference:
    return Difference(target, Sort.TAG, name, True, Cause(GIVEN_BACK))


def _as_they_stand(unsaid: Iterable[Change], ledger: Ledger) -> Iterator[Difference]:
    for change in unsaid:
        if change.target in by_target(ledger):
            yield about(ledger, change.target)
        elif change.value == TAKE_OFF:
            sort = change.sort or Sort.TAG
            yield Difference(change.target, sort, change.tag, False, Cause())


def _by_events(target: str, before: Ledger, after: Ledger) -> bool:
    """Whether it will stand otherwise than the application found it, for what happened since."""
    return stands(before, target) != stands(after, target)


def _same_file(version: str, *others: str) -> bool:
    """Whether it is one of the others, of whatever commit."""
    return version.partition("@")[0] in {other.partition("@")[0] for other in others}


def _without(ledger: Ledger, deliveries: Iterable[str]) -> dict[Key, Entry]:
    keys = set(deliveries)
    return {key: e for key, e in ledger.items() if e.change.stamp.delivery not in keys}
