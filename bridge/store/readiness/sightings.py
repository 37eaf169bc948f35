"""When the cart's set-up ping, a delivery with the right secret or one with a wrong one came last,
a test that somebody sent from here, and a deploy that was refused for its rules.

No more than the time is kept: neither who sent it nor what was in it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.lookup_tables import sightings

PING, MATCHED, WRONG, UNSIGNED = "ping", "matched", "wrong secret", "no secret"
TESTED = "test of one's own"  # with the right secret
OWN_AGENT = "bridge send"  # as who sends such a test calls itself
REFUSED_DEPLOY = "deploy refused"  # for its rules
APART = timedelta(minutes=1)  # a row is written no more often than this


def note(engine: Engine, what: str, at: datetime) -> None:
    """Of several within a minute the first counts. Raises SQLAlchemyError."""
    row = insert(sightings).values(what=what, at=at)
    newer = row.on_conflict_do_update(
        index_elements=["what"], set_={"at": at}, where=sightings.c.at <= at - APART
    )
    with engine.connect() as connection:
        connection.execute(newer)


def seen(engine: Engine) -> dict[str, datetime]:
    """When each came last; one that never did is not in it. Raises SQLAlchemyError."""
    query = select(sightings.c.what, sightings.c.at)
    with engine.connect() as connection:
        return {row.what: row.at for row in connection.execute(query)}


def forget(connection: Connection, what: str) -> None:
    """It is over."""
    connection.execute(delete(sightings).where(sightings.c.what == what))
