"""The record, the ledger, calls and destinations"""

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import count, json_of, number, part_of, when, words

revision = "0001"
down_revision = None


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "contacts",
        number(),
        words("destination"),
        words("email"),
        json_of("memory", "{}"),
        flag("telling"),
        when("quiet_until"),
        sa.UniqueConstraint("destination", "email", name="one_row_a_contact"),
    )
    op.create_table(
        "deliveries",
        number(),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        *map(words, ("source", "kind", "word", "mode", "email", "order_id")),
        when("occurred_at", required=True),
        when("received_at", required=True),
        json_of("event", "{}"),
        json_of("body", "{}"),
        words("state"),
        words("reason"),
        count("duplicates"),
        count("attempts"),
        when("next_try_at"),
        when("settled_at"),
        flag("merged"),
        json_of("changes", "[]"),
        json_of("results", "[]"),
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "id"])
    op.create_index("deliveries_of_a_contact", "deliveries", ["email", "id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index("deliveries_owed", "deliveries", ["next_try_at"], postgresql_where=waiting)
    op.create_table(
        "destinations",
        sa.Column("name", sa.Text(), primary_key=True),
        when("paused_since"),
        words("paused_because"),
        when("next_check_at"),
        count("checks"),
        json_of("memory", "{}"),
    )
    op.create_table(
        "calls",
        number(),
        part_of("deliveries", "delivery_id"),
        when("at", required=True),
        words("method"),
        words("path"),
        count("status"),
        count("milliseconds"),
        words("note"),
    )
    op.create_index("ix_calls_delivery_id", "calls", ["delivery_id"])
    op.create_table(
        "ledger",
        part_of("contacts", "contact_id", key=True),
        sa.Column("tag_key", sa.Text(), primary_key=True),
        sa.Column("occasion", sa.Boolean(), primary_key=True),
        sa.Column("claim", sa.Text(), primary_key=True),
        words("tag"),
        words("action"),
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("favours_member", sa.Boolean(), nullable=False),
        words("delivery"),
        words("rule"),
        count("line"),
        flag("confirmed"),
    )
