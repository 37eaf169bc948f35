"""What a membership is to the fold: its tags, and how each part of its life counts."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bridge.model.event import Item
from bridge.model.target import tag_key


class Style(StrEnum):
    """Whom the site lets in. `memberium`: whoever has the tag and no blocking tag; `plain`: whoever
    has the tag; `accessally`: whoever the automation of the granting tag gave access."""

    MEMBERIUM = "memberium"
    PLAIN = "plain"
    ACCESSALLY = "accessally"


class Refunds(StrEnum):
    """Which refunds end an entitlement: those that add up to all that was paid, any, or none."""

    FULL = "full"
    ANY = "any"
    OFF = "off"


class Block(StrEnum):
    """What keeps an entitlement from letting its holder in, the gravest last.

    SUSPENDED is a failed payment that lasted: `payment failed: suspend after 7 days`.
    """

    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Delay:
    """How long after its event a part counts; `at_period_end`: after the end of what is paid."""

    after: timedelta = timedelta()
    at_period_end: bool = False


@dataclass(frozen=True)
class Blocking:
    """How one block counts: the tag that stands meanwhile ("" for none), and from when on.

    `written`: the rules say so themselves, and no style for them. Access to a site then ends when
    the block counts; else with the end of what is paid.
    """

    tag: str = ""
    delay: Delay = Delay()
    written: bool = False


AT_ONCE = Delay()
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True)
class Membership:
    """One membership as one publication of the rules defines it.

    A part that is None is off: its events change no state. `opens` puts a purchase's grant off,
    `ends` what a refund ends; `lifts` and `resumes` are what a payment and a resumption undo. What
    takes away by cancellation or refund counts `patience` later. `trigger`, `revoke` and `failed`
    are AccessAlly's tags, whose `tag` is empty. `access` is what a site calls it that knows access
    in the place of tags ("": by its own name), `to` are the destinations that are told of it, none
    for all that can do it.
    """

    name: str
    style: Style = Style.MEMBERIUM
    tag: str = ""
    line: int = field(default=0, compare=False)
    opens: Delay | None = AT_ONCE
    overdue: Blocking | None = None
    suspended: Blocking | None = None
    paused: Blocking | None = None
    cancelled: Blocking | None = None
    lifts: Delay | None = AT_ONCE
    resumes: Delay | None = AT_ONCE
    refunds: Refunds = Refunds.FULL
    ends: Delay = AT_ONCE
    lasts: timedelta | None = None
    lasts_months: int = 0
    completed_ends: bool = False  # completed: at period end
    patience: timedelta = PATIENCE
    trigger: str = ""
    revoke: str = ""
    failed: str = ""
    access: str = ""
    to: tuple[str, ...] = ()

    @property
    def at_site(self) -> str:
        """Its name at a site that knows access."""
        return self.access or self.name

    def blocking(self, block: Block) -> Blocking | None:
        """How the block counts; None where it is off."""
        found: Blocking | None = getattr(self, block.value)
        return found

    def blocks_of(self, tag: str) -> list[Block]:
        """The blocks whose tag it is."""
        parts = ((block, self.blocking(block)) for block in Block)
        return [block for block, part in parts if part and tag_key(part.tag) == tag_key(tag)]

    @property
    def blocking_tags(self) -> tuple[str, ...]:
        """Every tag that keeps a member out while it stands, each once."""
        parts = (self.blocking(block) for block in Block)
        tags = (*(part.tag for part in parts if part), self.revoke, self.failed)
        return tuple(dict.fromkeys(tag for tag in tags if tag))


@dataclass(frozen=True)
class Sale:
    """What memberships go by: the item with its pricing option and name, mode and currency."""

    item: Item
    mode: str = "live"
    currency: str = ""
    bought: bool = False  # whether its purchase is known
