"""What a buyer's event is called in a sentence."""

from collections.abc import Iterable

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


def and_(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; empty for none."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
