"""Several destinations at once: what each has of a delivery's record, and which do not answer"""

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import count, json_of, when, words

revision = "0008"
down_revision = "0007"

# What is on the record without a destination's name was told to that which was told last.
_OF_BEFORE = sa.text(
    "UPDATE destinations SET of_before = true WHERE name = "
    "(SELECT destination FROM places ORDER BY id DESC LIMIT 1)"
)
_ONLY = sa.text(
    "UPDATE destinations SET of_before = true WHERE (SELECT count(*) FROM destinations) = 1"
)
# A destination was called by its vendor's name, and an account by its host alone.
_WHOSE = sa.text(
    "UPDATE destinations SET memory = jsonb_set(memory, '{account}', "
    "to_jsonb(trim(name || ' ' || (memory->>'account')))) WHERE memory ? 'account'"
)


def upgrade() -> None:
    op.add_column("deliveries", json_of("shares", "{}"))
    op.add_column("destinations", sa.Column(
        "of_before", sa.Boolean(), nullable=False, server_default=sa.false()
    ))  # fmt: skip
    op.add_column("destinations", json_of("former", "{}"))
    op.add_column("destinations", count("failures"))
    op.add_column("destinations", when("silent_since"))
    op.add_column("destinations", words("silent_because"))
    for each in (_OF_BEFORE, _ONLY, _WHOSE):
        op.get_bind().execute(each)
    op.drop_index("places_that_are_due", "places")
    due = sa.text("due <> done")
    op.create_index("places_that_are_due", "places", ["destination", "id"], postgresql_where=due)
