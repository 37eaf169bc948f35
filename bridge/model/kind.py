"""The kinds of events, and what several have in common."""

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
    ACCESS_STARTS = "access starts"  # of memberships, as the fold finds it; no cart tells it
    ACCESS_ENDS = "access ends"  # likewise
    GRANTED_BY_HAND = "granted by hand"  # hands are events, too: bridge grant, end, ban
    ENDED_BY_HAND = "ended by hand"
    BANNED_BY_HAND = "banned by hand"
    TAKEN_BACK_BY_HAND = "taken back by hand"  # what another hand's event said counts no more
    SKIPPED_BY_HAND = "skipped by hand"  # something that was to come will not
    HURRIED_BY_HAND = "hurried by hand"  # something that was to come counts from now on
    RULES_APPLIED = "rules applied"  # the bridge's own: other rules decided what had come before
    RULES_TAKEN_BACK = "rules taken back"  # the same, back to how it was before
    UNKNOWN = "unknown"


# What the fold finds of memberships; no cart tells it.
TURNS = frozenset({Kind.ACCESS_STARTS, Kind.ACCESS_ENDS})

# What somebody said with `bridge grant`, `end`, `ban`, `undo`, or of what is to come.
BY_HAND = frozenset(kind for kind in Kind if kind.endswith(" by hand"))

# Money that came in.
PAYMENTS = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.COMPLETED})

# Nothing was bought and nothing follows for an entitlement, nor for whose address it is.
OF_NO_SALE = frozenset({Kind.PAYMENT_DECLINED, Kind.ABANDONED_CART})

# Of those who recommend; the address is theirs, the order somebody else's.
OF_AFFILIATES = frozenset(k for k in Kind if k.startswith(("affiliate ", "commission ")))

# What the bridge itself did and keeps on the record.
OUR_OWN = frozenset({Kind.RULES_APPLIED, Kind.RULES_TAKEN_BACK})

# Kinds that say something about the buyer's access; only these can stand behind `when:`.
ABOUT_THE_BUYER = (
    frozenset(Kind) - TURNS - BY_HAND - OF_AFFILIATES - OUR_OWN - {Kind.EMAIL_CHANGED, Kind.UNKNOWN}
)
