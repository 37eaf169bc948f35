"""Of a membership and of rules that speak about one target, who spoke last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bridge.entitlements.course import Course
from bridge.entitlements.desired import Desired, Value
from bridge.entitlements.rule_effects import Asked, is_wanted, newest_of
from bridge.model import Action, Moment, Sort


@dataclass(frozen=True)
class Spoken:
    """What is said of one target, and when: at its event, then from when on. The newest counts. A
    rule that `only_revokes` takes back what rules granted, and nothing that a membership gives."""

    desired: Desired
    order: tuple[Moment, int]
    only_revokes: bool = False

    @property
    def weight(self) -> tuple[object, ...]:
        """Of what was said at once, having a thing counts; what is unspoken says nothing."""
        value = self.desired.value
        return (value is not Value.UNSPOKEN, self.order, value is Value.WANTED)


def spoken_by_rules(asked: Iterable[Asked], second: float) -> dict[str, Spoken]:
    """Each target that rules speak about at that second, by its key."""
    by_target: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        if each.counts(second) and each.effect.sort is not Sort.AUTOMATION:
            by_target[each.effect.target].append(each)
    return {key: _spoken(newest_of(every)) for key, every in by_target.items()}


def _spoken(counted: Sequence[Asked]) -> Spoken:
    wanted = is_wanted(counted)
    agreeing = [each for each in counted if each.wants == wanted] or list(counted)
    removing = [each for each in agreeing if each.effect.action is not Action.REVOKE]
    only_revokes = not wanted and not removing
    agreeing = removing or agreeing
    newest = max(agreeing, key=lambda each: each.rank)
    effect = newest.effect
    desired = Desired(
        effect.sort,
        effect.name,
        Value.WANTED if wanted else Value.UNWANTED,
        max(each.told for each in agreeing),
        newest.because,
        anew=max(each.told for each in agreeing),
        creates=wanted,
        text=effect.value,
        even_opted_out=any(each.effect.action is Action.RESUBSCRIBE for each in counted),
    )
    return Spoken(desired, (newest.moment, newest.start), only_revokes)


def spoken_last(courses: Iterable[Course], rules: Mapping[str, Spoken]) -> dict[str, Desired]:
    """Of a membership and a rule that speak about one target, who spoke last."""
    spoken = dict(rules)
    for key, each in _of_memberships(courses).items():
        member = Spoken(each, (each.since, each.since.second))
        rule = rules.get(key, member)
        if rule.only_revokes and each.value is not Value.UNSPOKEN:
            rule = member
        spoken[key] = max(member, rule, key=lambda one: one.weight)
    return {key: each.desired for key, each in spoken.items()}


def _of_memberships(courses: Iterable[Course]) -> dict[str, Desired]:
    """A tag of two memberships stands while one of them wants it."""
    found: dict[str, Desired] = {}
    for course in courses:
        for key, desired in course.targets().items():
            known = found.get(key)
            if known is None or _rank(known) < _rank(desired):
                found[key] = desired
    return found


def _rank(one: Desired) -> tuple[object, ...]:
    return (one.value is Value.WANTED, one.value is Value.UNSPOKEN, one.since)
