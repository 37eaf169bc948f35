"""What a worker writes of deliveries inside its transactions: how they came out, and its calls."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from bridge.model import Call
from bridge.store.delivery import State, Verdict
from bridge.store.schema.tables import calls, deliveries

# Built once: every delivery runs it.
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("id_"))
    .values(
        state=bindparam("state_"),
        reason=bindparam("reason_"),
        results=bindparam("results_"),
        next_try_at=bindparam("next_try_at_"),
        settled_at=bindparam("settled_at_"),
        attempts=deliveries.c.attempts + 1,
    )
)


def settle(connection: Connection, verdicts: Iterable[Verdict], at: datetime) -> None:
    """Write how deliveries came out."""
    rows = [
        {
            "id_": verdict.id,
            "state_": verdict.state,
            "reason_": verdict.reason,
            "results_": list(verdict.results),
            "next_try_at_": verdict.next_try_at,
            "settled_at_": None if verdict.state is State.WAITING else at,
        }
        for verdict in verdicts
    ]
    if rows:
        connection.execute(_SETTLE, rows)


def record_calls(
    connection: Connection,
    place_id: int,
    made: Iterable[Call],
    at: datetime,
    delivery_id: int | None = None,
) -> None:
    """Requests to a CRM about this place, because of that delivery where it was one."""
    rows = [
        {
            "delivery_id": delivery_id,
            "place_id": place_id,
            "at": at,
            "method": call.method,
            "path": call.path,
            "status": call.status,
            "milliseconds": call.milliseconds,
            "note": call.note,
        }
        for call in made
    ]
    if rows:
        connection.execute(insert(calls), rows)
