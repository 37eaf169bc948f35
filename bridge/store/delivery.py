"""A delivery as a row of the record, and its Event as JSON and back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from bridge.model import Contact, Event, Hand, Item, Kind, Money, Subscription
from bridge.store.schema.tables import deliveries

FORGOTTEN = "forgotten:"  # begins the key of a delivery whose people were erased


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
class Share:
    """What one of several destinations has of a delivery's record: where it stands there and why,
    when it is tried `again`, and when it was settled."""

    state: State
    reason: str = ""
    again: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Delivery:
    """One row of the record, as the pages and commands show it. `shares` are by the destinations'
    names; empty where one alone was ever told because of it."""

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
    shares: Mapping[str, Share] = field(default_factory=dict)
    rules_version: str = ""  # of the rules file that decided it; empty before any did
    household_id: int | None = None  # None: not taken in yet
    quiet_until: datetime | None = None  # what was due by then counts as done

    @property
    def is_forgotten(self) -> bool:
        """Whoever it was about is erased: nothing can be done with it any more."""
        return self.event.key.startswith(FORGOTTEN)


# All but what the cart sent, which is large and seldom looked at.
SHOWN = [column for column in deliveries.c if column.name != "body"]
ALL_SHOWN = select(*SHOWN)
_SHOWN = [name for name in Delivery.__dataclass_fields__ if name not in ("event", "state")]


def delivery_from(row: Any) -> Delivery:
    """Of a row that has all columns of SHOWN."""
    shown = {name: getattr(row, name) for name in _SHOWN}
    shown["shares"] = {name: _share_from(told) for name, told in row.shares.items()}
    return Delivery(event=event_from_json(row.event), state=State(row.state), **shown)


def share_to_json(share: Share) -> dict[str, str]:
    """What is empty is left out."""
    told = {"state": str(share.state), "reason": share.reason}
    times = {"again": _from_time(share.again), "at": _from_time(share.at)}
    return {name: value for name, value in (told | times).items() if value}


def _share_from(told: Mapping[str, str]) -> Share:
    times = {name: _to_time(told.get(name)) for name in ("again", "at")}
    return Share(State(told["state"]), told.get("reason", ""), **times)


def told_columns(event: Event) -> dict[str, Any]:
    """What a delivery's row has of its event, save the body."""
    return {
        "key": event.key,
        "source": event.source,
        "kind": event.kind,
        "word": event.word,
        "mode": event.mode,
        "email": event.contact.key,
        "order_id": event.order_id,
        "occurred_at": event.occurred_at,
        "subject": subject_of(event),
        "event": event_to_json(event),
    }


def subject_of(event: Event) -> int:
    """The same number for all events of one kind and mode that name the same items."""
    items = [(item.type, item.id, item.plan) for item in event.items]
    named = repr((str(event.kind), event.mode, items)).encode()
    return int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), signed=True)


def event_to_json(event: Event) -> dict[str, Any]:
    """All of the event but its body, which has a column of its own."""
    # By hand: dataclasses' asdict copies deeply, and this runs in every request.
    subscription, hand = event.subscription, event.hand
    return {name: value for name, value in vars(event).items() if name != "body"} | {
        "occurred_at": _from_time(event.occurred_at),
        "ordered_at": _from_time(event.ordered_at),
        "contact": vars(event.contact),
        "items": [vars(item) for item in event.items],
        "money": vars(event.money),
        "subscription": vars(subscription)
        | {
            "next_payment_at": _from_time(subscription.next_payment_at),
            "paid_until": _from_time(subscription.paid_until),
        },
        "hand": vars(hand) | {"until": _from_time(hand.until)} if hand else None,
        "custom_fields": dict(event.custom_fields),
        "passthrough": dict(event.passthrough),
    }


def event_from_json(told: Mapping[str, Any]) -> Event:
    """The inverse of event_to_json; fields it does not know are left out."""
    known = {name: told[name] for name in Event.__dataclass_fields__ if name in told}
    subscription = dict(known["subscription"])
    for name in ("next_payment_at", "paid_until"):
        subscription[name] = _to_time(subscription[name])
    hand = known.get("hand")
    return Event(
        **known
        | {
            "kind": Kind(known["kind"]),
            "occurred_at": _to_time(known["occurred_at"]),
            "ordered_at": _to_time(known.get("ordered_at")),
            "contact": Contact(**known["contact"]),
            "items": tuple(Item(**item) for item in known["items"]),
            "money": Money(**known["money"]),
            "subscription": Subscription(**subscription),
            "hand": Hand(**dict(hand) | {"until": _to_time(hand["until"])}) if hand else None,
        }
    )


def _from_time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _to_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
