"""What the fold has to be told besides events: how one publication of the rules decided them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.model import Effect, Event, Membership, Sale, TurnRule


class Book(Protocol):
    """One publication of the rules, as far as entitlements go by it."""

    @property
    def turns(self) -> Sequence[TurnRule]:
        """Its rules for access that starts or ends."""

    @property
    def contact_per_address(self) -> bool:
        """Whether each order lives at the address of its purchase, and nobody moves."""

    def memberships_of(self, sale: Sale) -> Sequence[Membership]:
        """The memberships that such a sale is an entitlement to, in the file's order."""

    def membership(self, name: str) -> Membership | None:
        """The membership of that name (without regard to case), switched on or not."""


@dataclass(frozen=True)
class Fact:
    """One event with a time (see Event.received), and what rules made of it.

    Occurrences that were due by `quiet_until` count as done: they lie before the bridge knew.
    """

    event: Event
    effects: tuple[Effect, ...] = ()
    quiet_until: datetime | None = None


# By the key of an entitlement (see orders.line_key), the publication that its memberships follow.
BookOf = Callable[[str], Book | None]
