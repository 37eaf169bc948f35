"""Deliveries that rules decided, and perhaps not for every item of theirs.

What no rule spoke about at all stands as *no rule*; see unmapped.py. Here it is for the rules to
say which items they speak of: the record knows only what was asked for.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine, func, or_, select, update

from bridge.model import Kind
from bridge.store.delivery import ALL_SHOWN, Delivery, State, delivery_from, waiting_again
from bridge.store.engine import transaction
from bridge.store.tables import deliveries

_AT_ONCE = 500  # rows fetched at once

_PERHAPS_MIXED = or_(
    # By a rule that asks for no item, perhaps.
    deliveries.c.kind == Kind.PURCHASE,
    func.jsonb_array_length(deliveries.c.event["items"]) > 1,
    # What is called off was perhaps put off for another item.
    deliveries.c.changes.contains([{"action": "call off"}]),
)
# What failed was decided like what was applied: its other items are no worse for that.
_DECIDED = deliveries.c.state.in_([State.APPLIED, State.FAILED])


def decided(engine: Engine, since: datetime) -> Iterator[Delivery]:
    """Every delivery received since then that was applied, or failed at the CRM; oldest first."""
    query = ALL_SHOWN.where(_DECIDED, deliveries.c.received_at >= since).order_by(deliveries.c.id)
    with transaction(engine) as connection:  # Postgres hands rows out bit by bit only within one
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield delivery_from(row)


def mixed_decided_by_others(
    connection: Connection, rules_version: str, after: int, limit: int
) -> list[Delivery]:
    """Some that another version of the rules file decided, with ids above `after`, by their ids."""
    query = (
        ALL_SHOWN.where(_DECIDED, deliveries.c.rules_version != rules_version, _PERHAPS_MIXED)
        .where(deliveries.c.id > after)
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    return [delivery_from(row) for row in connection.execute(query)]


def reopen_mixed(
    connection: Connection, ids: Collection[int], rules_version: str, at: datetime
) -> None:
    """Make them wait for a worker, save those that this version decided meanwhile, or that
    somebody else holds. What the CRM was told already stays told: unlike a retry, the ledger is
    not doubted. What it refused is told once more."""
    free = (
        select(deliveries.c.id)
        .where(_DECIDED, deliveries.c.rules_version != rules_version, deliveries.c.id.in_(ids))
        .with_for_update(skip_locked=True)
    )
    chosen = update(deliveries).where(deliveries.c.id.in_(free))
    connection.execute(chosen.values(**waiting_again(at), reason="", merged=False))
