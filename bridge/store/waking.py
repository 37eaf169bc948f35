"""Places that something is to come for, the next one first, however many there are."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, select, tuple_

from bridge.store.schema.tables import places

_BATCH = 500


def that_wake(engine: Engine) -> Iterator[tuple[str, datetime | None]]:
    """Addresses, each with a time before which nothing comes for it. That is None, and it is told
    first, for what is tried again after a failure: it wakes for that, not for what is to come."""
    yield from ((address, None) for _, _, address in _in_order(engine, places.c.attempts > 0))
    for wake_at, _, address in _in_order(engine, places.c.attempts == 0):
        yield address, wake_at


def _in_order(engine: Engine, which: ColumnElement[bool]) -> Iterator[tuple[datetime, int, str]]:
    """Batch by batch, so that whoever has seen enough reads no more of them."""
    columns = (places.c.wake_at, places.c.id)
    query = select(*columns, places.c.address).where(places.c.wake_at.is_not(None), which)
    query = query.order_by(*columns).limit(_BATCH)
    more = query
    while True:
        with engine.connect() as connection:
            batch = connection.execute(more).all()
        for row in batch:
            yield row.wake_at, row.id, row.address
        if len(batch) < _BATCH:
            return
        more = query.where(tuple_(*columns) > (batch[-1].wake_at, batch[-1].id))
