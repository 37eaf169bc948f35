"""What each person pays for, instead of changes to tags: households, decisions, places, applied"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from bridge.store.migrations.carried import carry

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_GONE = ("revisions", "applied_contacts", "applications", "timers", "ledger", "contacts")


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _when(name: str, *, required: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def _count(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind(), server_default="0", nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _of(name: str, table: str, *, key: bool = False, required: bool = True) -> sa.Column[int]:
    known = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.BigInteger(), known, primary_key=key, nullable=not required)


def _json(name: str, default: str) -> sa.Column[object]:
    default_ = sa.text(f"'{default}'::jsonb")
    return sa.Column(name, JSONB(), server_default=default_, nullable=False)


def upgrade() -> None:
    _people()
    _decided()
    _standing()
    carry(op.get_bind())
    for table in _GONE:
        op.drop_table(table)
    op.drop_column("deliveries", "merged")
    op.drop_column("deliveries", "changes")


def _people() -> None:
    op.create_table("households", _number(), _when("changed_at"))
    op.create_table(
        "household_keys",
        sa.Column("key", sa.Text(), primary_key=True),
        _of("household_id", "households"),
    )
    op.create_index("ix_household_keys_household_id", "household_keys", ["household_id"])
    op.add_column("deliveries", _of("household_id", "households", required=False))
    op.add_column("deliveries", _when("quiet_until"))
    op.create_index("ix_deliveries_household_id", "deliveries", ["household_id"])
    op.create_index(
        "deliveries_not_taken_in",
        "deliveries",
        ["id"],
        postgresql_where=sa.text("household_id IS NULL AND state = 'waiting'"),
    )


def _decided() -> None:
    op.create_table(
        "rulebooks",
        sa.Column("number", sa.Integer(), sa.Identity(), primary_key=True),
        *(_words(name) for name in ("text", "version", "name", "source")),
        sa.Column("takes_back", sa.Integer()),
        _when("since", required=True),
    )
    op.create_table(
        "event_decisions",
        _of("delivery_id", "deliveries", key=True),
        sa.Column("publication", sa.Integer(), primary_key=True),
        _json("effects", "[]"),
    )
    op.create_index("ix_event_decisions_publication", "event_decisions", ["publication"])
    op.create_table(
        "entitlement_decisions",
        sa.Column("entitlement", sa.Text(), primary_key=True),
        sa.Column("publication", sa.Integer(), primary_key=True),
        _of("household_id", "households"),
    )
    for column in ("publication", "household_id"):
        name = f"ix_entitlement_decisions_{column}"
        op.create_index(name, "entitlement_decisions", [column])
    op.create_table(
        "rollouts",
        _number(),
        _words("kind"),
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("takes_back", sa.Integer()),
        _count("people"),
        sa.Column("cursor", sa.BigInteger(), server_default="0", nullable=False),
        _when("began_at", required=True),
        _when("finished_at"),
    )


def _standing() -> None:
    op.create_table(
        "places",
        _number(),
        _words("destination"),
        _words("address"),
        _json("memory", "{}"),
        sa.Column("due", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        _words("lease"),
        _when("lease_until"),
        _when("wake_at"),
        _count("attempts"),
        _words("reason"),
        sa.UniqueConstraint("destination", "address", name="one_place_an_address"),
    )
    op.create_index("places_that_wake", "places", ["wake_at"])
    op.create_index(
        "places_that_are_due", "places", ["id"], postgresql_where=sa.text("due <> done")
    )
    op.create_table(
        "applied",
        _of("place_id", "places", key=True),
        sa.Column("target", sa.Text(), primary_key=True),
        *(_words(name) for name in ("sort", "name", "value", "text", "moment")),
        sa.Column("found", sa.Boolean()),
        _words("refused"),
        _words("attempted"),
    )
    op.create_table(
        "occurrences",
        sa.Column("destination", sa.Text(), primary_key=True),
        sa.Column("token", sa.Text(), primary_key=True),
        _words("state"),
        _when("at", required=True),
    )
    op.add_column("calls", _of("place_id", "places", required=False))
    op.create_index("ix_calls_place_id", "calls", ["place_id"])
    op.alter_column("calls", "delivery_id", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    raise NotImplementedError("What each person pays for cannot become changes to tags again.")
