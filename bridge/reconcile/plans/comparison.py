"""What would be told otherwise to the contacts of one household, at every destination of the rules.

What she waits for anyway is none of it. Where a household has no place yet nothing comes by
itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bridge.destinations.registry import vendors
from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import Because, Desired, DesiredState, Value
from bridge.entitlements.memberships import is_open
from bridge.model import Destination, Membership, Sort, tag_key
from bridge.reconcile.difference import diff, is_over
from bridge.reconcile.moves import moved_to
from bridge.rules import Rules
from bridge.store import applied, places
from bridge.store.applied import Applied
from bridge.store.places import Place


@dataclass(frozen=True)
class Change:
    """One target that a contact would gain or lose; a field gets the `value`. `destination` is
    where, if the rules name several."""

    sort: Sort
    name: str
    gains: bool
    value: str = ""
    because: Because = field(default_factory=Because)
    destination: str = ""


@dataclass(frozen=True)
class Planned:
    """What would change of whoever lives at an address, at all destinations. `opens` and `closes`
    are memberships, by their names. `waits`: for something that comes of these rules no more than
    of those that count; it is none of the changes, of which there may be no other."""

    household: int
    address: str
    changes: tuple[Change, ...]
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    waits: bool = False


def compared(
    connection: Connection,
    rules: Rules,
    household_id: int,
    before: Mapping[str, DesiredState],
    after: Mapping[str, DesiredState],
) -> list[Planned]:
    """Those who would change, or wait anyway."""
    found: dict[str, list[Planned]] = {}
    for each in rules.destinations:
        several = len(rules.destinations) > 1
        for planned in _compared_at(connection, each, household_id, before, after):
            found.setdefault(planned.address, []).append(
                _named(planned, each.name) if several else planned
            )
    return [_joined(found[address]) for address in sorted(found)]


def _compared_at(
    connection: Connection,
    destination: Destination,
    household_id: int,
    before: Mapping[str, DesiredState],
    after: Mapping[str, DesiredState],
) -> Iterator[Planned]:
    """At that destination alone."""
    name, sorts = destination.name, vendors()[destination.vendor].sorts
    lives_at = _places_of(connection, name, after)
    for address, whole in after.items():
        place = lives_at[address]
        was, state = (for_destination(e, name, sorts) for e in (before[address], whole))
        known = applied.applied_of(connection, place.id) if place else {}
        # One that was tried in vain is not due before its time.
        comes = place is not None and (place.is_due or place.attempts > 0)
        anyway = {_what(each) for each in _changes(was, known)} if comes else set()
        found = _changes(state, known)
        changes = [each for each in found if _what(each) not in anyway]
        if changes:
            waits = bool(anyway)
            opens, closes = _turned(was, state, known, has_tags=Sort.TAG in sorts, waits=waits)
            yield Planned(household_id, address, tuple(changes), opens, closes, waits)
        elif found:
            yield Planned(household_id, address, (), waits=True)


def _what(change: Change) -> tuple[Sort, str, bool, str]:
    """Whichever line it comes of: another text has its lines elsewhere."""
    return change.sort, change.name, change.gains, change.value


def _named(planned: Planned, destination: str) -> Planned:
    named = (replace(each, destination=destination) for each in planned.changes)
    return replace(planned, changes=tuple(named))


def _joined(planned: Sequence[Planned]) -> Planned:
    """Of one address at several destinations."""
    first = planned[0]
    return replace(
        first,
        changes=tuple(change for each in planned for change in each.changes),
        opens=tuple(dict.fromkeys(name for each in planned for name in each.opens)),
        closes=tuple(dict.fromkeys(name for each in planned for name in each.closes)),
        waits=any(each.waits for each in planned),
    )


def _places_of(
    connection: Connection, destination: str, states: Mapping[str, DesiredState]
) -> dict[str, Place | None]:
    """By address; a contact that its person left behind counts for where she lives now: it will be
    given that address."""
    found = {each: places.find(connection, destination, each) for each in states}
    for address, place in list(found.items()):
        if place is None or not place.contact or states[address].people:
            continue
        for new in moved_to(address, states):
            there = found[new]
            if there is None or not there.contact:
                found[address], found[new] = there, place
                break
    return found


def _changes(state: DesiredState, known: Mapping[str, Applied]) -> list[Change]:
    """What would be told that differs from what she has; what is only told anew is no change."""
    difference = diff(state, known, [each.token for each in state.occurrences])
    changes = [_change(d, known.get(key), state.at) for key, d in difference.tell.items()]
    back = [Change(b.sort, b.name, bool(b.found)) for b in difference.back.values()]
    return sorted([each for each in changes if each] + back, key=lambda c: (c.sort, c.name))


def _change(desired: Desired, known: Applied | None, at: datetime | None) -> Change | None:
    if desired.sort is Sort.ACCESS:
        return _access_change(desired, known, at)
    if desired.sort is Sort.FIELD:
        same = known is not None and known.text == desired.text
        because = desired.because
        return None if same else Change(desired.sort, desired.name, True, desired.text, because)
    had = known is not None and known.value == Value.WANTED and not known.refused
    wanted = desired.value is Value.WANTED
    change = Change(desired.sort, desired.name, wanted, because=desired.because)
    return None if wanted == had else change


def _access_change(desired: Desired, known: Applied | None, at: datetime | None) -> Change | None:
    """An end that moves is a change, too."""
    had, gets = _is_given(known, at), _is_given(desired, at)
    same = had == gets and (not gets or (known is not None and known.text == desired.text))
    text = desired.text if gets else ""
    change = Change(desired.sort, desired.name, gets, text, desired.because)
    return None if same else change


def _turned(
    before: DesiredState,
    after: DesiredState,
    known: Mapping[str, Applied],
    *,
    has_tags: bool,
    waits: bool,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The memberships that open or close: by the tags that she has (or `waits` for) and will have,
    at a site by the access; where a membership has no tag, by the lives of her entitlements."""
    opens, closes = [], []
    for name, held in sorted({**before.held, **after.held}.items()):
        memberships = [each.membership for each in held]
        was = _lets_in(memberships, _told(known, before if waits else None))
        is_now = _lets_in(memberships, _told(known, after))
        if not has_tags:
            at_site = {tag_key(e.membership.at_site) for e in (*before.held.get(name, ()), *held)}
            had = before.targets.values() if waits else known.values()
            was = _is_open_at_site(had, at_site, after.at)
            is_now = _is_open_at_site(after.targets.values(), at_site, after.at)
        elif not any(each.tag for each in memberships):
            was = is_open(before.held.get(name, ()))
            is_now = is_open(after.held.get(name, ()))
        opens += [name] if is_now and not was else []
        closes += [name] if was and not is_now else []
    return tuple(opens), tuple(closes)


def _is_open_at_site(
    access: Iterable[Desired | Applied], names: Collection[str], at: datetime | None
) -> bool:
    return any(tag_key(each.name) in names and _is_given(each, at) for each in access)


def _is_given(each: Desired | Applied | None, at: datetime | None) -> bool:
    """Whether it is access that lets in by then."""
    if each is None or each.value != Value.WANTED or (isinstance(each, Applied) and each.refused):
        return False
    return each.sort is Sort.ACCESS and not is_over(each, at)


def _lets_in(memberships: Iterable[Membership], tags: Collection[str]) -> bool:
    """Whether who has these tags, by their keys, comes in."""
    return any(each.tag and tag_key(each.tag) in tags for each in memberships) and not any(
        tag_key(tag) in tags for each in memberships for tag in each.blocking_tags
    )


def _told(known: Mapping[str, Applied], then: DesiredState | None = None) -> set[str]:
    """The keys of the tags that she has, or will have once she was told."""
    tags = {k for k, each in known.items() if each.value == Value.WANTED and not each.refused}
    for key, desired in then.targets.items() if then else ():
        if desired.value is Value.WANTED:
            tags.add(key)
        elif desired.value is Value.UNWANTED:
            tags.discard(key)
    gone = set(known) - set(then.targets) if then else set()
    return tags - {key for key in gone if not known[key].found}
