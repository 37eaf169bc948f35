"""The nouns of the bridge: values that every room speaks of. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What happened, in the words of rules.yaml."""

    PURCHASE = "purchase"
    REBILL = "rebill"
    PAYMENT_FAILED = "payment failed"
    PAYMENT_DECLINED = "payment declined"
    CANCELLED = "cancelled"
    REFUND = "refund"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPLETED = "completed"
    ABANDONED_CART = "abandoned cart"
    EMAIL_CHANGED = "e-mail changed"
    AFFILIATE_JOINED = "affiliate joined"
    AFFILIATE_APPROVED = "affiliate approved"
    AFFILIATE_REJECTED = "affiliate rejected"
    COMMISSION_EARNED = "commission earned"
    COMMISSION_PAID = "commission paid"
    COMMISSION_REFUNDED = "commission refunded"
    UNKNOWN = "unknown"


# Kinds that say something about the buyer's access; only these can stand behind `when:`.
ABOUT_THE_BUYER = frozenset(
    {
        Kind.PURCHASE,
        Kind.REBILL,
        Kind.PAYMENT_FAILED,
        Kind.PAYMENT_DECLINED,
        Kind.CANCELLED,
        Kind.REFUND,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.COMPLETED,
        Kind.ABANDONED_CART,
    }
)

# Of two events in one second, the one that favours the paying member counts as the later.
_PAID = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.COMPLETED})


@dataclass(frozen=True)
class Item:
    """One thing sold. The id alone does not identify it: product 5 and upsell 5 may both exist."""

    type: str  # product, bump, upsell or downsell
    id: str
    plan: str = ""  # the pricing option's id, where the event names one
    name: str = ""

    @property
    def key(self) -> str:
        """`product-12`, as in rules.yaml."""
        return f"{self.type}-{self.id}"


@dataclass(frozen=True)
class Contact:
    """Who the event speaks of. `email` keeps the buyer's spelling; `key` is what we compare by."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    customer_id: str = ""

    @property
    def key(self) -> str:
        return self.email.strip().lower()


@dataclass(frozen=True)
class Money:
    """`amount` in hundredths of `currency` (1499 is 14.99), None where the event names none."""

    amount: int | None = None
    currency: str = ""


@dataclass(frozen=True)
class Subscription:
    """What the event says of a subscription; every part may be missing."""

    id: str = ""
    payment_number: int | None = None  # which payment this one is, where the cart says so
    payments_left: int | None = None  # None is endless or not said
    next_payment_at: datetime | None = None
    paid_until: datetime | None = None  # the end of the period already paid


@dataclass(frozen=True)
class Event:
    """One thing that happened, in our words, whichever cart told us.

    `key` is the delivery key: the same for a repeated delivery of the same thing.
    `word` is the cart's own name of the event.
    `body` is what the cart sent, decoded and without its secret.
    `problem` says in a sentence why the event cannot be applied; empty when it can.
    """

    source: str
    key: str
    kind: Kind
    word: str
    occurred_at: datetime | None = None  # aware; None when the cart does not say
    mode: str = "live"  # live or test
    contact: Contact = field(default_factory=Contact)
    items: tuple[Item, ...] = ()
    order_id: str = ""
    invoice_id: str = ""
    money: Money = field(default_factory=Money)
    subscription: Subscription = field(default_factory=Subscription)
    coupon: str = ""
    affiliate: str = ""
    consent: bool | None = None  # the order form's confirmation box; None when not shown
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    passthrough: Mapping[str, str] = field(default_factory=dict)
    refunded: str = ""  # full or partial, where a refund's share of the price can be told
    problem: str = ""
    body: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    def received(self, at: datetime) -> "Event":
        """The event with a time to order it by.

        An event without a time, or from the future (a clock gone wrong would beat every later
        event for years), takes the time it was received.
        """
        if self.occurred_at is None or self.occurred_at > at + timedelta(days=1):
            return replace(self, occurred_at=at)
        return self

    @property
    def stamp(self) -> "Stamp":
        """Where the event stands in time. Raises ValueError before `received` gave it one."""
        if self.occurred_at is None:
            raise ValueError("the event has no time yet: call received() first")
        return Stamp(int(self.occurred_at.timestamp()), self.kind in _PAID, self.key)


@dataclass(frozen=True, order=True)
class Stamp:
    """Orders events: whole seconds, then the paying member's favour, then the delivery key."""

    second: int
    favours_member: bool
    delivery: str


class Action(StrEnum):
    """What a rule asks of one tag."""

    ADD = "add"
    REMOVE = "remove"
    GRANT = "grant"
    REVOKE = "revoke"
    TRIGGER = "trigger"


@dataclass(frozen=True)
class Change:
    """One wish about one tag, with the rule that asked for it.

    `claim` names on whose behalf: the item (`product-12`) for grant and revoke, the occasion
    (`purchase 1001 product-12`) for trigger, empty for add and remove.
    """

    action: Action
    tag: str
    stamp: Stamp
    claim: str = ""
    rule: str = ""
    line: int = 0


@dataclass(frozen=True)
class Firing:
    """A tag whose automation must run once more. `token` is the same over every retry of it."""

    tag: str
    token: str


@dataclass(frozen=True)
class Plan:
    """What one contact should be told now. Empty when nothing differs.

    No tag stands in two of `add`, `remove` and `fire`, save that one tag may fire several times.
    """

    contact: Contact
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fire: tuple[Firing, ...] = ()
    create_missing_tags: bool = False

    def __bool__(self) -> bool:
        return bool(self.add or self.remove or self.fire)


@dataclass(frozen=True)
class Done:
    """One tag settled with the CRM. `changed` is False when it was already so."""

    tag: str
    what: str  # added, removed, fired, already there, was not there, no such contact
    changed: bool = True
    token: str = ""  # the Firing's, when it was one


@dataclass(frozen=True)
class Refusal:
    """One tag the CRM will not take as it stands, in plain words."""

    tag: str
    reason: str
    token: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a Plan; every tag of it stands in `done` or in `refused`.

    `created`: the CRM had no such contact, and has one now that carries nothing but this plan.
    """

    done: tuple[Done, ...] = ()
    refused: tuple[Refusal, ...] = ()
    created: bool = False


@dataclass(frozen=True)
class Call:
    """One request to a CRM, told without anything personal: `path` has no query and no body."""

    method: str
    path: str
    status: int  # 0 when no answer came
    milliseconds: int
    note: str = ""


def tag_key(tag: str) -> str:
    """What two spellings of one tag have in common; CRMs compare tags without case."""
    return tag.strip().casefold()
