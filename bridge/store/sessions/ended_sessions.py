"""The sessions that were logged out: a copy of such a one's cookie is signed as well as before."""

from datetime import timedelta

from sqlalchemy import Engine, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.lookup_tables import ended_sessions

_KEPT = timedelta(days=90)  # by then the cookie has run out in any case
_NOW = func.clock_timestamp()


class EndedSessions:
    """Both methods raise SQLAlchemyError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def has(self, session_id: str) -> bool:
        query = select(exists().where(ended_sessions.c.id == session_id))
        with self._engine.connect() as connection:
            return bool(connection.execute(query).scalar())

    def end(self, session_id: str) -> None:
        """For good, in every process. Those that are too old are forgotten."""
        row = insert(ended_sessions).values(id=session_id, at=_NOW)
        with self._engine.connect() as connection:
            connection.execute(delete(ended_sessions).where(ended_sessions.c.at < _NOW - _KEPT))
            connection.execute(row.on_conflict_do_nothing())
