"""What happened: an event and its parts."""

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
    RULES_APPLIED = "rules applied"  # the bridge's own: other rules decided what had come before
    RULES_TAKEN_BACK = "rules taken back"  # the same, back to how it was before
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

# What the bridge itself did and keeps on the record.
OUR_OWN = frozenset({Kind.RULES_APPLIED, Kind.RULES_TAKEN_BACK})

# Of two events in one second, the one that favours the paying member counts as the later.
_PAID = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.COMPLETED})
_SECOND = timedelta(seconds=1)


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
    ordered_at: datetime | None = None  # aware; when the order that it is about was placed
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
    def since_order(self) -> timedelta | None:
        """How long after its order it came, in whole seconds; None where it does not tell.

        A purchase is the order itself.
        """
        if self.kind is Kind.PURCHASE:
            return timedelta()
        if self.occurred_at is None or self.ordered_at is None:
            return None
        return max(timedelta(), self.occurred_at - self.ordered_at) // _SECOND * _SECOND

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
