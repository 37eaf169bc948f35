"""The people behind the numbers of a plan, which keeps nothing of them but where they stand."""

from collections.abc import Collection

from sqlalchemy import Engine, select

from bridge.store.schema.lookup_tables import people


def people_behind(engine: Engine, numbers: Collection[int]) -> dict[int, str]:
    """The name of each, or the address where no name is known; who was forgotten is not in it."""
    if not numbers:
        return {}
    query = select(people.c.id, people.c.name, people.c.address).where(people.c.id.in_(numbers))
    with engine.connect() as connection:
        return {row.id: row.name or row.address for row in connection.execute(query)}
