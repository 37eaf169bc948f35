"""The tables, as the newest migration leaves them."""

from bridge.store.tables.applied import applications, applied_contacts, revisions
from bridge.store.tables.columns import metadata
from bridge.store.tables.record import calls, deliveries
from bridge.store.tables.standing import contacts, destinations, ledger, timers

__all__ = [
    "applications",
    "applied_contacts",
    "calls",
    "contacts",
    "deliveries",
    "destinations",
    "ledger",
    "metadata",
    "revisions",
    "timers",
]
