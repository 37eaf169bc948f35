"""Rules beside memberships: of what events (and turns) ask for, the newest counts per target.

An `add` holds until a newer `remove`. A `grant` holds for its entitlement until that entitlement's
`revoke`; grants and triggers hold save those that are older than the tag's own `remove`. What was
put off counts from its due date on, and is ordered by its event, so that anything newer beats it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.entitlements.desired import Because, Desired, Value
from bridge.model import Action, Effect, Moment, Sort

WANTS = frozenset(
    {
        Action.ADD, Action.GRANT, Action.TRIGGER, Action.SUBSCRIBE, Action.RESUBSCRIBE,
        Action.SET, Action.START,
    }
)  # fmt: skip
OCCASIONS = frozenset({Action.TRIGGER, Action.START})
_FOR_AN_ENTITLEMENT = frozenset({Action.GRANT, Action.REVOKE})


@dataclass(frozen=True)
class Asked:
    """One effect in force: `moment` is its event's, `start` the second from which it counts.

    `claim` names on whose behalf it is asked: an entitlement for grant and revoke, the token of an
    occurrence; empty for all others. `off` is the moment of the event that called it off, if any.
    `turn`: it comes of access that started or ended. `latest`: of the newest turn.
    """

    effect: Effect
    moment: Moment
    start: int
    event: str
    claim: str = ""
    off: Moment | None = None
    quiet: bool = False
    turn: str = ""
    latest: bool = True

    @property
    def wants(self) -> bool:
        return self.effect.action in WANTS

    @property
    def rank(self) -> tuple[object, ...]:
        """Orders by the event; of one event's wishes, what was put off longest comes last, and
        having a thing after not having it. The rest only makes the order total."""
        effect = self.effect
        return (self.moment, self.start, self.wants, effect.rule, effect.line, effect.name,
                effect.value)  # fmt: skip

    @property
    def told(self) -> Moment:
        """Since when it is to be told."""
        due = Moment(self.start, 3, self.start, 0, self.event)
        return due if self.effect.due_at and self.start > self.moment.second else self.moment

    def counts(self, second: float) -> bool:
        return self.start <= second and self.off is None

    def awaits(self, second: float) -> bool:
        return self.start > second and self.off is None

    @property
    def because(self) -> Because:
        return Because(rule=self.effect.rule, line=self.effect.line, event=self.event)


@dataclass(frozen=True)
class Spoken:
    """What is said of one target, and when: at its event, then from when on. The newest counts."""

    desired: Desired
    order: tuple[Moment, int]

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
    return {key: _spoken(_newest(every)) for key, every in by_target.items()}


def _newest(every: Sequence[Asked]) -> list[Asked]:
    """Of each claim the newest."""
    newest: dict[tuple[bool, str], Asked] = {}
    for each in every:
        occasion = each.effect.action in OCCASIONS
        named = occasion or each.effect.action in _FOR_AN_ENTITLEMENT
        key = (occasion, each.claim if named else "")
        if key not in newest or newest[key].rank < each.rank:
            newest[key] = each
    return list(newest.values())


def _spoken(counted: Sequence[Asked]) -> Spoken:
    wanted = is_wanted(counted)
    agreeing = [each for each in counted if each.wants == wanted] or list(counted)
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
    return Spoken(desired, (newest.moment, newest.start))


def is_wanted(counted: Sequence[Asked]) -> bool:
    """Whether a contact should have the one target that all of them speak of."""
    own = next((each for each in counted if _is_own(each)), None)
    standing = [each for each in counted if each.wants and not _is_own(each)]
    if own is None:
        return bool(standing)
    return own.wants or any(each.moment >= own.moment for each in standing)


def _is_own(each: Asked) -> bool:
    return each.effect.action not in OCCASIONS | _FOR_AN_ENTITLEMENT


def start_of(effect: Effect, moment: Moment) -> int:
    """The second from which it counts."""
    return _second(effect.due_at) if effect.due_at else moment.second


def _second(time: datetime) -> int:
    return int(time.timestamp())
