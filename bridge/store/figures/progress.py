"""How far each roll-up came, and that one at a time is at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from bridge.store.engine import transaction
from bridge.store.schema.lookup_tables import rollups

_NUMBER = 0x62726467 << 32 | 0xFFFFFFFC
_TRY = text(f"SELECT pg_try_advisory_xact_lock({_NUMBER})")
_HOLD = text(f"SELECT pg_advisory_xact_lock({_NUMBER})")


@contextmanager
def rolling(engine: Engine) -> Iterator[Connection | None]:
    """A transaction in which nobody else rolls up; None while somebody else does."""
    with transaction(engine) as connection:
        yield connection if connection.execute(_TRY).scalar() else None


def hold(connection: Connection) -> None:
    """Nobody rolls up until the transaction ends; whoever is at it is waited for."""
    connection.execute(_HOLD)


def until(connection: Connection, name: str) -> datetime | None:
    """Up to when that roll-up has counted; None before its first."""
    return connection.execute(select(rollups.c.until).where(rollups.c.name == name)).scalar()


def note(connection: Connection, name: str, at: datetime) -> None:
    put = insert(rollups).values(name=name, until=at)
    changed = {"until": put.excluded.until}
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_=changed))
