"""What happened: an event and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bridge.model.kind import BY_HAND, Kind

# Of two events of an order in one second; what is not named here counts first.
_TAKES = frozenset({Kind.REFUND, Kind.CANCELLED, Kind.PAUSED, Kind.PAYMENT_FAILED})
_GIVES = frozenset({Kind.RESUMED, Kind.REBILL, Kind.COMPLETED})

_AMOUNT = ":amount-"
_SECOND = timedelta(seconds=1)
_MICROSECONDS = 1_000_000  # in a second
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)  # the cart is younger


@dataclass(frozen=True)
class Item:
    """One thing sold. The id alone does not identify it: product 5 and upsell 5 may both exist."""

    type: str  # product, bump, upsell or downsell
    id: str
    plan: str = ""  # the pricing option's id, where the event names one
    name: str = ""
    amount: int | None = field(
        default=None, compare=False
    )  # hundredths that the event asks for it, where it has lines
    single: bool | None = field(
        default=None, compare=False
    )  # whether all its lines are paid once; None where none is told

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
    frequency_days: int | None = None  # days between two payments


@dataclass(frozen=True)
class Hand:
    """What somebody said by hand. `membership` is one's name; `until` ends a grant by itself;
    `about` is the key of the event taken back, or of what is to come (see `Upcoming.subject`), and
    `what` says in words what that was."""

    membership: str = ""
    until: datetime | None = None
    why: str = ""
    about: str = ""
    what: str = ""


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
    items_told: bool = True  # False: it names no item, and `items` is its order's base product
    hand: Hand | None = None
    problem: str = ""
    body: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    def received(self, at: datetime) -> "Event":
        """The event with a time to order it by.

        It happened when it says, or when it was received, whichever is earlier: a clock gone wrong
        would beat every later event for years. A time before 2010 is none.
        """
        told = self.occurred_at
        if told is None or told > at or told < _FIRST:
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


def with_amount(key: str, amount: int) -> str:
    """The delivery key of what its amount tells apart from another of the same second."""
    return f"{key}{_AMOUNT}{amount}"


def key_of_before(key: str) -> str:
    """The key under which an older bridge kept the same delivery; "" where it is no other."""
    before, amount, _ = key.partition(_AMOUNT)
    return before if amount else ""


@dataclass(frozen=True, order=True)
class Moment:
    """Where something stands in time, for whoever must know which of two counts as the later.

    Whole seconds first. Within one: purchases, then events of an order that claim to be older than
    its purchase (`told` keeps their own order), then what hands said (`told` keeps their order, for
    the bridge knows it more exactly), then all others, by rank and delivery key, then what was put
    off until that second.
    """

    second: int
    phase: int = 0  # 0 a purchase, 1 told as older than it, 2 any other event, 3 a due date
    told: int = 0
    rank: int = 0
    key: str = ""

    @classmethod
    def of(cls, event: Event, since: int | None = None) -> "Moment":
        """`since` is the second of the purchase of the event's order, where that is known.

        Raises ValueError before `received` gave the event a time.
        """
        if event.occurred_at is None:
            raise ValueError("the event has no time yet: call received() first")
        second = int(event.occurred_at.timestamp())
        if event.kind is Kind.PURCHASE:
            return cls(second if since is None else since, 0, second, 0, event.key)
        if since is not None and second < since:
            return cls(since, 1, second, _rank(event.kind), event.key)
        if event.kind in BY_HAND:
            part = event.occurred_at.microsecond - _MICROSECONDS
            return cls(second, 2, second + part, 0, event.key)
        return cls(second, 2, second, _rank(event.kind), event.key)

    @classmethod
    def due(cls, second: int, what: str) -> "Moment":
        """Of something put off until then; `what` only makes the order total."""
        return cls(second, 3, second, 0, what)

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.second, UTC)

    def __str__(self) -> str:
        """Sorts like the moment itself."""
        return f"{self.second:011} {self.phase} {self.told:011} {self.rank} {self.key}"

    @classmethod
    def parse(cls, text: str) -> "Moment":
        """The inverse of str()."""
        second, phase, told, rank, key = text.split(" ", 4)
        return cls(int(second), int(phase), int(told), int(rank), key)


def _rank(kind: Kind) -> int:
    """A change of address counts last of all."""
    if kind is Kind.EMAIL_CHANGED:
        return 9
    return 1 if kind in _TAKES else 2 if kind in _GIVES else 0
