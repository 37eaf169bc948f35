"""One rule, and whether an event is one it speaks of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bridge.model import Action, Event, Item, Kind

# How rules.yaml writes the pricing option of an item whose event names none.
UNKNOWN_PLAN = "unknown"


@dataclass(frozen=True)
class Rule:
    """One line of what the shop wants. Empty `items` or `plans` stand for any.

    `items` are keys such as `product-12`; `plans` are pricing options' ids, "" among them standing
    for an item whose event names no pricing option. The five actions hold tags.
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
        return tuple(
            item
            for item in dict.fromkeys(event.items)
            if (not self.items or item.key in self.items)
            and (not self.plans or item.plan in self.plans)
        )

    def why_not(self, event: Event) -> str:
        """Why the rule does not match, in a short sentence; empty when it does."""
        if event.kind not in self.when:
            kinds = _or(f"'{kind}'" for kind in ordered(self.when))
            return f"waits for {kinds}, this is '{event.kind}'"
        if self.matched_items(event):
            return ""
        if self.items and not any(item.key in self.items for item in event.items):
            return "none of its items is in this event"
        if self.plans:
            return (
                f"only pricing option {_or(map(_plan, self.plans))}; this {_plans_of(self, event)}"
            )
        return "speaks about items; this event names none" if self.only_about_items else ""


def ordered(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Kinds in the order the model lists them."""
    chosen = frozenset(kinds)
    return tuple(kind for kind in Kind if kind in chosen)


def _plan(plan: str) -> str:
    return plan or UNKNOWN_PLAN


def _plans_of(rule: Rule, event: Event) -> str:
    """`was 90210` or `names none`: the pricing options of the items the rule looked at."""
    looked_at = [item for item in event.items if not rule.items or item.key in rule.items]
    plans = tuple(dict.fromkeys(item.plan for item in looked_at if item.plan))
    return f"was {_or(plans)}" if plans else "names none"


def _or(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
