"""What the cart calls the items it sells."""

from sqlalchemy import Engine, column, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Item
from bridge.store.schema.tables import deliveries

_LOOKED_AT = 1_000  # deliveries; the whole record would take too long


def product_names(engine: Engine, email: str) -> dict[str, str]:
    """The name of each item by its key, as the newest deliveries tell it: of all buyers, and of
    this one by the contact's key. Items that none of them names are left out."""
    newest = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(_LOOKED_AT)
    hers = newest.where(deliveries.c.email == email)
    listed = func.jsonb_array_elements(deliveries.c.event["items"])
    items = listed.table_valued(column("item", JSONB), name="items").render_derived()
    sort, number, name = (items.c.item[key].astext for key in ("type", "id", "name"))
    query = (
        select(sort, number, name)
        .select_from(deliveries.join(items, true()))
        .where(or_(deliveries.c.id.in_(newest), deliveries.c.id.in_(hers)), name != "")
        .order_by(deliveries.c.id)
    )
    with engine.connect() as connection:
        return {Item(*item).key: called for *item, called in connection.execute(query)}
