"""The version of the rules file that decided a delivery"""

from alembic import op

from bridge.store.schema.columns import words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("deliveries", words("rules_version"))
