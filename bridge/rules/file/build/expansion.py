"""What a membership stands for: plain rules for the whole life of a subscription, and what the
fold knows of it: its tags, and how each part counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from bridge.model import Blocking, Delay, Kind, Membership, Refunds, Style, tag_key
from bridge.rules import Condition, ConditionSet, Later, Offer, Rule
from bridge.rules.file.build.styles import STYLES, Actions, Tags
from bridge.rules.file.grammar.keys import PARTS, SUFFIXES

# The event that ends what another one began.
LIFTS = {Kind.REBILL: Kind.PAYMENT_FAILED, Kind.RESUMED: Kind.PAUSED}
# What blocks, by the names of Membership's fields, with the styles that know of it by themselves.
_BLOCKED_BY = {
    "overdue": (Kind.PAYMENT_FAILED, ("memberium", "accessally")),
    "paused": (Kind.PAUSED, ("memberium",)),
    "cancelled": (Kind.CANCELLED, ("memberium", "plain", "accessally")),
}


@dataclass(frozen=True)
class MembershipPart:
    """What the file says of one part: other actions than the style's, none where it is off.

    `actions` None leaves them as they are, and puts them off by `later`. `suspend` is when the tag
    of a paused subscription comes besides, `refunds` which refunds end it.
    """

    line: int
    actions: Actions | None = None
    later: Later | None = None
    suspend: Later | None = None
    refunds: Refunds = Refunds.FULL

    @property
    def delay(self) -> Delay:
        return _delay(self.later) if self.later else Delay()


@dataclass(frozen=True)
class Lasting:
    """What ends a membership by itself, and how patient it is; None is the usual."""

    after: timedelta | None = None
    months: int = 0
    completed_ends: bool = False
    patience: timedelta | None = None


@dataclass(frozen=True)
class MembershipEntry:
    """One entry under `memberships:`. `parts` holds only those that the file names.

    `trigger`, `revoke` and `failed` are AccessAlly's tags; `only` are conditions on all its rules.
    """

    tag: str
    line: int
    items: tuple[str, ...]
    plans: tuple[str, ...] = ()
    suffixes: Mapping[Kind, str] = field(default_factory=lambda: SUFFIXES)
    parts: Mapping[Kind, MembershipPart] = field(default_factory=dict)
    only: tuple[Condition, ...] = ()
    enabled: bool = True
    style: str = "memberium"
    trigger: str = ""
    revoke: str = ""
    failed: str = ""
    lasting: Lasting = Lasting()
    to: tuple[str, ...] = ()
    access: str = ""
    tagless: bool = False  # it goes to none but destinations that have no tags

    def part(self, kind: Kind) -> MembershipPart:
        return self.parts.get(kind) or MembershipPart(self.line)

    def is_standard(self, kind: Kind) -> bool:
        """Whether the part does what the style does, be it later or in one case only."""
        return self.part(kind).actions is None

    def expand(self) -> tuple[Rule, ...]:
        """The plain rules it stands for; parts without an action give none."""
        return tuple(rule for kind in PARTS for rule in self._rules(kind))

    def blocking(self, *kinds: Kind) -> tuple[str, ...]:
        """The tags that these parts put on, and that keep a buyer out while they stand."""
        if self.style == "memberium":
            tags = [tag for kind in kinds for tag in self._added(kind)]
        else:
            tags = [tag for tag in (self.revoke, self.failed) if tag]
        return tuple({tag_key(tag): tag for tag in tags}.values())

    @property
    def opening(self) -> str:
        """The tag that lets a buyer in; empty where there is none."""
        return self.trigger if self.style == "accessally" else self.tag

    @cached_property
    def state_tags(self) -> tuple[str, ...]:
        """The blocking tags that stand for a state of an entitlement, not for one event alone."""
        if self.style == "accessally":
            failed = self.failed if self.is_standard(Kind.PAYMENT_FAILED) else ""
            return tuple(tag for tag in (self.revoke, failed) if tag)
        states = [kind for kind in SUFFIXES if self.is_standard(kind)]
        states += [Kind.PAUSED] if self.suspends(Kind.PAYMENT_FAILED) else []
        return tuple(self._suffixed[kind] for kind in states if self.style == "memberium")

    def actions(self, kind: Kind) -> Actions:
        """What the event of this kind does in the end: what the file says, or else the style."""
        own = self.part(kind).actions
        return self.usual(kind) if own is None else own

    def suspends(self, kind: Kind) -> bool:
        """Whether the tag of a paused subscription comes some time after this event."""
        return self.part(kind).suspend is not None

    def usual(self, kind: Kind) -> Actions:
        """What the style does where the file says nothing; no tags where it does nothing."""
        if self.style == "memberium" and kind in LIFTS:
            return {"remove": self.blocking(LIFTS[kind])}
        blocking = self.blocking(*SUFFIXES) if kind is Kind.PURCHASE else ()
        tags = Tags(self.tag, self._suffixed, blocking, self.trigger, self.revoke, self.failed)
        return STYLES[self.style](kind, tags)

    def offer(self) -> Offer:
        block = ConditionSet(self.items, self.plans, self.only)
        return Offer(self._known(), block, self.enabled)

    @cached_property
    def _suffixed(self) -> dict[Kind, str]:
        return {kind: f"{self.tag}{ending}" for kind, ending in self.suffixes.items()}

    def _added(self, kind: Kind) -> tuple[str, ...]:
        suspended = (self._suffixed[Kind.PAUSED],) if self.suspends(kind) else ()
        return (*self.actions(kind).get("add", ()), *suspended)

    def _rules(self, kind: Kind) -> list[Rule]:
        part, name = self.part(kind), f"{self.tag}: {kind}"
        rules = [self._rule(name, kind, self.actions(kind), part.later)]
        if part.suspend:
            suspended = {"add": (self._suffixed[Kind.PAUSED],)}
            rules.append(self._rule(f"{name}, suspend", kind, suspended, part.suspend))
        return [rule for rule in rules if any(rule.wishes)]

    def _rule(self, name: str, kind: Kind, actions: Actions, later: Later | None) -> Rule:
        standard, states = self.is_standard(kind), {tag_key(tag) for tag in self.state_tags}
        removed = actions.get("remove", ()) if standard else ()
        plans = self.plans
        if kind is not Kind.PURCHASE and plans:
            # Later events often name no pricing option: then they still count, or a failed payment
            # would pass unseen.
            plans = tuple(dict.fromkeys((*plans, "")))
        return Rule(
            name=name,
            line=self.part(kind).line,
            when=frozenset({kind}),
            items=self.items,
            plans=plans,
            only=self.only,
            enabled=self.enabled,
            later=later,
            membership=self.tag,
            to=self.to,
            standard=standard,
            loose=tuple(tag for tag in removed if tag_key(tag) not in states),
            **actions,
        )

    def _known(self) -> Membership:
        purchase, refund = self.part(Kind.PURCHASE), self.part(Kind.REFUND)
        lasting, blocks = self.lasting, _BLOCKED_BY.items()
        parts: dict[str, Any] = {name: self._blocking(*block) for name, block in blocks}
        if lasting.patience is not None:
            parts["patience"] = lasting.patience
        return Membership(
            name=self.tag,
            style=Style(self.style),
            tag=self._own(),
            line=self.line,
            opens=None if purchase.actions == {} else purchase.delay,
            suspended=self._suspended(),
            lifts=self._lifting(Kind.REBILL),
            resumes=self._lifting(Kind.RESUMED),
            refunds=refund.refunds if self.is_standard(Kind.REFUND) else Refunds.OFF,
            ends=refund.delay,
            lasts=lasting.after,
            lasts_months=lasting.months,
            completed_ends=lasting.completed_ends,
            trigger=self.trigger,
            revoke=self.revoke,
            failed=self.failed,
            access=self.access,
            to=self.to,
            **parts,
        )

    def _own(self) -> str:
        """The tag that it gives; "" where the file gives something else at a purchase, or none."""
        actions = self.actions(Kind.PURCHASE)
        given = [tag_key(tag) for how in ("grant", "add") for tag in actions.get(how, ())]
        return self.tag if self.style != "accessally" and tag_key(self.tag) in given else ""

    def _blocking(self, kind: Kind, styles: Collection[str]) -> Blocking | None:
        unmarked = self.style == "accessally" and kind is Kind.PAYMENT_FAILED and not self.failed
        by_style = self.style in styles and not unmarked
        written = kind in self.parts and not self.suspends(kind)
        if not self.is_standard(kind) or not (by_style or written):
            return None
        tag = self._suffixed[kind] if self.style == "memberium" else ""
        return Blocking(tag, self.part(kind).delay, written)

    def _suspended(self) -> Blocking | None:
        suspend = self.part(Kind.PAYMENT_FAILED).suspend
        if suspend is None or self.style != "memberium":
            return None
        return Blocking(self._suffixed[Kind.PAUSED], _delay(suspend), written=True)

    def _lifting(self, kind: Kind) -> Delay | None:
        """What ends a block ends one that was put off in any case: that is what it waits for."""
        if self.is_standard(kind):
            return self.part(kind).delay
        began = self.part(LIFTS[kind])
        return Delay() if began.actions is None and began.later else None


def _delay(later: Later) -> Delay:
    return Delay(later.after, later.at_period_end)
