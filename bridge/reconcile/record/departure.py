"""What waited only for a destination that the rules name no more waits no longer.

Its share of the record stays, and goes on when the destination comes back.
"""

from collections.abc import Collection

from sqlalchemy import Engine

from bridge.reconcile.household import now_of
from bridge.reconcile.record.shares import summed
from bridge.store import households
from bridge.store.engine import transaction
from bridge.store.settlement import read_all, settle, waiting_elsewhere

_BATCH = 200  # deliveries


def let_go(engine: Engine, names: Collection[str]) -> int:
    """`names` are the destinations that there are; gives how many deliveries wait for none of
    them any more."""
    after = let = 0
    while batch := waiting_elsewhere(engine, names, after, _BATCH):
        for delivery_id, household_id in batch:
            with transaction(engine) as connection:
                households.lock(connection, household_id)
                now = summed(read_all(connection, [delivery_id])[delivery_id], names)
                settle(connection, [now], now_of(connection))
                let += now.next_try_at is None
            after = delivery_id
    return let
