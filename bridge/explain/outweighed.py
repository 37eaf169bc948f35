"""What else was ever said about a target, though something newer or better decides."""

from collections.abc import Iterator
from datetime import datetime

from bridge.entitlements.desired import Desired, Held
from bridge.explain.known import Known
from bridge.explain.reason import Reason, time_of
from bridge.model import Action, tag_key


def outweighed(known: Known, target: str, desired: Desired) -> list[Reason]:
    """The newest first. `target` is its key."""
    event, rule = desired.because.event, desired.because.rule
    found = [
        each
        for each in (*_by_rules(known, target), *_by_memberships(known, target))
        if each.delivery != known.ids.get(event) or (rule and each.rule != rule)
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _by_rules(known: Known, target: str) -> Iterator[Reason]:
    keys = known.keys
    for stored in known.household.stored:
        event = stored.delivery.event
        for effect in (stored.effects or ()) if event.key in keys else ():
            at = effect.due_at or event.occurred_at
            if effect.target == target and at and at <= known.at:
                yield _outweighed(known, effect.rule, effect.line, event.key, at, effect.action)


def _by_memberships(known: Known, target: str) -> Iterator[Reason]:
    for name, held in known.state.held.items():
        for each in held:
            yield from _by_entitlement(known, target, name, each)


def _by_entitlement(known: Known, target: str, name: str, each: Held) -> Iterator[Reason]:
    """What this entitlement alone would make of the tag."""
    membership = each.membership
    if membership.tag and tag_key(membership.tag) == target:
        moment = each.ended_since if each.ended else each.granted_since
        action = Action.REMOVE if each.ended else Action.ADD
        if moment:
            at = time_of(moment)
            yield _outweighed(known, name, membership.line, moment.key, at, action)
    for block, moment in each.blocks.items() if not each.ended else ():
        part = membership.blocking(block)
        if part and part.tag and tag_key(part.tag) == target:
            rule, at = f"{name}: {block}", time_of(moment)
            yield _outweighed(known, rule, membership.line, moment.key, at, Action.ADD)


def _outweighed(
    known: Known, rule: str, line: int, event: str, at: datetime, action: Action
) -> Reason:
    return Reason(rule, line, known.ids.get(event), told=None, at=at, outweighed=str(action))
