"""What each person pays for, instead of changes to tags: households, decisions, places, applied"""

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import count, json_of, number, part_of, when, words
from bridge.store.schema.migrations.ledger import carry

revision = "0005"
down_revision = "0004"

_GONE = ("revisions", "applied_contacts", "applications", "timers", "ledger", "contacts")


def upgrade() -> None:
    _add_people()
    _add_decisions()
    _add_places()
    carry(op.get_bind())
    for table in _GONE:
        op.drop_table(table)
    op.drop_column("deliveries", "merged")
    op.drop_column("deliveries", "changes")


def _add_people() -> None:
    op.create_table("households", number(), when("changed_at"))
    op.create_table(
        "household_keys",
        sa.Column("key", sa.Text(), primary_key=True),
        part_of("households", "household_id"),
    )
    op.create_index("ix_household_keys_household_id", "household_keys", ["household_id"])
    op.add_column("deliveries", part_of("households", "household_id", required=False))
    op.add_column("deliveries", when("quiet_until"))
    op.create_index("ix_deliveries_household_id", "deliveries", ["household_id"])
    untaken = sa.text("household_id IS NULL AND state = 'waiting'")
    op.create_index("deliveries_not_taken_in", "deliveries", ["id"], postgresql_where=untaken)


def _add_decisions() -> None:
    op.create_table(
        "rulebooks",
        sa.Column("number", sa.Integer(), sa.Identity(), primary_key=True),
        *map(words, ("text", "version", "name", "source")),
        sa.Column("takes_back", sa.Integer()),
        when("since", required=True),
    )
    op.create_table(
        "event_decisions",
        part_of("deliveries", "delivery_id", key=True),
        sa.Column("publication", sa.Integer(), primary_key=True),
        json_of("effects", "[]"),
    )
    op.create_index("ix_event_decisions_publication", "event_decisions", ["publication"])
    op.create_table(
        "entitlement_decisions",
        sa.Column("entitlement", sa.Text(), primary_key=True),
        sa.Column("publication", sa.Integer(), primary_key=True),
        part_of("households", "household_id"),
    )
    for column in ("publication", "household_id"):
        name = f"ix_entitlement_decisions_{column}"
        op.create_index(name, "entitlement_decisions", [column])
    op.create_table(
        "rollouts",
        number(),
        words("kind"),
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("takes_back", sa.Integer()),
        count("people"),
        count("cursor", sa.BigInteger),
        when("began_at", required=True),
        when("finished_at"),
    )


def _add_places() -> None:
    op.create_table(
        "places",
        number(),
        words("destination"),
        words("address"),
        json_of("memory", "{}"),
        count("due", sa.BigInteger),
        count("done", sa.BigInteger),
        words("lease"),
        when("lease_until"),
        when("wake_at"),
        count("attempts"),
        words("reason"),
        sa.UniqueConstraint("destination", "address", name="one_place_an_address"),
    )
    op.create_index("places_that_wake", "places", ["wake_at"])
    due = sa.text("due <> done")
    op.create_index("places_that_are_due", "places", ["id"], postgresql_where=due)
    op.create_table(
        "applied",
        part_of("places", "place_id", key=True),
        sa.Column("target", sa.Text(), primary_key=True),
        *map(words, ("sort", "name", "value", "text", "moment")),
        sa.Column("found", sa.Boolean()),
        words("refused"),
        words("attempted"),
    )
    op.create_table(
        "occurrences",
        sa.Column("destination", sa.Text(), primary_key=True),
        sa.Column("token", sa.Text(), primary_key=True),
        words("state"),
        when("at", required=True),
    )
    op.add_column("calls", part_of("places", "place_id", required=False))
    op.create_index("ix_calls_place_id", "calls", ["place_id"])
    op.alter_column("calls", "delivery_id", existing_type=sa.BigInteger(), nullable=True)
