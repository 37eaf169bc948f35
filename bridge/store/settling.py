"""What a worker reads and writes of a contact's deliveries, inside its transactions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from bridge.store.delivery import ALL_SHOWN, Delivery, State, Verdict, delivery_from, waiting_again
from bridge.store.tables import deliveries

# Statements of the busiest paths are built once.
_OWED = ALL_SHOWN.where(
    deliveries.c.email == bindparam("email"),
    deliveries.c.state.in_([State.WAITING, State.FAILED]),
).order_by(deliveries.c.id)
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
_MERGED = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("id_"))
    .values(
        merged=True,
        changes=bindparam("changes_"),
        rules_version=bindparam("rules_version_"),
    )
)


def deliveries_of(connection: Connection, email: str) -> list[Delivery]:
    """A contact's deliveries that are owed something, oldest first."""
    return [delivery_from(row) for row in connection.execute(_OWED, {"email": email})]


def deliveries_named(connection: Connection, keys: Iterable[str]) -> list[Delivery]:
    """Those of these delivery keys, in whatever state, oldest first."""
    wanted = list(keys)
    if not wanted:
        return []
    query = ALL_SHOWN.where(deliveries.c.key.in_(wanted)).order_by(deliveries.c.id)
    return [delivery_from(row) for row in connection.execute(query)]


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


def postpone_contact(connection: Connection, email: str, until: datetime) -> None:
    """Look at everything the contact still waits for at `until`; nothing was tried."""
    waiting = (deliveries.c.email == email) & (deliveries.c.state == State.WAITING)
    connection.execute(update(deliveries).where(waiting).values(next_try_at=until))


def mark_merged(
    connection: Connection, id_: int, changes: Sequence[dict[str, Any]], rules_version: str
) -> None:
    """The delivery's changes, as this version of the rules file wants them, are in the ledger."""
    told = {"id_": id_, "changes_": list(changes), "rules_version_": rules_version}
    connection.execute(_MERGED, told)


def mark_looked_at(connection: Connection, id_: int, changes: Sequence[dict[str, Any]]) -> None:
    """The changes say now what the contact had before any of them was told."""
    looked = update(deliveries).where(deliveries.c.id == id_).values(changes=list(changes))
    connection.execute(looked)


def wake(connection: Connection, id_: int, at: datetime) -> None:
    """Have a delivery's contact looked at once more, whatever came of the delivery."""
    connection.execute(update(deliveries).where(deliveries.c.id == id_).values(waiting_again(at)))
