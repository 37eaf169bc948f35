"""Wishes for later, and for lists, fields and automations"""

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import count, number, part_of, when, words

revision = "0003"
down_revision = "0002"

_WISH = ["tag_key", "occasion", "claim", "timer"]


def upgrade() -> None:
    for name in ("timer", "sort", "value"):
        op.add_column("ledger", words(name))
    op.add_column("ledger", when("due_at"))
    op.drop_constraint("ledger_pkey", "ledger")
    op.create_primary_key("ledger_pkey", "ledger", ["contact_id", *_WISH])
    op.create_table(
        "timers",
        number(),
        part_of("contacts", "contact_id"),
        sa.Column("tag_key", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        *map(words, ("timer", "tag", "action", "sort", "value")),
        when("due_at"),
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("favours_member", sa.Boolean(), nullable=False),
        words("delivery"),
        words("rule"),
        count("line"),
        words("state"),
        words("because"),
        when("settled_at"),
        sa.UniqueConstraint("contact_id", "delivery", *_WISH, name="one_timer_a_wish"),
    )
    pending = sa.text("state = 'pending'")
    op.create_index("timers_due", "timers", ["due_at"], postgresql_where=pending)
