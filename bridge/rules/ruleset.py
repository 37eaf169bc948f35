"""DECIDE: what an event asks of the contact's tags. Values in, values out; no files, no clock."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from bridge.model import (
    ABOUT_THE_BUYER,
    Destination,
    Effect,
    Event,
    Item,
    Kind,
    Membership,
    Money,
    Refunds,
    Sale,
    Sort,
    TurnRule,
    is_told_to,
    tag_key,
    target_key,
)
from bridge.model.membership import PATIENCE
from bridge.model.text import counted, span
from bridge.rules.condition_set import ConditionSet
from bridge.rules.effects import effects_of, turn_of
from bridge.rules.example import Example
from bridge.rules.index import Index
from bridge.rules.item_patterns import is_wanted
from bridge.rules.rule import Rule
from bridge.rules.schedule import PERIOD_END


@dataclass(frozen=True)
class Offer:
    """One membership of the file, and what a sale must be to count for it. One that is switched off
    gives no new entitlements."""

    membership: Membership
    block: ConditionSet
    enabled: bool = True

    def covers(self, sale: Sale) -> bool:
        """An entitlement whose purchase, and with it the pricing option, is not known counts, or a
        failed payment would pass unseen."""
        return self.enabled and not self._asked(sale).why_not(_purchase(sale))

    @property
    def lasting(self) -> dict[str, str]:
        """What of the membership no plain rule can say, as rules.yaml writes it."""
        known, told = self.membership, {}
        if known.lasts_months:
            told["lasts"] = counted(known.lasts_months, "month")
        elif known.lasts:
            told["lasts"] = span(known.lasts)
        if known.completed_ends:
            told["completed"] = f"at {PERIOD_END}"
        if known.patience != PATIENCE:
            told["patience"] = span(known.patience) if known.patience else "0"
        if known.refunds is Refunds.ANY:
            told["refund"] = str(Refunds.ANY)
        return told

    def _asked(self, sale: Sale) -> ConditionSet:
        told = sale.bought or sale.item.plan or not self.block.plans
        return self.block if told else self._any_plan

    @cached_property
    def _any_plan(self) -> ConditionSet:
        return replace(self.block, plans=(*self.block.plans, ""))


def _purchase(sale: Sale) -> Event:
    return Event(
        source="", key="", kind=Kind.PURCHASE, word="", mode=sale.mode, items=(sale.item,),
        money=Money(None, sale.currency),
    )  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What one rule says to one event. `why_not` is empty when it matches.

    `calls_off`: what it says is that nothing comes of what it put off by an earlier event. `notes`
    are short sentences about what it leaves as it is.
    """

    rule: Rule
    matched: bool
    why_not: str = ""
    calls_off: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """A rules file that was read without a mistake; memberships are expanded into plain rules.

    `name` is the file's, as messages call it; `version` tells its text from every other, such as
    `3f2a9c1b04de@fd1a3fa`. `warnings` are sentences about what is allowed but probably not meant.
    There is one destination at least. `ignored` are items, as a rule wants them, that need no rule.
    """

    destinations: tuple[Destination, ...]
    rules: tuple[Rule, ...]
    create_missing_tags: bool = False
    test_events: Literal["apply", "ignore"] = "apply"
    examples: tuple[Example, ...] = ()
    warnings: tuple[str, ...] = field(default=(), compare=False)
    name: str = field(default="rules.yaml", compare=False)
    version: str = field(default="", compare=False)
    offers: tuple[Offer, ...] = ()
    contact_per_address: bool = False
    ignored: tuple[str, ...] = ()
    text: str = field(default="", compare=False, repr=False)

    def names_for(self, destination: str, sorts: Collection[Sort]) -> tuple[tuple[Sort, str], ...]:
        """What the destination of this name, which has these sorts of things, must know by name:
        that of enabled rules, then memberships as it calls them; each once as first spelled."""
        spellings: dict[str, tuple[Sort, str]] = {}
        rules = (each for each in self.rules if each.enabled and is_told_to(each.to, destination))
        named = [(action.sort, name) for rule in rules for action, name in rule.wishes]
        known = (offer.membership for offer in self.offers if offer.enabled)
        named += [(Sort.ACCESS, e.at_site) for e in known if is_told_to(e.to, destination)]
        for sort, name in named:
            if sort in sorts:
                spellings.setdefault(target_key(sort, name), (sort, name))
        return tuple(spellings.values())

    def effects(self, event: Event) -> tuple[Effect, ...]:
        """What the event asks for beside memberships, in the file's order, each once.

        The event must have a time: raises ValueError where Event.received() was not called.
        """
        asking = filter(None, (rule.beside_states for rule in self.matching(event)))
        return tuple(dict.fromkeys(e for rule in asking for e in effects_of(rule, event)))

    def memberships_of(self, sale: Sale) -> tuple[Membership, ...]:
        """The memberships that such a sale is an entitlement to, in the file's order."""
        if sale not in self._known_sales:
            ignored = sale.mode == "test" and self.test_events == "ignore"
            found = [o.membership for o in self.offers if not ignored and o.covers(sale)]
            self._known_sales[sale] = tuple(found)
        return self._known_sales[sale]

    def ignores(self, item: Item) -> bool:
        """Whether the file says that the item needs no rule."""
        return any(is_wanted(each, item) for each in self.ignored)

    def membership(self, name: str) -> Membership | None:
        """The membership of that name, without regard to case."""
        every = (offer.membership for offer in self.offers)
        return next((each for each in every if tag_key(each.name) == tag_key(name)), None)

    @cached_property
    def turns(self) -> tuple[TurnRule, ...]:
        """The rules for access that starts or ends."""
        return tuple(turn_of(rule) for rule in self.rules if rule.enabled and rule.memberships)

    @cached_property
    def _known_sales(self) -> dict[Sale, tuple[Membership, ...]]:
        return {}

    def matching(self, event: Event) -> tuple[Rule, ...]:
        """The rules that match the event, in the file's order."""
        if self.closed_to(event):
            return ()
        candidates = (self.rules[place] for place in self._index.places(event))
        return tuple(rule for rule in candidates if not rule.why_not(event))

    def explain(self, event: Event) -> tuple[Verdict, ...]:
        """Every rule's verdict on the event, in the file's order; agrees with `changes`."""
        closed = self.closed_to(event)
        return tuple(_verdict(rule, event, closed) for rule in self.rules)

    def closed_to(self, event: Event) -> str:
        """Why no rule at all may speak to the event; empty when they may."""
        if event.problem:
            return f"the event cannot be applied: {event.problem}"
        if event.kind not in ABOUT_THE_BUYER:
            return f"'{event.kind}' says nothing about a buyer's access, so it changes no tags"
        if event.mode == "test" and self.test_events == "ignore":
            return "this is a test-mode event, and the file says test_events: ignore"
        return ""

    @cached_property
    def _index(self) -> Index:
        return Index(self.rules)


def _verdict(rule: Rule, event: Event, closed: str) -> Verdict:
    reason = closed or rule.why_not(event)
    if reason:
        return Verdict(rule, False, reason)
    return Verdict(rule, True, "", rule.calls_off(event), rule.notes(event))
