"""Wishes for later, and for lists, fields and automations"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    for name in ("timer", "sort", "value"):
        op.add_column("ledger", _words(name))
    op.add_column("ledger", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.drop_constraint("ledger_pkey", "ledger")
    op.create_primary_key(
        "ledger_pkey", "ledger", ["contact_id", "tag_key", "occasion", "claim", "timer"]
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column(
            "contact_id",
            sa.BigInteger(),
            sa.ForeignKey("contacts.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("tag_key", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        _words("timer"),
        _words("tag"),
        _words("action"),
        _words("sort"),
        _words("value"),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("favours_member", sa.Boolean(), nullable=False),
        _words("delivery"),
        _words("rule"),
        sa.Column("line", sa.Integer(), server_default="0", nullable=False),
        _words("state"),
        _words("because"),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint(
            "contact_id",
            "delivery",
            "tag_key",
            "occasion",
            "claim",
            "timer",
            name="one_timer_a_wish",
        ),
    )
    op.create_index(
        "timers_due", "timers", ["due_at"], postgresql_where=sa.text("state = 'pending'")
    )


def downgrade() -> None:
    op.drop_table("timers")
    op.execute("DELETE FROM ledger WHERE timer <> '' OR tag_key LIKE '%,%'")
    op.drop_constraint("ledger_pkey", "ledger")
    op.create_primary_key("ledger_pkey", "ledger", ["contact_id", "tag_key", "occasion", "claim"])
    for name in ("timer", "sort", "value", "due_at"):
        op.drop_column("ledger", name)
