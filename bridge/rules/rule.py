"""One rule, and whether an event is one it speaks of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bridge.model import Action, Event, Item, Kind
from bridge.rules.block import Block
from bridge.rules.conditions import Condition
from bridge.rules.wording import quoted

OFF = "is switched off (enabled: no)"


@dataclass(frozen=True)
class Rule:
    """One line of what the shop wants. `items`, `plans` and `only` are as in Block.

    The five actions hold tags. A rule that is not enabled is kept and never matches.
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

    @cached_property
    def block(self) -> Block:
        """Everything it asks of an event of its kinds."""
        return Block(self.items, self.plans, self.only)

    @property
    def wishes(self) -> Iterator[tuple[Action, str]]:
        """Every (action, tag) of the rule; what gives comes first."""
        yield from ((Action.GRANT, tag) for tag in self.grant)
        yield from ((Action.ADD, tag) for tag in self.add)
        yield from ((Action.TRIGGER, tag) for tag in self.trigger)
        yield from ((Action.REVOKE, tag) for tag in self.revoke)
        yield from ((Action.REMOVE, tag) for tag in self.remove)

    @property
    def only_about_items(self) -> bool:
        """Whether all it does is done once per item, so that an event without one gives nothing."""
        return not (self.add or self.remove or self.trigger)

    def matched_items(self, event: Event) -> tuple[Item, ...]:
        """The event's items that the rule speaks of, each once."""
        picked = self.block.picked(event)
        return tuple(dict.fromkeys(event.items)) if picked is None else picked

    def why_not(self, event: Event) -> str:
        """Why the rule does not match, in a short sentence; empty when it does."""
        if not self.enabled:
            return OFF
        if event.kind not in self.when:
            return f"waits for {quoted(ordered(self.when))}, this is '{event.kind}'"
        if reason := self.block.why_not(event):
            return reason
        if self.only_about_items and not self.matched_items(event):
            return "speaks about items; this event names none"
        return ""


def ordered(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Kinds in the order the model lists them."""
    chosen = frozenset(kinds)
    return tuple(kind for kind in Kind if kind in chosen)
