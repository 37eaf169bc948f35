"""What a membership stands for: plain rules for the whole life of a subscription.

The tag is granted by a purchase; as in Memberium, a tag with a suffix blocks it while payment
failed, or the subscription is paused or cancelled. Any one of them blocks, so a purchase must
remove them all, or a buyer who comes back stays locked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model import Kind, tag_key
from bridge.rules import Condition, Rule
from bridge.rulesfile.keys import PARTS, SUFFIXES

# Tags by action: {"add": ("Gold",)}.
Actions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Part:
    """What the file says of one part; no actions at all when it is switched off."""

    line: int
    actions: Actions = field(default_factory=dict)


@dataclass(frozen=True)
class Membership:
    """One entry under `memberships:`. `parts` holds only those that the file changes."""

    tag: str
    line: int
    items: tuple[str, ...]
    plans: tuple[str, ...] = ()
    suffixes: Mapping[Kind, str] = field(default_factory=lambda: SUFFIXES)
    parts: Mapping[Kind, Part] = field(default_factory=dict)
    only: tuple[Condition, ...] = ()
    enabled: bool = True

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
            if any((actions := self._actions(kind)).values())
        )

    def blocking(self, *kinds: Kind) -> tuple[str, ...]:
        """The tags that these parts add, and that block the membership while they stand."""
        tags = [tag for kind in kinds for tag in self._actions(kind).get("add", ())]
        return tuple({tag_key(tag): tag for tag in tags}.values())

    def _actions(self, kind: Kind) -> Actions:
        if kind in self.parts:
            return self.parts[kind].actions
        if kind is Kind.PURCHASE:
            return {"grant": (self.tag,), "remove": self.blocking(*SUFFIXES)}
        if kind is Kind.REBILL:
            return {"remove": self.blocking(Kind.PAYMENT_FAILED)}
        if kind is Kind.RESUMED:
            return {"remove": self.blocking(Kind.PAUSED)}
        if kind is Kind.REFUND:
            return {"revoke": (self.tag,)}
        return {"add": (f"{self.tag}{self.suffixes[kind]}",)}

    def _plans(self, kind: Kind) -> tuple[str, ...]:
        """A purchase names its pricing option. Later events often don't: then they still count,
        or a failed payment would pass unseen."""
        if kind is Kind.PURCHASE or not self.plans:
            return self.plans
        return tuple(dict.fromkeys((*self.plans, "")))
