"""A store of a million deliveries is asked as fast as an empty one"""

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import count

revision = "0006"
down_revision = "0005"

_FILL = sa.text(
    "UPDATE deliveries SET subject = ('x' || left(md5(kind || ' ' || mode || ' ' ||"
    " (event->'items')::text), 16))::bit(64)::bigint"
)


def upgrade() -> None:
    op.add_column("deliveries", count("subject", sa.BigInteger))
    op.get_bind().execute(_FILL)
    columns = ["state", "subject", "received_at"]
    op.create_index("deliveries_by_subject", "deliveries", columns)
    op.drop_constraint("one_place_an_address", "places")
    op.create_unique_constraint("one_place_an_address", "places", ["address", "destination"])
    op.drop_index("places_that_wake", "places")
    op.create_index("places_that_wake", "places", ["wake_at", "id"])
    again, refused = sa.text("attempts > 0"), sa.text("refused <> ''")
    op.create_index("places_tried_again", "places", ["wake_at", "id"], postgresql_where=again)
    op.create_index("applied_refused", "applied", ["place_id"], postgresql_where=refused)
    # An entitlement without an order is called alike in several households.
    op.drop_constraint("entitlement_decisions_pkey", "entitlement_decisions")
    op.drop_index("ix_entitlement_decisions_household_id", "entitlement_decisions")
    key = ["household_id", "entitlement", "publication"]
    op.create_primary_key("entitlement_decisions_pkey", "entitlement_decisions", key)
