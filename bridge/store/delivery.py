"""A delivery as a row of the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from bridge.model import Event
from bridge.store.events import event_from_json
from bridge.store.schema.tables import deliveries


class State(StrEnum):
    """Where a delivery stands, in the words that `bridge events` shows."""

    WAITING = "waiting"  # owed work; will be tried without anybody's help
    APPLIED = "applied"
    NO_RULE = "no rule"  # no rule speaks about it
    KEPT = "kept"  # stored and shown; nothing follows from it by design
    UNUSABLE = "cannot be applied"
    FAILED = "failed"  # a person must act, then retry


@dataclass(frozen=True)
class Kept:
    """What became of an arriving delivery."""

    id: int
    duplicate: bool


@dataclass(frozen=True)
class Delivery:
    """One row of the record, as the pages and commands show it."""

    id: int
    event: Event
    received_at: datetime
    state: State
    reason: str
    duplicates: int
    attempts: int
    next_try_at: datetime | None
    settled_at: datetime | None
    results: Sequence[dict[str, Any]] = field(default_factory=list)
    rules_version: str = ""  # of the rules file that decided it; empty before any did
    household_id: int | None = None  # None: not taken in yet
    quiet_until: datetime | None = None  # what was due by then counts as done


@dataclass(frozen=True)
class Verdict:
    """How one delivery came out; what `settle` writes."""

    id: int
    state: State
    reason: str = ""
    results: Sequence[dict[str, Any]] = ()
    next_try_at: datetime | None = None


def waiting_again(at: datetime) -> dict[str, Any]:
    """The columns of a delivery that a worker is to look at from then on, whatever came of it."""
    return {"state": State.WAITING, "next_try_at": at, "settled_at": None}


# All but what the cart sent, which is large and seldom looked at.
SHOWN = [column for column in deliveries.c if column.name != "body"]
ALL_SHOWN = select(*SHOWN)
_SHOWN = [name for name in Delivery.__dataclass_fields__ if name not in ("event", "state")]


def delivery_from(row: Any) -> Delivery:
    """Of a row that has all columns of SHOWN."""
    shown = {name: getattr(row, name) for name in _SHOWN}
    return Delivery(event=event_from_json(row.event), state=State(row.state), **shown)
