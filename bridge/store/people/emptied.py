"""Deliveries of people who were erased: what came, and what came of it, without anybody in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bridge.model import Contact, Event, Hand
from bridge.store.delivery import FORGOTTEN, State, event_from_json, event_to_json
from bridge.store.schema.tables import deliveries
from bridge.store.troubles.failed_deliveries import REFUSED

WHY = "Whoever this was about is forgotten."
_OF = deliveries.c
_READ = sa.select(_OF.id, _OF.state, _OF.event, _OF.results).order_by(_OF.id).with_for_update()
# Of what came of a delivery: what figures count, and its page shows. No values, tokens and reasons.
_STAYS = ("rule", "line", "action", "tag", "sort", "membership", "item", "what", "changed",
          "destination")  # fmt: skip
_NOTHING = "nothing to do: forgotten"  # of what would have been done still
_OPEN = (State.WAITING, State.FAILED, State.NO_RULE)  # nobody has to do anything about them now


def held(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Sequence[Any]:
    """These, which nobody else writes until the transaction ends; in the order of their ids."""
    return connection.execute(_READ.where(which)).all()


def empty_one(connection: sa.Connection, delivery_id: int, now: datetime) -> None:
    """Of a delivery that came late: whoever it tells of was forgotten before."""
    empty(connection, held(connection, _OF.id == delivery_id), now)


def empty(connection: sa.Connection, rows: Iterable[Any], now: datetime) -> None:
    """Where they stand is counted by the hour, anew where something was settled."""
    for row in rows:
        event = _without_her(event_from_json(row.event), row.id)
        values: dict[str, Any] = {
            "key": event.key, "event": event_to_json(event), "email": "", "order_id": "",
            "body": {}, "shares": {}, "reason": WHY, "household_id": None, "quiet_until": None,
            "next_try_at": None, "results": [_without_words(each) for each in row.results],
        }  # fmt: skip
        if row.state in _OPEN:
            values |= {"state": State.KEPT, "settled_at": now}
        connection.execute(sa.update(deliveries).where(_OF.id == row.id).values(values))


def _without_her(event: Event, id_: int) -> Event:
    return replace(
        event, key=f"{FORGOTTEN}{id_}", contact=Contact(), order_id="", invoice_id="", coupon="",
        affiliate="", consent=None, custom_fields={}, passthrough={}, problem="",
        subscription=replace(event.subscription, id=""), hand=Hand() if event.hand else None,
    )  # fmt: skip


def _without_words(result: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: result[name] for name in _STAYS if name in result}
    is_open = bool(result.get("due_at")) or result.get("what") == REFUSED
    return kept | {"what": _NOTHING} if is_open and not result.get("changed") else kept
