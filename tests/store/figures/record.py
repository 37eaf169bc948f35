"""Deliveries as the record has them, written straight into its table."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Engine, insert, update

from bridge.model import Kind
from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries

_NUMBERS = count(1)


def came(
    engine: Engine, at: datetime, state: str = State.APPLIED, number: int = 1, **more: Any
) -> None:
    """So many deliveries received at that time; settled then, unless they wait."""
    settled = None if state == State.WAITING else at
    row: Mapping[str, Any] = {
        "source": "thrivecart", "kind": Kind.PURCHASE, "mode": "live", "occurred_at": at,
        "received_at": at, "event": {}, "body": {}, "state": state, "settled_at": settled,
        "subject": 1, **more,
    }  # fmt: skip
    rows = [{**row, "key": f"made up {next(_NUMBERS)}"} for _ in range(number)]
    with engine.connect() as connection:
        connection.execute(insert(deliveries), rows)


def becomes(engine: Engine, was: str, state: str, settled_at: datetime | None) -> None:
    """All that stood one way stand another way."""
    values = {"state": state, "settled_at": settled_at}
    with engine.connect() as connection:
        connection.execute(update(deliveries).where(deliveries.c.state == was).values(values))
