"""One membership at one place through time: when its state changed, opened and closed.

It goes through the events and the due dates between them, so that it is known since when the
present state stands, and which turns (access starts, access ends) came before it.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from bridge.entitlements.blocks import Ahead, ByRule
from bridge.entitlements.by_destination.site_access import (
    ENDED,
    access_key,
    best_access,
    desired_access,
)
from bridge.entitlements.desired import Held, Value
from bridge.entitlements.lifecycle import Lifecycle
from bridge.entitlements.lines import Step
from bridge.entitlements.memberships import Targets, access_of, targets_of
from bridge.model import Block, Event, Kind, Moment, is_told_to

NEVER = Moment(0)
_BLOCKS = frozenset(Block)


# An entitlement's key, and its person's: presumed ones of two people may have the same.
LifeKey = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """What one entitlement is told at one moment: an event, a hand's event, or a rule's change.
    Without a `key` it is said to all that began by then, of one person where one is named."""

    moment: Moment
    key: LifeKey | None
    what: Step | ByRule | Event
    person: str = ""


@dataclass(frozen=True)
class Opened:
    """From that moment on it was open, or not, or None: what is presumed of before the bridge may
    have opened it. `by` is the entitlement that made it so; `presumed`: one of them is."""

    moment: Moment
    open: bool | None
    by: str
    presumed: bool = False


@dataclass
class Timeline:
    """`lives` by their keys, and all that is `said` to them. After `run`, `anew` and `spoke` (when
    it last spoke of each target, by its key) belong to the present state."""

    name: str
    lives: dict[LifeKey, Lifecycle] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    spoke: dict[str, Moment] = field(default_factory=dict)
    anew: Moment | None = None
    opened: list[Opened] = field(default_factory=list)
    bought: dict[Moment, Event] = field(default_factory=dict)
    _told: Moment = NEVER  # the newest moment at which it spoke of all its targets
    _banned: Moment | None = None
    _ended: dict[str, Moment] = field(default_factory=dict)  # by hand, by person
    _held: dict[LifeKey, Held] = field(default_factory=dict)
    _alike: dict[object, dict[LifeKey, Held]] = field(default_factory=dict)
    _breaks: list[tuple[int, LifeKey]] = field(default_factory=list)
    _values: dict[str, Value] = field(default_factory=dict)

    def run(self, second: float) -> None:
        """Take up all that was said until then."""
        self.said.sort(key=lambda each: each.moment)
        for moment, at_once in groupby(self.said, key=lambda each: each.moment):
            self._let_time_pass(moment.second - 1)
            concerned: dict[LifeKey, None] = {}
            for each in at_once:
                self._note_hand(each)
                keys = self._concerned(each)
                concerned |= dict.fromkeys(keys)
                for key in keys:
                    self._say(key, each)
            for key in concerned:
                self._look(key, moment)
        self._let_time_pass(second)

    def _note_hand(self, each: Said) -> None:
        """What a hand says of what she has, it says of what is known later, too."""
        kind = each.what.kind if isinstance(each.what, Event) else None
        if kind is Kind.BANNED_BY_HAND:
            self._banned = each.moment
        elif kind is Kind.ENDED_BY_HAND:
            self._ended[each.person] = each.moment

    def _concerned(self, each: Said) -> list[LifeKey]:
        if each.key:
            return [each.key]
        return [key for key in self._held if each.person in ("", key[1])]

    @property
    def held(self) -> list[Held]:
        """Its entitlements at the present moment, in the order of their keys. A ban alone is told
        where nothing else is known."""
        every = self._every
        return [each for each in every if each.granted_since or not each.by_hand] or every

    def held_for(self, destination: str | None) -> list[Held]:
        """Those of which that destination is told."""
        return [each for each in self.held if is_told_to(each.membership.to, destination)]

    @property
    def _every(self) -> list[Held]:
        return self._unless_banned(self._held[key] for key in sorted(self._held))

    @property
    def open(self) -> bool:
        return bool(self.opened) and self.opened[-1].open is True

    def is_for(self, destination: str | None) -> bool:
        """Whether that one is told of it; None for any."""
        return destination is None or bool(self.held_for(destination))

    def targets(self, destination: str | None = None) -> Targets:
        held = [each for each in self._every if is_told_to(each.membership.to, destination)]
        if not held:
            return {}
        found = targets_of(held, self._told, self.anew)
        since = {key: max(self._told, self.spoke.get(key, NEVER)) for key in found}
        return {key: replace(each, since=since[key]) for key, each in found.items()}

    def access(self, second: float, destination: str | None = None) -> Targets:
        """Of each entitlement what a site should have that knows access. A ban alone is none."""
        found: Targets = {}
        for key in sorted(self._held):
            held = self._held[key]
            never = held.by_hand and held.granted_since is None
            if never or not is_told_to(held.membership.to, destination):
                continue
            access = ENDED if self._banned else self.lives[key].access(second)
            desired, target = desired_access(held, access, self.anew, second), access_key(held)
            found[target] = best_access(found.get(target, desired), desired)
        return found

    def ahead(self, second: float) -> list[tuple[Lifecycle, Ahead]]:
        """What will count by itself; where somebody is banned, nothing opens or ends."""
        began = (self.lives[key] for key in sorted(self._held))
        each = ((life, ahead) for life in began for ahead in life.ahead(second))
        return [(life, ahead) for life, ahead in each if not self._banned or ahead.what in _BLOCKS]

    def _say(self, key: LifeKey, each: Said) -> None:
        life, what = self.lives[key], each.what
        if isinstance(what, Step):
            if key not in self._held and key[1] in self._ended:
                life.end_by_hand(self._ended[key[1]])
            self._step(life, what)
        elif isinstance(what, ByRule):
            life.change_by_rule(what)
        elif what.kind is Kind.GRANTED_BY_HAND:
            life.grant_by_hand(each.moment, what.hand.until if what.hand else None)
            self.anew = self._told = each.moment
        elif what.kind is Kind.ENDED_BY_HAND:
            life.end_by_hand(each.moment)
        elif each.key:
            life.ban_by_hand(each.moment)
            self.anew = each.moment

    def _step(self, life: Lifecycle, step: Step) -> None:
        """A purchase told again speaks with the first one, but tells nothing anew."""
        tells_anew = life.step(step)
        if tells_anew or step.again:
            self._told = step.moment
        if tells_anew:
            self.anew = step.moment
        if step.event.kind is Kind.PURCHASE and not step.again:
            self.bought[step.moment] = step.event

    def _let_time_pass(self, second: float) -> None:
        while self._breaks and self._breaks[0][0] <= second:
            due, key = heapq.heappop(self._breaks)
            self._look(key, Moment.due(due, self.lives[key].key))

    def _look(self, key: LifeKey, now: Moment) -> None:
        """See what this entitlement is by now, and what that makes of the membership."""
        life = self.lives[key]
        self._keep(key, life.held(now.second))
        soonest = min((each.second for each in life.ahead(now.second)), default=None)
        if soonest is not None:
            heapq.heappush(self._breaks, (soonest, key))
        held = self._unless_banned(self._one_of_each())
        self._note_values(targets_of(held, now, None), now)
        self._note_access(held, now, life.key)

    def _note_values(self, targets: Targets, now: Moment) -> None:
        values = {key: each.value for key, each in targets.items()}
        for key, value in values.items():
            if self._values.get(key) is not value:
                self.spoke[key] = max(now, self.spoke.get(key, NEVER))
        self._values = values

    def _note_access(self, held: Sequence[Held], now: Moment, by: str) -> None:
        access = Opened(now, access_of(held), by, any(each.presumed for each in held))
        known = self.opened[-1] if self.opened else Opened(NEVER, False, "")
        if (access.open, access.presumed) != (known.open, known.presumed):
            self.opened.append(access)

    def _keep(self, key: LifeKey, held: Held) -> None:
        if known := self._held.get(key):
            alike = self._alike[_likeness(known)]
            del alike[key]
            if not alike:
                del self._alike[_likeness(known)]
        self._held[key] = held
        self._alike.setdefault(_likeness(held), {})[key] = held

    def _one_of_each(self) -> Iterator[Held]:
        """Of entitlements that are alike the one looked at last: what the state is, one of them
        tells as well as a thousand."""
        yield from (alike[next(reversed(alike))] for alike in self._alike.values())

    def _unless_banned(self, held: Iterable[Held]) -> list[Held]:
        if self._banned is None:
            return list(held)
        return [replace(each, ended=True, banned=True) for each in held]


def _likeness(held: Held) -> object:
    return held.membership, held.granted, held.ended, held.presumed, frozenset(held.blocks)
