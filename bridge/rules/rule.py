"""A rule: what it waits for, and what it then asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bridge.model import Action, Event, Item, Kind
from bridge.model.text import quoted
from bridge.rules.condition_set import ConditionSet
from bridge.rules.conditions import Condition
from bridge.rules.placeholders import filled
from bridge.rules.schedule import Later

OFF = "is switched off (enabled: no)"
NO_ITEM = "speaks about items; this event names none"

# Where a rule holds the targets of each action but SET; what gives comes first.
HELD = {
    Action.GRANT: "grant",
    Action.ADD: "add",
    Action.TRIGGER: "trigger",
    Action.REVOKE: "revoke",
    Action.REMOVE: "remove",
    Action.SUBSCRIBE: "subscribe",
    Action.RESUBSCRIBE: "resubscribe",
    Action.UNSUBSCRIBE: "unsubscribe",
    Action.START: "start",
}
_PER_ITEM = {Action.GRANT, Action.REVOKE}  # an event without an item gives nothing of these
# The conditions that a later event of the sale can be asked for.
_OF_LATER_EVENTS = ("mode", "currency")


@dataclass(frozen=True)
class Rule:
    """One line of what the shop wants. `items`, `plans` and `only` are as in ConditionSet.

    The first five actions hold tags; then come lists, automations, and fields with their values.
    With `later`, all of them are put off. A rule that is not enabled is kept and never matches.
    `to` are the destinations it is for, none for all that can do it. `membership` names the one
    that it is a part of; a `standard` part does what the membership's style does, which is a state
    of her entitlements and no effect of the event alone.
    """

    name: str
    line: int
    when: frozenset[Kind]
    items: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    grant: tuple[str, ...] = ()
    revoke: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    only: tuple[Condition, ...] = ()
    enabled: bool = True
    subscribe: tuple[str, ...] = ()
    resubscribe: tuple[str, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    later: Later | None = None
    memberships: tuple[str, ...] = ()  # of which access starts or ends
    membership: str = ""
    to: tuple[str, ...] = ()
    standard: bool = False
    loose: tuple[str, ...] = ()  # of a standard part: what it takes off and is no such state

    @cached_property
    def block(self) -> ConditionSet:
        """Everything it asks of an event of its kinds."""
        return ConditionSet(self.items, self.plans, self.only)

    @property
    def wishes(self) -> Iterator[tuple[Action, str]]:
        """Every (action, target) of the rule; what gives comes first."""
        for action, held in HELD.items():
            yield from ((action, target) for target in getattr(self, held))
        yield from ((Action.SET, field) for field, _ in self.sets)

    @cached_property
    def unless(self) -> frozenset[Kind]:
        """The kinds that call off what it puts off."""
        return self.later.kinds if self.later else frozenset()

    @property
    def unless_same(self) -> frozenset[Kind]:
        """Of those, the kinds that do so for the same item; not the ones that it waits for."""
        return (self.later.unless if self.later else frozenset()) - self.when

    @property
    def unless_any(self) -> frozenset[Kind]:
        """Of those, the kinds that do so for whatever item."""
        return (self.later.unless_any if self.later else frozenset()) - self.when

    @cached_property
    def beside_states(self) -> "Rule | None":
        """What it does besides a membership's states; None where that is nothing."""
        if not self.standard:
            return self
        bare = replace(self, add=(), grant=(), revoke=(), trigger=(), remove=self.loose)
        return bare if self.loose else None

    @cached_property
    def only_about_items(self) -> bool:
        """Whether all it does is done once per item, so that an event without one gives nothing."""
        return all(action in _PER_ITEM for action, _ in self.wishes)

    def matched_items(self, event: Event) -> tuple[Item, ...]:
        """The event's items that the rule speaks of, each once."""
        picked = self.conditions_on(event).picked(event)
        return tuple(dict.fromkeys(event.items)) if picked is None else picked

    def of_memberships(self, names: Iterable[str]) -> "Rule":
        """The same for access to these memberships, each once."""
        return replace(self, memberships=tuple(dict.fromkeys(names)))

    def calls_off(self, event: Event) -> bool:
        """Whether an event of this kind takes back what another one began."""
        return event.kind in self.unless and event.kind not in self.when

    def conditions_on(self, event: Event) -> ConditionSet:
        """Its conditions on an event of this kind. What calls off is a later event, which tells
        less of its sale, and does so for any item where the file says so."""
        if not self.calls_off(event):
            return self.block
        return self._any_later if self.later and event.kind in self.later.unless_any else (
            self._own_later
        )  # fmt: skip

    def values(self, event: Event) -> dict[str, tuple[str, str]]:
        """What each field is set to, and what the event lacks for it: one of the two is empty."""
        first = next(iter(self.matched_items(event)), None) if self.sets else None
        return {field: filled(text, event, first) for field, text in self.sets}

    def why_not(self, event: Event) -> str:
        """Why the rule does not match, in a short sentence; empty when it does."""
        if not self.enabled:
            return OFF
        if event.kind not in self.when | self.unless:
            return f"waits for {quoted(ordered(self.when))}, this is '{event.kind}'"
        if reason := self.conditions_on(event).why_not(event):
            return reason
        if self.calls_off(event):
            return ""
        if self.only_about_items and not self.matched_items(event):
            return NO_ITEM
        return self._vain(event)

    def notes(self, event: Event) -> tuple[str, ...]:
        """What the rule, which matches, leaves as it is, for want of something in the event."""
        if not self.sets or self.calls_off(event):
            return ()
        where = " in '{}'" if len(self.sets) > 1 else ""
        return tuple(
            f"sets nothing{where.format(field)}: the event names {missing}"
            for field, (_, missing) in self.values(event).items()
            if missing
        )

    @cached_property
    def _own_later(self) -> ConditionSet:
        # Later events often name no pricing option; they count then, as for memberships.
        plans = tuple(dict.fromkeys((*self.plans, ""))) if self.plans else ()
        return ConditionSet(self.items, plans, self._any_later.only)

    @cached_property
    def _any_later(self) -> ConditionSet:
        return ConditionSet(only=tuple(each for each in self.only if each.key in _OF_LATER_EVENTS))

    def _vain(self, event: Event) -> str:
        """Why it gives nothing though all its conditions hold; empty when it gives something."""
        if not self.sets or any(action is not Action.SET for action, _ in self.wishes):
            return ""
        notes = self.notes(event)
        return "; ".join(notes) if len(notes) == len(self.sets) else ""


def ordered(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Kinds in the order the model lists them."""
    chosen = frozenset(kinds)
    return tuple(kind for kind in Kind if kind in chosen)
