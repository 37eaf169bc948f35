"""Whether nothing was ever received: then the set-up is where one begins."""

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.store import schema
from bridge.store.deliveries import Deliveries
from bridge.store.readiness import sightings


def is_fresh(engine: Engine) -> bool:
    """Also where there are no tables yet. False where Postgres does not answer."""
    try:
        if Deliveries(engine).latest(1):
            return False
        return sightings.MATCHED not in sightings.seen(engine)
    except SQLAlchemyError as error:
        return schema.is_not_migrated(error)
