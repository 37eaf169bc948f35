"""Rules beside memberships: of what events (and turns) ask for, the newest counts per target.

An `add` holds until a newer `remove`. A `grant` holds for its entitlement until that entitlement's
`revoke`; grants and triggers hold save those that are older than the tag's own `remove`. What was
put off counts from its due date on, and is ordered by its event, so that anything newer beats it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.entitlements.desired import Because, Desired, Value
from bridge.entitlements.inputs import Hands, TimedFact
from bridge.model import Action, Effect, Event, Kind, Membership, Moment, Sort, tag_key

OCCASIONS = frozenset({Action.TRIGGER, Action.START})
OWN = frozenset({Action.GRANT, Action.REVOKE})  # of one entitlement
BLOCKING = frozenset({Action.ADD, Action.REMOVE})  # where it is a blocking tag
WANTS = frozenset(Action) - {Action.REMOVE, Action.REVOKE, Action.UNSUBSCRIBE}


@dataclass(frozen=True)
class EffectInForce:
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
    quiet_until: datetime | None = None
    turn: str = ""
    latest: bool = True

    @property
    def quiet(self) -> bool:
        return self.quiet_until is not None and self.start <= self.quiet_until.timestamp()

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
        is_late = self.effect.due_at and self.start > self.moment.second
        return Moment.due(self.start, self.event) if is_late else self.moment

    @property
    def subject(self) -> str:
        """See Upcoming.subject."""
        turn = f"{self.turn} {self.moment.second}" if self.turn else ""
        return effect_subject(self.effect, turn or self.event)

    @property
    def because(self) -> Because:
        return Because(rule=self.effect.rule, line=self.effect.line, event=self.event)

    def as_hands_left(self, hands: Hands) -> Iterator["EffectInForce"]:
        """Nothing where it was skipped; sooner where it was hurried."""
        start = hands.start_of(self.subject, self.start)
        if start is not None:
            yield self if start == self.start else replace(self, start=start)

    def counts(self, second: float) -> bool:
        return self.start <= second and self.off is None

    def awaits(self, second: float) -> bool:
        return self.start > second and self.off is None


def effect_subject(effect: Effect, event: str) -> str:
    """See Upcoming.subject; `event` is the delivery key."""
    due = int(effect.due_at.timestamp()) if effect.due_at else 0
    return f"{event} {effect.action} {effect.target} {due}"


def start_of(effect: Effect, moment: Moment) -> int:
    """The second from which it counts."""
    return int(effect.due_at.timestamp()) if effect.due_at else moment.second


def is_of(effect: Effect, membership: Membership) -> bool:
    """Whether the effect is about the membership's own tag, or one of its blocking tags."""
    if effect.action in OWN:
        return bool(membership.tag) and tag_key(effect.name) == tag_key(membership.tag)
    return bool(membership.blocks_of(effect.name))


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


def spoken_by_rules(asked: Iterable[EffectInForce], second: float) -> dict[str, Spoken]:
    """Each target that rules speak about at that second, by its key."""
    by_target: dict[str, list[EffectInForce]] = defaultdict(list)
    for each in asked:
        if each.counts(second) and each.effect.sort is not Sort.AUTOMATION:
            by_target[each.effect.target].append(each)
    return {key: _spoken(_newest_of(every)) for key, every in by_target.items()}


def _newest_of(every: Sequence[EffectInForce]) -> list[EffectInForce]:
    """Of each claim the newest."""
    newest: dict[tuple[bool, str], EffectInForce] = {}
    for each in every:
        occasion = each.effect.action in OCCASIONS
        key = (occasion, each.claim if occasion or each.effect.action in OWN else "")
        if key not in newest or newest[key].rank < each.rank:
            newest[key] = each
    return list(newest.values())


def _is_wanted(counted: Sequence[EffectInForce]) -> bool:
    """Whether a contact should have the one target that all of them speak of."""
    own = next((each for each in counted if each.effect.action not in OCCASIONS | OWN), None)
    standing = [each for each in counted if each.wants and each is not own]
    if own is None:
        return bool(standing)
    return own.wants or any(each.moment >= own.moment for each in standing)


def _spoken(counted: Sequence[EffectInForce]) -> Spoken:
    wanted = _is_wanted(counted)
    agreeing = [each for each in counted if each.wants == wanted] or list(counted)
    removing = [each for each in agreeing if each.effect.action is not Action.REVOKE]
    agreeing = removing or agreeing
    newest = max(agreeing, key=lambda each: each.rank)
    effect, told = newest.effect, max(each.told for each in agreeing)
    desired = Desired(
        effect.sort,
        effect.name,
        Value.WANTED if wanted else Value.UNWANTED,
        told,
        newest.because,
        anew=told,
        creates=wanted,
        text=effect.value,
        even_opted_out=any(each.effect.action is Action.RESUBSCRIBE for each in counted),
    )
    return Spoken(desired, (newest.moment, newest.start), not wanted and not removing)


class CallingOff:
    """Which later event calls off what a rule put off. Asks the events of the people at one place;
    made once for many effects."""

    def __init__(self, told: Sequence[TimedFact]) -> None:
        self._of_kind: dict[Kind, list[TimedFact]] = defaultdict(list)
        for each in sorted(told, key=lambda each: each.moment):
            self._of_kind[each.event.kind].append(each)

    def by(self, effect: Effect, event: Event, moment: Moment) -> Moment | None:
        """The moment of the first event that calls the effect of this event off."""
        found = [
            later.moment
            for kind in effect.called_off_by
            for later in self._after(kind, moment)[:_MOST]
            if later.event.mode == event.mode and _concerns(later.event, effect, event, kind)
        ]
        return min(found, default=None)

    def after_turn(self, effect: Effect, moment: Moment) -> Moment | None:
        """The same for what a turn of access began, which is about no item and no order."""
        first = [each for kind in effect.called_off_by for each in self._after(kind, moment)[:1]]
        return min((later.moment for later in first), default=None)

    def _after(self, kind: Kind, moment: Moment) -> Sequence[TimedFact]:
        known = self._of_kind.get(kind, [])
        return known[bisect_right(known, moment, key=lambda each: each.moment) :]


_MOST = 1_000  # of one kind that are looked at; a life longer than that calls off by its first ones


def _concerns(later: Event, effect: Effect, event: Event, kind: Kind) -> bool:
    """Whether it is about the same item, and the same order where both name one. A purchase that
    is told again is none."""
    told_again = _told_again(later, event)
    items = {item.key for item in later.items} - told_again
    if told_again and not items:
        return False
    if kind in effect.unless_any:
        return True
    if effect.item and effect.item not in items:
        return False
    both = later.order_id and event.order_id and kind is not Kind.PURCHASE
    return not both or later.order_id == event.order_id


def _told_again(later: Event, event: Event) -> set[str]:
    """The items of the event's own purchase, where a later one is of the same order."""
    if not later.kind is event.kind is Kind.PURCHASE or later.order_id != event.order_id:
        return set()
    return {item.key for item in event.items} if event.order_id else set()
