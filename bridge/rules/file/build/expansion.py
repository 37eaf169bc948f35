"""What a membership stands for: plain rules for the whole life of a subscription, and what the
fold knows of it: its tags, and how each part counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from bridge.model import Blocking, Delay, Kind, Refunds, Style, tag_key
from bridge.model import Membership as Known
from bridge.rules import Block, Condition, Later, Offer, Rule
from bridge.rules.file.build.styles import STYLES, Actions, Tags
from bridge.rules.file.grammar.keys import PARTS, SUFFIXES

# The event that ends what another one began.
LIFTS = {Kind.REBILL: Kind.PAYMENT_FAILED, Kind.RESUMED: Kind.PAUSED}
_BLOCKED_BY = {
    "overdue": Kind.PAYMENT_FAILED,
    "paused": Kind.PAUSED,
    "cancelled": Kind.CANCELLED,
}
# In which style a part blocks at all.
_BLOCKS = {
    "memberium": ("overdue", "paused", "cancelled"),
    "plain": ("cancelled",),
    "accessally": ("overdue", "cancelled"),
}


@dataclass(frozen=True)
class Part:
    """What the file says of one part: other actions than the style's, or none where it is off.

    `actions` None leaves them as they are, and puts them off by `later`. `suspend` is when the tag
    of a paused subscription comes besides.
    """

    line: int
    actions: Actions | None = field(default_factory=dict)
    later: Later | None = None
    suspend: Later | None = None
    refunds: Refunds | None = None  # of the part refund: which refunds end it


@dataclass(frozen=True)
class Lasting:
    """What ends a membership by itself, and how patient it is; None is the usual."""

    after: timedelta | None = None
    months: int = 0
    completed_ends: bool = False
    patience: timedelta | None = None


@dataclass(frozen=True)
class Membership:
    """One entry under `memberships:`. `parts` holds only those that the file changes.

    `trigger`, `revoke` and `failed` are AccessAlly's tags; `only` are conditions on all its rules.
    """

    tag: str
    line: int
    items: tuple[str, ...]
    plans: tuple[str, ...] = ()
    suffixes: Mapping[Kind, str] = field(default_factory=lambda: SUFFIXES)
    parts: Mapping[Kind, Part] = field(default_factory=dict)
    only: tuple[Condition, ...] = ()
    enabled: bool = True
    style: str = "memberium"
    trigger: str = ""
    revoke: str = ""
    failed: str = ""
    lasting: Lasting = Lasting()

    def is_standard(self, kind: Kind) -> bool:
        """Whether the part does what the style does, be it later or in one case only."""
        return kind not in self.parts or self.parts[kind].actions is None

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
        own = self.parts[kind].actions if kind in self.parts else None
        return self.usual(kind) if own is None else own

    def names(self, kind: Kind) -> bool:
        """Whether the file itself says what this part does, or that it does nothing."""
        return kind in self.parts and self.parts[kind].actions is not None

    def suspends(self, kind: Kind) -> bool:
        """Whether the tag of a paused subscription comes some time after this event."""
        return kind in self.parts and self.parts[kind].suspend is not None

    def usual(self, kind: Kind) -> Actions:
        """What the style does where the file says nothing; no tags where it does nothing."""
        if self.style == "memberium" and kind in LIFTS:
            return {"remove": self.blocking(LIFTS[kind])}
        blocking = self.blocking(*SUFFIXES) if kind is Kind.PURCHASE else ()
        tags = Tags(self.tag, self._suffixed, blocking, self.trigger, self.revoke, self.failed)
        return STYLES[self.style](kind, tags)

    @property
    def _suffixed(self) -> dict[Kind, str]:
        return {kind: f"{self.tag}{ending}" for kind, ending in self.suffixes.items()}

    def _added(self, kind: Kind) -> tuple[str, ...]:
        suspended = (self._suffixed[Kind.PAUSED],) if self.suspends(kind) else ()
        return (*self.actions(kind).get("add", ()), *suspended)

    def _rules(self, kind: Kind) -> list[Rule]:
        part, name = self.parts.get(kind), f"{self.tag}: {kind}"
        rules = [self._rule(name, kind, self.actions(kind), part.later if part else None)]
        if part and part.suspend:
            suspended = {"add": (self._suffixed[Kind.PAUSED],)}
            rules.append(self._rule(f"{name}, suspend", kind, suspended, part.suspend))
        return [rule for rule in rules if any(rule.wishes)]

    def _rule(self, name: str, kind: Kind, actions: Actions, later: Later | None) -> Rule:
        return Rule(
            name=name,
            line=self.parts[kind].line if kind in self.parts else self.line,
            when=frozenset({kind}),
            items=self.items,
            plans=self._plans(kind),
            only=self.only,
            enabled=self.enabled,
            later=later,
            membership=self.tag,
            standard=self.is_standard(kind),
            loose=self._loose(actions) if self.is_standard(kind) else (),
            **actions,
        )

    def _loose(self, actions: Actions) -> tuple[str, ...]:
        """What it takes off and is no state of the membership: tags that a part with actions of its
        own puts on."""
        states = {tag_key(tag) for tag in self.state_tags}
        return tuple(tag for tag in actions.get("remove", ()) if tag_key(tag) not in states)

    def _plans(self, kind: Kind) -> tuple[str, ...]:
        """A purchase names its pricing option. Later events often don't: then they still count,
        or a failed payment would pass unseen."""
        if kind is Kind.PURCHASE or not self.plans:
            return self.plans
        return tuple(dict.fromkeys((*self.plans, "")))


def offer_of(membership: Membership) -> Offer:
    block = Block(membership.items, membership.plans, membership.only)
    return Offer(known(membership), block, membership.enabled)


def known(membership: Membership) -> Known:
    lasting, refund = membership.lasting, membership.parts.get(Kind.REFUND)
    parts: dict[str, Any] = {
        name: _blocking(membership, name) for name in _BLOCKS[membership.style]
    }
    if lasting.patience is not None:
        parts["patience"] = lasting.patience
    return Known(
        name=membership.tag,
        style=Style(membership.style),
        tag=_own(membership),
        line=membership.line,
        opens=_opens(membership),
        suspended=_suspended(membership),
        lifts=_lifting(membership, Kind.REBILL),
        resumes=_lifting(membership, Kind.RESUMED),
        refunds=_refunds(membership, refund),
        ends=_delay(refund),
        lasts=lasting.after,
        lasts_months=lasting.months,
        completed_ends=lasting.completed_ends,
        trigger=membership.trigger,
        revoke=membership.revoke,
        failed=membership.failed,
        **parts,
    )


def _opens(membership: Membership) -> Delay | None:
    """None where a purchase gives nothing: the part is off."""
    part = membership.parts.get(Kind.PURCHASE)
    return None if part and part.actions is not None and not part.actions else _delay(part)


def _own(membership: Membership) -> str:
    """The tag that it gives; "" where the file gives something else at a purchase, or nothing."""
    if membership.style == "accessally":
        return ""
    actions = membership.actions(Kind.PURCHASE)
    given = [tag_key(tag) for how in ("grant", "add") for tag in actions.get(how, ())]
    return membership.tag if tag_key(membership.tag) in given else ""


def _blocking(membership: Membership, name: str) -> Blocking | None:
    kind = _BLOCKED_BY[name]
    if not membership.is_standard(kind):
        return None
    if name == "overdue" and membership.style == "accessally" and not membership.failed:
        return None
    tag = _tag(membership, kind) if membership.style == "memberium" else ""
    return Blocking(tag, _delay(membership.parts.get(kind)))


def _suspended(membership: Membership) -> Blocking | None:
    part = membership.parts.get(Kind.PAYMENT_FAILED)
    if part is None or part.suspend is None or membership.style != "memberium":
        return None
    return Blocking(_tag(membership, Kind.PAUSED), _late(part.suspend))


def _tag(membership: Membership, kind: Kind) -> str:
    return f"{membership.tag}{membership.suffixes[kind]}"


def _lifting(membership: Membership, kind: Kind) -> Delay | None:
    """What ends a block ends one that was put off in any case: that is what it waits for."""
    if membership.is_standard(kind):
        return _delay(membership.parts.get(kind))
    began = membership.parts.get(LIFTS[kind])
    return Delay() if began and began.actions is None and began.later else None


def _refunds(membership: Membership, part: Part | None) -> Refunds:
    if not membership.is_standard(Kind.REFUND):
        return Refunds.OFF
    return part.refunds if part and part.refunds else Refunds.FULL


def _delay(part: Part | None) -> Delay:
    return _late(part.later) if part and part.later else Delay()


def _late(later: Later) -> Delay:
    return Delay(later.after, later.at_period_end)
