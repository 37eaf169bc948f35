"""That a release was refused for its rules, noted for the console and the alerts: where a failing
release leaves the processes of the one before running, nobody else tells of it."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.store.engine import transaction
from bridge.store.readiness import sightings


def note_release(engine: Engine, *, refused: bool) -> None:
    """One that gets through ends it. Nothing where Postgres does not answer or has no such table:
    the release says what it has to say all the same."""
    try:
        if refused:
            sightings.note(engine, sightings.REFUSED_DEPLOY, datetime.now(UTC))
            return
        with transaction(engine) as connection:
            sightings.forget(connection, sightings.REFUSED_DEPLOY)
    except SQLAlchemyError:
        return
