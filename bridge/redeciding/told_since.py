"""What the CRM was told since an application began: what it changed of one contact. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.model import Change, Kind
from bridge.redeciding.owing import TAKE_OFF
from bridge.redeciding.rebuilding import recorded
from bridge.results import NEWER, WAS, change_from
from bridge.store.carriers import number_of
from bridge.store.delivery import Delivery, State

# In the words of Done: it was so before anybody said so.
_AS_IT_WAS = ("already there", "was not there")


@dataclass(frozen=True)
class Told:
    """A target of which the CRM was told: whether that changed it, and whether by it other rules
    `removed` a tag."""

    target: str
    name: str
    changed: bool = False
    removed: bool = False


def told_since(
    carrier: Delivery | None,
    later: Sequence[Delivery],
    past: Iterable[Delivery],
    at: datetime,
    anew: Set[int],
) -> dict[str, Told]:
    """By the target, what was told of it `at` that time or after it.

    `carrier` carried out what the application decided, and `later` are the bridge's own deliveries
    after it. Of `past`, all the others, those in `anew` were decided by it: only what they had put
    off was told since. What changed a target first tells what was there before.
    """
    each = [*_by_carrier(carrier)] if carrier else []
    each += [told for _, told in sorted(_by_time(later, past, at, anew), key=lambda one: one[0])]
    came: dict[str, Told] = {}
    for told in each:
        known = came.get(told.target)
        if known is None or (told.changed and not known.changed):
            came[told.target] = told
    return came


def _by_time(
    later: Sequence[Delivery], past: Iterable[Delivery], at: datetime, anew: Set[int]
) -> Iterator[tuple[datetime, Told]]:
    yield from _left_standing(later)
    for delivery in past:
        if delivery.id in anew:
            for result in _settled(delivery):
                if due_at := result.get("due_at"):
                    yield max(at, datetime.fromisoformat(due_at)), _by_result(delivery, result)
        elif delivery.received_at >= at:
            for result in _settled(delivery):
                # What an event took, it would have taken in any case.
                told = _by_result(delivery, result)
                yield delivery.received_at, replace(told, removed=False)


def _left_standing(later: Sequence[Delivery]) -> Iterator[tuple[datetime, Told]]:
    """What applications since then changed and their undoing left so: by then what had been there
    before them wished the same, or nobody came to tell of it."""
    reverted = {
        (number_of(each.event.key), change.target, _has(change))
        for each in later
        if each.event.kind is Kind.RULES_TAKEN_BACK and each.state is State.APPLIED
        for change in recorded(each)
    }
    for each in later:
        if each.event.kind is Kind.RULES_APPLIED:
            wished = {change.target: _has(change) for change in recorded(each)}
            for told in _by_carrier(each):
                turned = (number_of(each.event.key), told.target, not wished[told.target])
                if told.changed and turned not in reverted:
                    yield each.received_at, told


def _by_carrier(carrier: Delivery) -> Iterator[Told]:
    """Where no answer is on its record, because it still waits or newer ones spoke for it: what it
    may have changed, if anybody began to tell of it at all."""
    for told in carrier.results or carrier.changes:
        if told.get("what", NEWER) != NEWER:
            yield _by_result(carrier, told)
            continue
        change = change_from(told, carrier.event.stamp)
        has = _has(change)
        yield Told(change.target, change.tag, told.get(WAS, has) != has, removed=not has)


def _has(change: Change) -> bool:
    """Whether a DECIDE_ANEW wishes that the contact has it."""
    return change.value != TAKE_OFF


def _settled(delivery: Delivery) -> Iterator[Mapping[str, Any]]:
    return (each for each in delivery.results if each["changed"] or each["what"] in _AS_IT_WAS)


def _by_result(delivery: Delivery, result: Mapping[str, Any]) -> Told:
    target = change_from(result, delivery.event.stamp).target
    return Told(target, result["tag"], bool(result["changed"]), result["what"] == "removed")
