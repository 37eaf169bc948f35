"""What the cart sent is found by its age, to be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_WITH_BODY = sa.text("body <> '{}'")


def upgrade() -> None:
    op.create_index(
        "deliveries_with_body", "deliveries", ["received_at"], postgresql_where=_WITH_BODY
    )
