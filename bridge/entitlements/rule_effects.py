"""Rules beside memberships: of what events (and turns) ask for, the newest counts per target.

An `add` holds until a newer `remove`. A `grant` holds for its entitlement until that entitlement's
`revoke`; grants and triggers hold save those that are older than the tag's own `remove`. What was
put off counts from its due date on, and is ordered by its event, so that anything newer beats it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.entitlements.desired import Because
from bridge.model import Action, Block, Effect, Membership, Moment, tag_key

WANTS = frozenset(
    {
        Action.ADD, Action.GRANT, Action.TRIGGER, Action.SUBSCRIBE, Action.RESUBSCRIBE,
        Action.SET, Action.START,
    }
)  # fmt: skip
OCCASIONS = frozenset({Action.TRIGGER, Action.START})
OWN = frozenset({Action.GRANT, Action.REVOKE})  # of one entitlement
BLOCKING = frozenset({Action.ADD, Action.REMOVE})  # where it is a blocking tag


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


def newest_of(every: Sequence[Asked]) -> list[Asked]:
    """Of each claim the newest."""
    newest: dict[tuple[bool, str], Asked] = {}
    for each in every:
        occasion = each.effect.action in OCCASIONS
        named = occasion or each.effect.action in OWN
        key = (occasion, each.claim if named else "")
        if key not in newest or newest[key].rank < each.rank:
            newest[key] = each
    return list(newest.values())


def is_wanted(counted: Sequence[Asked]) -> bool:
    """Whether a contact should have the one target that all of them speak of."""
    own = next((each for each in counted if _is_own(each)), None)
    standing = [each for each in counted if each.wants and not _is_own(each)]
    if own is None:
        return bool(standing)
    return own.wants or any(each.moment >= own.moment for each in standing)


def _is_own(each: Asked) -> bool:
    return each.effect.action not in OCCASIONS | OWN


def start_of(effect: Effect, moment: Moment) -> int:
    """The second from which it counts."""
    return _second(effect.due_at) if effect.due_at else moment.second


def _second(time: datetime) -> int:
    return int(time.timestamp())


def is_of(effect: Effect, membership: Membership) -> bool:
    """Whether the effect is about the membership's own tag, or one of its blocking tags."""
    if effect.action in OWN:
        return bool(membership.tag) and tag_key(effect.name) == tag_key(membership.tag)
    parts = (membership.blocking(block) for block in Block)
    tags = {tag_key(part.tag) for part in parts if part and part.tag}
    return tag_key(effect.name) in tags
