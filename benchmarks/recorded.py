"""A record that was never lived through: put into Postgres as the workers would have left it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert, text

from bridge.ledger import Entry, Key, merge
from bridge.model import Change, Event
from bridge.results import change_to_json
from bridge.rules import Rules
from bridge.store.changes import change_row
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.events import told_columns
from bridge.store.tables import contacts, deliveries, ledger

_AT_ONCE = 500  # buyers


@dataclass(frozen=True)
class Buyer:
    """Her events in their order; each has a time."""

    email: str
    events: Sequence[Event]


def store(engine: Engine, rules: Rules, buyers: Iterable[Buyer]) -> None:
    """Every event decided by the rules and applied, and all of it told to the CRM."""
    every = enumerate(buyers, start=1)
    while some := dict(islice(every, _AT_ONCE)):
        with transaction(engine) as connection:
            named = [
                {"id": id_, "destination": rules.crm, "email": buyer.email}
                for id_, buyer in some.items()
            ]
            connection.execute(insert(contacts), named)
            lived = [_lived(id_, buyer, rules) for id_, buyer in some.items()]
            connection.execute(insert(deliveries), [row for rows, _ in lived for row in rows])
            connection.execute(insert(ledger), [row for _, rows in lived for row in rows])
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _lived(
    contact_id: int, buyer: Buyer, rules: Rules
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of her deliveries, and of her ledger."""
    known: dict[Key, Entry] = {}
    rows = []
    for event in buyer.events:
        changes = rules.changes(event)
        known |= merge(known, changes)
        rows.append(_delivery(event, changes, rules.version))
    return rows, [
        change_row(contact_id, entry.change) | {"confirmed": True} for entry in known.values()
    ]


def _delivery(event: Event, changes: Sequence[Change], rules_version: str) -> dict[str, Any]:
    told = [change_to_json(change) for change in changes]
    return {
        **told_columns(event),
        "received_at": event.occurred_at,
        "state": State.APPLIED,
        "merged": True,
        "settled_at": event.occurred_at,
        "attempts": 1,
        "changes": told,
        "results": [{**each, "what": "added", "changed": True} for each in told],
        "rules_version": rules_version,
    }
