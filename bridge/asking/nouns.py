"""What a buyer's event is called in a sentence."""

from bridge.model import Kind

_NOUNS = {
    Kind.PAYMENT_FAILED: "failed payment",
    Kind.PAYMENT_DECLINED: "declined payment",
    Kind.CANCELLED: "cancellation",
    Kind.PAUSED: "pause",
    Kind.RESUMED: "resumption",
    Kind.COMPLETED: "completed payment plan",
}


def noun(kind: Kind) -> str:
    """`failed payment`, and the event's own word where that is one."""
    return _NOUNS.get(kind, str(kind))
