"""The tables, as the newest migration leaves them."""

from bridge.store.tables.columns import metadata
from bridge.store.tables.decided import (
    entitlement_decisions,
    event_decisions,
    rollouts,
    rulebooks,
)
from bridge.store.tables.record import calls, deliveries, household_keys, households
from bridge.store.tables.standing import applied, destinations, occurrences, places

__all__ = [
    "applied",
    "calls",
    "deliveries",
    "destinations",
    "entitlement_decisions",
    "event_decisions",
    "household_keys",
    "households",
    "metadata",
    "occurrences",
    "places",
    "rollouts",
    "rulebooks",
]
