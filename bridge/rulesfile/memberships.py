"""What a membership stands for: plain rules for the whole life of a subscription."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model import Kind, tag_key
from bridge.rules import Condition, Rule
from bridge.rulesfile.keys import PARTS, SUFFIXES
from bridge.rulesfile.styles import STYLES, Actions, Tags

# The event that ends what another one began, in Memberium's style.
_LIFTS = {Kind.REBILL: Kind.PAYMENT_FAILED, Kind.RESUMED: Kind.PAUSED}


@dataclass(frozen=True)
class Part:
    """What the file says of one part; no actions at all when it is switched off."""

    line: int
    actions: Actions = field(default_factory=dict)


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

    def expand(self) -> tuple[Rule, ...]:
        """The plain rules it stands for; parts without an action give none."""
        return tuple(
            Rule(
                name=f"{self.tag}: {kind}",
                line=self.parts[kind].line if kind in self.parts else self.line,
                when=frozenset({kind}),
                items=self.items,
                plans=self._plans(kind),
                only=self.only,
                enabled=self.enabled,
                **actions,
            )
            for kind in PARTS
            if any((actions := self.actions(kind)).values())
        )

    def blocking(self, *kinds: Kind) -> tuple[str, ...]:
        """The tags that these parts put on, and that keep a buyer out while they stand."""
        if self.style == "memberium":
            tags = [tag for kind in kinds for tag in self.actions(kind).get("add", ())]
        else:
            tags = [tag for tag in (self.revoke, self.failed) if tag]
        return tuple({tag_key(tag): tag for tag in tags}.values())

    def actions(self, kind: Kind) -> Actions:
        """What the event of this kind does: what the file says, or else the style."""
        if kind in self.parts:
            return self.parts[kind].actions
        return self.usual(kind)

    def usual(self, kind: Kind) -> Actions:
        """What the style does where the file says nothing; no tags where it does nothing."""
        if self.style == "memberium" and kind in _LIFTS:
            return {"remove": self.blocking(_LIFTS[kind])}
        blocking = self.blocking(*SUFFIXES) if kind is Kind.PURCHASE else ()
        suffixed = {kind: f"{self.tag}{ending}" for kind, ending in self.suffixes.items()}
        tags = Tags(self.tag, suffixed, blocking, self.trigger, self.revoke, self.failed)
        return STYLES[self.style](kind, tags)

    def _plans(self, kind: Kind) -> tuple[str, ...]:
        """A purchase names its pricing option. Later events often don't: then they still count,
        or a failed payment would pass unseen."""
        if kind is Kind.PURCHASE or not self.plans:
            return self.plans
        return tuple(dict.fromkeys((*self.plans, "")))
