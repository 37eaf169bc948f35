"""The version of the rules file that decided a delivery"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries", sa.Column("rules_version", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("deliveries", "rules_version")
