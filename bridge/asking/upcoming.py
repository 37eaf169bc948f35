"""What is to come by itself for one contact: computed, stored nowhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.asking.known import Known
from bridge.asking.tags import rule_of
from bridge.entitlements.desired import Upcoming
from bridge.wording import clock, named

_PARTS = {
    "overdue": "counts as overdue",
    "suspended": "is suspended",
    "paused": "counts as paused",
    "cancelled": "counts as cancelled",
    "ends": "ends",
    "opens": "opens",
}


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

    def words(self) -> str:
        return f"{self.what} on {clock(self.at)}"

    def as_json(self) -> dict[str, Any]:
        at = self.at.astimezone().isoformat(timespec="seconds")
        return {"email": self.email, "at": at, "subject": self.subject, "what": self.what,
                "rule": self.rule, "line": self.line}  # fmt: skip


def to_come(known: Known | None) -> list[ToCome]:
    """The next one first."""
    if known is None:
        return []
    rows = [_row(known.address, each) for each in known.state.upcoming]
    return sorted(rows, key=lambda row: (row.at, row.subject))


def _row(email: str, each: Upcoming) -> ToCome:
    if each.membership:
        held = each.entitlement.partition(":")[2] or each.entitlement
        what = f"{each.membership} {_PARTS.get(each.what, each.what)} ({held})"
        return ToCome(email, each.at, each.subject, what, each.membership, 0)
    target = named(each.sort, each.name) if each.sort else each.name
    rule = rule_of(each.because)
    return ToCome(email, each.at, each.subject, f"{each.what} '{target}'", rule, each.because.line)
