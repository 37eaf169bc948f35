"""One membership at one place through time: when its state changed, opened and closed.

It goes through the events and the due dates between them, so that it is known since when the
present state stands, and which turns (access starts, access ends) came before it.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bridge.entitlements.desired import Held
from bridge.entitlements.lifecycle import Ahead, Lifecycle
from bridge.entitlements.memberships import Targets, is_open, targets_of
from bridge.entitlements.orders import Step
from bridge.model import Action, Event, Kind, Moment

NEVER = Moment(0)


@dataclass(frozen=True)
class ByRule:
    """A rule's change of one entitlement; it counts from the second `start` on, until `end`."""

    action: Action
    tag: str
    start: int
    end: int | None = None


@dataclass(frozen=True)
class Said:
    """What one entitlement is told at one moment: an event, a hand's event, or a rule's change.
    Without a `key` it is said to all that began by then."""

    moment: Moment
    key: str
    what: Step | ByRule | Event


@dataclass(frozen=True)
class Opened:
    """From that moment on it was open, or not; `by` is the entitlement that made it so."""

    moment: Moment
    open: bool
    by: str


@dataclass
class Course:
    """`lives` by their keys. After `run`, `since` and `anew` belong to the present state."""

    name: str
    lives: dict[str, Lifecycle] = field(default_factory=dict)
    since: Moment = NEVER
    anew: Moment | None = None
    opened: list[Opened] = field(default_factory=list)
    bought: dict[Moment, tuple[str, Event]] = field(default_factory=dict)
    _banned: Moment | None = None
    _held: dict[str, Held] = field(default_factory=dict)
    _alike: dict[object, dict[str, Held]] = field(default_factory=dict)
    _breaks: list[tuple[int, str]] = field(default_factory=list)
    _state: object = None

    def run(self, said: Iterable[Said], second: float) -> None:
        """Take up all that was said until then; moments ascending."""
        for each in said:
            self._let_time_pass(each.moment.second - 1)
            for key in [each.key] if each.key else list(self._held):
                self._say(key, each)
                self._look(key, each.moment)
        self._let_time_pass(second)

    @property
    def held(self) -> list[Held]:
        """Its entitlements at the present moment, in the order of their keys."""
        return self._unless_banned(self._held[key] for key in sorted(self._held))

    @property
    def open(self) -> bool:
        return bool(self.opened) and self.opened[-1].open

    def targets(self) -> Targets:
        return targets_of(self.held, self.since, self.anew) if self._held else {}

    def ahead(self, second: float) -> list[tuple[Lifecycle, Ahead]]:
        """What will count by itself."""
        began = (self.lives[key] for key in sorted(self._held))
        return [(life, ahead) for life in began for ahead in life.ahead(second)]

    def _say(self, key: str, each: Said) -> None:
        life, what = self.lives[key], each.what
        if isinstance(what, Step):
            if life.step(what):
                self.anew = self.since = each.moment
            if what.event.kind is Kind.PURCHASE:
                self.bought[each.moment] = (key, what.event)
        elif isinstance(what, ByRule):
            life.change_by_rule(what.action, what.tag, each.moment, what.start, what.end)
        elif what.kind is Kind.GRANTED_BY_HAND:
            life.grant_by_hand(each.moment, what.hand.until if what.hand else None)
            self.anew = self.since = each.moment
        elif what.kind is Kind.ENDED_BY_HAND:
            life.end_by_hand(each.moment)
        elif what.kind is Kind.BANNED_BY_HAND:
            self._banned = each.moment

    def _let_time_pass(self, second: float) -> None:
        while self._breaks and self._breaks[0][0] <= second:
            due, key = heapq.heappop(self._breaks)
            self._look(key, Moment(due, 3, due, 0, key))

    def _look(self, key: str, now: Moment) -> None:
        """See what this entitlement is by now, and what that makes of the membership."""
        life = self.lives[key]
        self._keep(key, life.held(now.second))
        soonest = min((each.second for each in life.ahead(now.second)), default=None)
        if soonest is not None:
            heapq.heappush(self._breaks, (soonest, key))
        held = self._unless_banned(self._one_of_each())
        state = _state_of(held)
        if state != self._state:
            self._state, self.since = state, max(now, self.since)
        if is_open(held) != self.open:
            self.opened.append(Opened(now, not self.open, key))

    def _keep(self, key: str, held: Held) -> None:
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


def _state_of(held: Sequence[Held]) -> object:
    return {key: each.value for key, each in targets_of(held, NEVER, None).items()}
