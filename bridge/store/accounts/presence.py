"""At which destinations somebody, or an address, has a place."""

import sqlalchemy as sa

from bridge.store.places import in_household
from bridge.store.schema.tables import places


def destination_of(engine: sa.Engine, place_id: int) -> str:
    """Whose place it is; "" where there is no such place."""
    query = sa.select(places.c.destination).where(places.c.id == place_id)
    with engine.connect() as connection:
        return str(connection.execute(query).scalar() or "")


def destinations_at(connection: sa.Connection, address: str) -> list[str]:
    """Those that have a place for that address."""
    query = sa.select(places.c.destination).where(places.c.address == address)
    return list(connection.execute(query.order_by(places.c.destination)).scalars())


def destinations_of(connection: sa.Connection, household_id: int) -> set[str]:
    """Those at which the household has places."""
    return {row.destination for row in connection.execute(in_household(household_id))}
