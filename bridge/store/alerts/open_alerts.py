"""Troubles as they were seen: since when, whether somebody was told, and that they ended."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bridge.store.engine import transaction
from bridge.store.schema.lookup_tables import alerts

_NUMBER = 0x62726467 << 32 | 0xFFFFFFFD
_TRY = text(f"SELECT pg_try_advisory_xact_lock({_NUMBER})")


@dataclass(frozen=True)
class OpenAlert:
    """One trouble, by what is the matter; `told_at` None: nobody was told yet. `over_at` is when it
    was seen no more, and nobody was told of that yet."""

    key: str
    words: str
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None

    def is_new(self, now: datetime, patience: timedelta) -> bool:
        """Whether somebody should be told of it by now."""
        return not self.told_at and not self.over_at and now - self.since >= patience

    def has_ended(self, now: datetime, patience: timedelta) -> bool:
        return bool(self.over_at and now - self.over_at >= patience)


@contextmanager
def watching(engine: Engine) -> Iterator[Connection | None]:
    """A transaction in which nobody else tells of anything; None while somebody else does."""
    with transaction(engine) as connection:
        yield connection if connection.execute(_TRY).scalar() else None


def see(connection: Connection, troubles: Mapping[str, str], now: datetime) -> list[OpenAlert]:
    """Note these troubles, by their keys, and no others as those of now; gives all that are open,
    the oldest first. One that nobody was told of goes without a word."""
    of = alerts.c
    gone = of.key.not_in([*troubles])
    connection.execute(delete(alerts).where(gone, of.told_at.is_(None)))
    connection.execute(update(alerts).where(gone, of.over_at.is_(None)).values(over_at=now))
    if troubles:
        rows = [{"key": key, "words": words, "since": now} for key, words in troubles.items()]
        seen = insert(alerts).values(rows)
        words = {"words": seen.excluded.words, "over_at": None}
        connection.execute(seen.on_conflict_do_update(index_elements=["key"], set_=words))
    found = connection.execute(select(alerts).order_by(of.since, of.key))
    return [OpenAlert(**row) for row in found.mappings()]


def note_told(connection: Connection, keys: list[str], now: datetime) -> None:
    connection.execute(update(alerts).where(alerts.c.key.in_(keys)).values(told_at=now))


def close(connection: Connection, keys: list[str]) -> None:
    """It is over, and who was told of it was told so."""
    connection.execute(delete(alerts).where(alerts.c.key.in_(keys)))
