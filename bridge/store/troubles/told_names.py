"""Names that a destination was told with success since some time: so it has them."""

from datetime import datetime

from sqlalchemy import Boolean, Engine, Text, column, func, select, true

from bridge.model import Sort, target_key
from bridge.store import destinations
from bridge.store.schema.tables import deliveries

MOST = 500  # deliveries that are looked at, the last settled ones


def told_names(engine: Engine, destination: str, since: datetime) -> set[str]:
    """The keys of their targets. Raises SQLAlchemyError."""
    of = deliveries.c
    lately = select(of.results).where(of.settled_at > since).order_by(of.settled_at.desc())
    some = lately.limit(MOST).subquery()
    words = (column(name, Text) for name in ("destination", "sort", "tag"))
    rows = func.jsonb_to_recordset(some.c.results).table_valued(
        *words, column("changed", Boolean), name="told"
    )
    each = rows.render_derived(with_types=True)
    row = each.c
    with engine.connect() as connection:
        where = func.coalesce(row.destination, destinations.home(connection))
        query = select(func.coalesce(row.sort, str(Sort.TAG)), row.tag).distinct()
        query = query.select_from(some.join(each, true())).where(row.changed, where == destination)
        found = connection.execute(query).all()
    return {target_key(Sort(sort), name) for sort, name in found if sort in [*Sort]}
