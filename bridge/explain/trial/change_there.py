"""What one destination would be told: what the contact should have there before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.destinations.registry import called, vendors
from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import Desired, DesiredState, Occurrence, Value
from bridge.explain.trial.answer import Answer
from bridge.model import Destination, Sort

_STANDS = {Value.WANTED: "has it", Value.UNWANTED: "does not have it", Value.UNSPOKEN: ""}


@dataclass(frozen=True)
class TargetChange:
    """`before` and `after` are `has it`, `does not have it`, a field's value, or "" where nothing
    is said of it."""

    sort: Sort
    name: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class ChangeThere:
    """At one destination; `once` is what is triggered or started because of the event."""

    called: str
    targets: Sequence[TargetChange]
    once: Sequence[Occurrence]


def changes_there(answer: Answer) -> list[ChangeThere]:
    """One for each destination, in the order of the file."""
    return [_at(each, answer) for each in answer.rules.destinations]


def _at(destination: Destination, answer: Answer) -> ChangeThere:
    sorts = vendors()[destination.vendor].sorts
    before, after = (
        for_destination(state, destination.name, sorts) for state in (answer.before, answer.after)
    )
    once = [each for each in after.occurrences if each.because.event == answer.event.key]
    own = destination.name != destination.vendor
    name = destination.name if own else called(destination.vendor)
    return ChangeThere(name, _targets(before, after), once)


def _targets(before: DesiredState, after: DesiredState) -> list[TargetChange]:
    """What changes first, then by name."""
    keys = dict.fromkeys([*before.targets, *after.targets])
    pairs = [(before.targets.get(key), after.targets.get(key)) for key in keys]
    found = [
        TargetChange(some.sort, some.name, _stands(one), _stands(other))
        for one, other in pairs
        if (some := other or one) and (_stands(one) or _stands(other))
    ]
    return sorted(found, key=lambda each: (not each.changes, each.sort, each.name.casefold()))


def _stands(desired: Desired | None) -> str:
    if desired is None:
        return ""
    valued = desired.sort is Sort.FIELD and desired.value is Value.WANTED
    return desired.text if valued else _STANDS[desired.value]
