"""Other rules applied to what had come before, and what is needed to take that back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _when(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _list(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False)


def _of(name: str, table: str, *, primary_key: bool = True) -> sa.Column[int]:
    known = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.BigInteger(), known, primary_key=primary_key)


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _words("destination"),
        _words("rules_name"),
        _words("rules_version"),
        sa.Column("contacts", sa.Integer(), server_default="0", nullable=False),
        _when("finished_at"),
        _when("undone_at"),
    )
    op.create_table(
        "applied_contacts",
        _of("application_id", "applications"),
        _of("contact_id", "contacts"),
        _of("delivery_id", "deliveries", primary_key=False),
        _list("ledger"),
        _list("timers"),
        _when("undone_at"),
    )
    op.create_table(
        "revisions",
        _of("application_id", "applications"),
        _of("delivery_id", "deliveries"),
        _list("changes"),
        _list("results"),
        _words("rules_version"),
        _words("state"),
        _words("reason"),
    )
    # What is erased is looked up by these.
    op.create_index("ix_applied_contacts_contact_id", "applied_contacts", ["contact_id"])
    op.create_index("ix_applied_contacts_delivery_id", "applied_contacts", ["delivery_id"])
    op.create_index("ix_revisions_delivery_id", "revisions", ["delivery_id"])


def downgrade() -> None:
    for table in ("revisions", "applied_contacts", "applications"):
        op.drop_table(table)
