"""Who speaks about a target, and whose word counts: memberships and the rules beside them, for each
destination that any of them names, and for all others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bridge.entitlements.by_destination.site_access import best_access
from bridge.entitlements.desired import Desired, DesiredState, Upcoming, Value
from bridge.entitlements.inputs import TimedFact
from bridge.entitlements.memberships import Targets
from bridge.entitlements.rule_effects import EffectInForce, Spoken, spoken_by_rules
from bridge.entitlements.timeline import Timeline
from bridge.entitlements.turns import occurrences_of
from bridge.model import is_told_to


@dataclass(frozen=True)
class Speakers:
    """What rules asked for, the memberships by their names, and what happened, at one place."""

    asked: Sequence[EffectInForce]
    timelines: Mapping[str, Timeline]
    told: Sequence[TimedFact]

    def state_of_each(self, state: DesiredState, second: float) -> DesiredState:
        """The state as if there were but one destination, and apart from it as each that is named
        should see it; "" stands for all others."""
        apart = {name: self._told_to(name, state, second) for name in self._destinations()}
        return replace(self._told_to(None, state, second), apart=apart)

    def _destinations(self) -> set[str]:
        held = (each for timeline in self.timelines.values() for each in timeline.held)
        named = {name for each in held for name in each.membership.to}
        named |= {name for each in self.asked for name in each.effect.to}
        return named | {""} if named else named

    def _told_to(self, destination: str | None, state: DesiredState, second: float) -> DesiredState:
        asked = [each for each in self.asked if is_told_to(each.effect.to, destination)]
        timelines = {n: each for n, each in self.timelines.items() if each.is_for(destination)}
        members = [each.targets(destination) for each in timelines.values()]
        held = {name: each.held_for(destination) for name, each in timelines.items()}
        targets = _spoken_last(spoken_by_rules(asked, second), _of_memberships(members))
        return replace(
            state,
            targets=targets,
            held=held,
            occurrences=tuple(occurrences_of(asked, targets, timelines, self.told, second)),
            upcoming=tuple(_upcoming(timelines.values(), asked, second)),
            access=_access(each.access(second, destination) for each in timelines.values()),
        )


def _spoken_last(rules: Mapping[str, Spoken], members: Mapping[str, Desired]) -> dict[str, Desired]:
    """Of a membership and a rule that speak about one target, who spoke last."""
    spoken = dict(rules)
    for key, each in members.items():
        member = Spoken(each, (each.since, each.since.second))
        rule = rules.get(key, member)
        if rule.only_revokes and each.value is not Value.UNSPOKEN:
            rule = member
        spoken[key] = max(member, rule, key=lambda one: one.weight)
    return {key: each.desired for key, each in spoken.items()}


def _of_memberships(members: Iterable[Targets]) -> Targets:
    """A tag of two memberships stands while one of them wants it."""
    found: Targets = {}
    for targets in members:
        for key, desired in targets.items():
            found[key] = max(found.get(key, desired), desired, key=_weight)
    return found


def _access(members: Iterable[Targets]) -> Targets:
    """Two memberships may be one at the site."""
    found: Targets = {}
    for targets in members:
        for key, desired in targets.items():
            found[key] = best_access(found.get(key, desired), desired)
    return found


def _upcoming(
    timelines: Iterable[Timeline], asked: Iterable[EffectInForce], second: float
) -> Iterator[Upcoming]:
    for timeline in timelines:
        for life, ahead in timeline.ahead(second):
            yield Upcoming(
                life.subject(ahead.what, ahead.since), _time(ahead.second), ahead.what,
                membership=timeline.name, entitlement=life.key,
            )  # fmt: skip
    for each in asked:
        if each.awaits(second):
            effect = each.effect
            yield Upcoming(
                each.subject, _time(each.start), str(effect.action), each.because,
                sort=effect.sort, name=effect.name,
            )  # fmt: skip


def _weight(one: Desired) -> tuple[object, ...]:
    return (one.value is Value.WANTED, one.value is Value.UNSPOKEN, one.since)


def _time(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
