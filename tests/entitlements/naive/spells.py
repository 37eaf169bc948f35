"""What the naive fold says of one entitlement: from when to when something holds."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.model import Block, Membership
from tests.entitlements.naive.people import Position


@dataclass(frozen=True)
class Hold:
    """One entitlement to one membership at one moment."""

    entitlement: str
    membership: Membership
    granted: bool
    ended: bool
    blocks: frozenset[Block]
    presumed: bool
    newest: Position
    opening: bool = False  # its purchase is paid, and opens it later

    @property
    def stands(self) -> bool:
        return self.granted and not self.ended

    @property
    def open(self) -> bool:
        """Neither ended nor effectively cancelled, and granted."""
        return self.stands and Block.CANCELLED not in self.blocks

    @property
    def lost(self) -> bool:
        return (self.ended and not self.opening) or Block.CANCELLED in self.blocks

    @property
    def best_first(self) -> tuple[object, ...]:
        """Clear, then overdue, paused, cancelled, compared gravest first, fewer before more."""
        return tuple(block in self.blocks for block in reversed(Block))


@dataclass(frozen=True)
class Spell:
    """From when to when something lasts; `until` is None while nothing ended it. `at_once`: it
    began with its event, and not later by itself. `happened` is when that event did."""

    start: datetime
    until: datetime | None = None
    at_once: bool = False
    began: Position | None = None  # the event that it began with
    happened: datetime | None = None
    by_rule: bool = False

    def has_begun(self, paid: datetime) -> bool:
        """What is due in a second counts after what happened in it."""
        return self.start < paid or (self.start == paid and self.at_once)

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Words:
    """What hands and rules said of this entitlement and this membership."""

    ended: Sequence[Position] = ()  # by hand
    revoked: Sequence[tuple[Position, datetime]] = ()  # by a rule's event, from when it counts
    granted: Sequence[tuple[Position, datetime]] = ()
    blocks: "Sequence[RuleBlock]" = ()


@dataclass(frozen=True)
class RuleBlock:
    """A rule added the tag of that block, or removed it."""

    position: Position
    due: datetime
    block: Block
    added: bool


def closed(spells: Iterable[Spell], when: datetime) -> list[Spell]:
    """Those that never began by then, no more: another cancellation took their place."""
    return [each for each in spells if each.start < when]


def lifted(spells: Iterable[Spell], paid: datetime, counts: datetime) -> list[Spell]:
    """A payment lifts what stands, once it counts; what was still to come never comes."""
    return [
        replace(each, until=min(each.until or counts, counts))
        for each in spells
        if each.has_begun(paid)
    ]


def spell(happened: datetime, starts: datetime, lift: tuple[datetime, datetime] | None) -> Spell:
    """A payment before it was due lifts it before it counts."""
    begun = Spell(starts, None, starts == happened, happened=happened)
    if lift is None:
        return begun
    return next(iter(lifted([begun], *lift)), Spell(starts, starts))


def before(when: datetime) -> datetime:
    return when - timedelta(microseconds=1)


def lasts_until(membership: Membership, granted: datetime) -> datetime | None:
    """When it ends by itself, if it was granted then."""
    if not (membership.lasts or membership.lasts_months):
        return None
    months = later_by_months(granted, membership.lasts_months)
    return months + (membership.lasts or timedelta())


def later_by_months(when: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    count = when.year * 12 + when.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return when.replace(year=year, month=month, day=min(when.day, monthrange(year, month)[1]))
