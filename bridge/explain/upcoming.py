"""What is to come by itself for one contact: computed, stored nowhere."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bridge.entitlements.desired import Upcoming
from bridge.explain.snapshot import Snapshot
from bridge.explain.tag_reasons import rule_of
from bridge.model.text import local_iso, wish

_PARTS = {
    "overdue": "counts as overdue",
    "suspended": "is suspended",
    "paused": "counts as paused",
    "cancelled": "counts as cancelled",
}
_HAND = "hand:"  # what the key of an entitlement by hand begins with


@dataclass(frozen=True)
class ToCome:
    """One thing that will change by itself, unless an event comes first. `subject` names it for
    whoever skips or hurries it."""

    email: str
    at: datetime
    subject: str
    what: str
    rule: str
    line: int

    @property
    def id(self) -> str:
        """Short enough to be typed."""
        return hashlib.sha256(self.subject.encode()).hexdigest()[:8]

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id} | asdict(self) | {"at": local_iso(self.at)}


def to_come(known: Snapshot | None) -> list[ToCome]:
    """The next one first."""
    if known is None:
        return []
    rows = [
        ToCome(
            known.address, each.at, each.subject, upcoming_words(each),
            each.membership or rule_of(each.because), each.because.line,
        )
        for each in known.whole.upcoming
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.at, row.subject))


def upcoming_words(each: Upcoming) -> str:
    """`Gold counts as cancelled (product-12 of order 1001)`, `add 'Win-back'`"""
    if not each.membership:
        return wish({"action": each.what, "tag": each.name})
    return f"{each.membership} {_PARTS.get(each.what, each.what)} ({_held(each.entitlement)})"


def _held(entitlement: str) -> str:
    """`product-12 of order 1001`, of `live:1001:product-12`"""
    if entitlement.startswith(_HAND):
        return "granted by hand"
    order, _, item = entitlement.partition(":")[2].rpartition(":")
    numbered = order and not order.startswith("delivery ")
    return f"{item} of order {order}" if numbered else item
