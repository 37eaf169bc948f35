"""What the fold finds: what a place should have, why, and when that changes by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bridge.entitlements.inputs import Fact
from bridge.model import Block, Membership, Moment, Sort


class Value(StrEnum):
    """Whether a target should be there. UNSPOKEN: it stays as it is, whatever it is."""

    WANTED = "wanted"
    UNWANTED = "unwanted"
    UNSPOKEN = "unspoken"


@dataclass(frozen=True)
class Because:
    """Why: a rule by name and line, or a membership and its part; and the delivery key of the event
    (for a due date, of the one that began it)."""

    rule: str = ""
    line: int = 0
    membership: str = ""
    part: str = ""
    event: str = ""


@dataclass(frozen=True)
class Desired:
    """One target as it should be.

    `anew`: it is told to the contact again if it was last told before that moment, whatever was
    told; None where only a difference is told. `creates`: a contact may be made for it. `text` is
    a field's value; of access until when, "" for life. `since` is when it became so.
    """

    sort: Sort
    name: str
    value: Value
    since: Moment
    because: Because = field(default_factory=Because)
    anew: Moment | None = None
    creates: bool = False
    text: str = ""
    even_opted_out: bool = False


@dataclass(frozen=True)
class Occurrence:
    """Something that is done once for its `token`: a tag fired, or an automation started.

    `opens`: it opens a door, so after an unknown outcome it is done again. `quiet`: it counts as
    done already. `turn` names the memberships whose access started or ended, where that is what it
    comes of.
    """

    token: str
    sort: Sort
    name: str
    moment: Moment
    due_at: datetime
    because: Because = field(default_factory=Because)
    opens: bool = False
    quiet: bool = False
    turn: str = ""


@dataclass(frozen=True)
class Upcoming:
    """Something that will change by itself at `at`, unless an event comes first.

    `subject` names it for good, for whoever skips or hurries it: `live:1001:product-12 cancelled
    1753456000`. `what` is the block or `ends`, `opens`; or a rule's effect by its target's name.
    """

    subject: str
    at: datetime
    what: str
    because: Because = field(default_factory=Because)
    membership: str = ""
    entitlement: str = ""
    sort: Sort | None = None
    name: str = ""


@dataclass(frozen=True)
class Held:
    """One entitlement to one membership at one moment.

    `presumed`: no payment for it is known. `stands`: granted and not ended. `open`: neither ended
    nor effectively cancelled, and granted. `blocks` are those that count now, each since when.
    """

    entitlement: str
    membership: Membership
    granted: bool
    ended: bool
    blocks: Mapping[Block, Moment] = field(default_factory=dict)
    ended_since: Moment | None = None
    granted_since: Moment | None = None
    newest: Moment | None = None  # of its events
    presumed: bool = False
    by_hand: bool = False
    banned: bool = False
    ends_at: datetime | None = None  # by itself

    @property
    def stands(self) -> bool:
        return self.granted and not self.ended

    @property
    def open(self) -> bool:
        return self.stands and Block.CANCELLED not in self.blocks

    @property
    def lost(self) -> bool:
        return self.ended or Block.CANCELLED in self.blocks

    @property
    def badness(self) -> tuple[bool, ...]:
        """The less, the better: blocks, gravest first."""
        return tuple(block in self.blocks for block in reversed(Block))


@dataclass(frozen=True)
class Person:
    """One buyer: `key` is her mode and customer id, or address; `addresses` oldest first, each with
    since when; the last one is where she lives. `names` are her spellings of it as told last."""

    key: str
    addresses: tuple[tuple[str, Moment], ...]
    facts: tuple[Fact, ...]

    @property
    def address(self) -> str:
        return self.addresses[-1][0] if self.addresses else ""


@dataclass(frozen=True)
class Turned:
    """Whether access is open by now, and whether it was when the bridge came to know her; of
    memberships together. What comes of a turn fires when this differs from what fired last."""

    open: bool
    was_open: bool = False


@dataclass(frozen=True)
class DesiredState:
    """What one place should have at one moment. `targets` by target_key, `held` by membership's
    name, `turned` by the `turn` of occurrences, `touched` the entitlements that an event is about,
    by its delivery key; `unclear` are delivery keys of refunds that
    somebody must look at. `wake_at` is when it changes by itself next, `at` the moment itself.

    `access` is what a site that knows access should have, by target_key: of each entitlement to
    each membership, `text` being until when ("" for life). `apart` is the state as one destination
    should see it, by the names of those that rules or memberships name; "" for all others; empty
    where none is named. See destination.py.
    """

    address: str
    people: tuple[Person, ...] = ()
    targets: Mapping[str, Desired] = field(default_factory=dict)
    occurrences: Sequence[Occurrence] = ()
    turned: Mapping[str, Turned] = field(default_factory=dict)
    held: Mapping[str, Sequence[Held]] = field(default_factory=dict)
    upcoming: Sequence[Upcoming] = ()
    unclear: Sequence[str] = ()
    touched: Mapping[str, Sequence[str]] = field(default_factory=dict)
    access: Mapping[str, Desired] = field(default_factory=dict)
    apart: Mapping[str, "DesiredState"] = field(default_factory=dict)
    at: datetime | None = None

    @property
    def wake_at(self) -> datetime | None:
        return min((each.at for each in self.upcoming), default=None)
