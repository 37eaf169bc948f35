"""What is to come by itself for one contact: computed, stored nowhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.entitlements.desired import Upcoming
from bridge.explain.known import Known
from bridge.explain.tags import rule_of
from bridge.model.text import wish

_PARTS = {
    "overdue": "counts as overdue",
    "suspended": "is suspended",
    "paused": "counts as paused",
    "cancelled": "counts as cancelled",
    "ends": "ends",
    "opens": "opens",
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
        at = self.at.astimezone().isoformat(timespec="seconds")
        told = {"id": self.id, "subject": self.subject, "email": self.email, "at": at}
        return told | {"what": self.what, "rule": self.rule, "line": self.line}


def to_come(known: Known | None) -> list[ToCome]:
    """The next one first."""
    if known is None:
        return []
    rows = [_row(known.address, each) for each in known.state.upcoming]
    return sorted(rows, key=lambda row: (row.at, row.subject))


def words_of(each: Upcoming) -> str:
    """`Gold counts as cancelled (1001:product-12)`, `add 'Win-back'`"""
    if each.entitlement.startswith(_HAND):
        return f"{each.membership} {_PARTS.get(each.what, each.what)} (granted by hand)"
    if each.membership:
        held = (each.entitlement.partition(":")[2] or each.entitlement).lstrip(":")
        return f"{each.membership} {_PARTS.get(each.what, each.what)} ({held})"
    return wish({"action": each.what, "tag": each.name})


def _row(email: str, each: Upcoming) -> ToCome:
    rule = each.membership or rule_of(each.because)
    return ToCome(email, each.at, each.subject, words_of(each), rule, each.because.line)
