"""The tables, as the newest migration leaves them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()


def _when(name: str, *, required: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required)


def _words(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str) -> Column[object]:
    return Column(name, Integer, nullable=False, server_default="0")


def _json(name: str, default: str) -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default=text(f"'{default}'::jsonb"))


# What came, one row a delivery; `body` is what the cart sent, without its secret.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _words("source"),
    _words("kind"),
    _words("word"),
    _words("mode"),
    _words("email"),
    _words("order_id"),
    _when("occurred_at", required=True),
    _when("received_at", required=True),
    _json("event", "{}"),
    _json("body", "{}"),
    _words("state"),
    _words("reason"),
    _count("duplicates"),
    _count("attempts"),
    _when("next_try_at"),
    _when("settled_at"),
    Column("merged", Boolean, nullable=False, server_default=text("false")),
    _json("changes", "[]"),
    _json("results", "[]"),
    _words("rules_version"),
    Index("deliveries_of_a_contact", "email", "id"),
    Index("deliveries_owed", "next_try_at", postgresql_where=text("state = 'waiting'")),
    Index("deliveries_by_state", "state", "id"),
)

# One row for each contact of a destination; `memory` holds the CRM's own ids for it.
contacts = Table(
    "contacts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _words("destination"),
    _words("email"),
    _json("memory", "{}"),
    # Set while a worker talks to the CRM about this contact; still set, its worker died.
    Column("telling", Boolean, nullable=False, server_default=text("false")),
    # Until then a request may still be under way inside the CRM.
    _when("quiet_until"),
    UniqueConstraint("destination", "email", name="one_row_a_contact"),
)

# The ledger: the newest change on each key.
ledger = Table(
    "ledger",
    metadata,
    Column(
        "contact_id", BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("tag_key", Text, primary_key=True),
    Column("occasion", Boolean, primary_key=True),
    Column("claim", Text, primary_key=True),
    _words("tag"),
    _words("action"),
    Column("second", BigInteger, nullable=False),
    Column("favours_member", Boolean, nullable=False),
    _words("delivery"),
    _words("rule"),
    _count("line"),
    Column("confirmed", Boolean, nullable=False, server_default=text("false")),
)

# Every request to a CRM, by the delivery that caused it; nothing personal stands here.
calls = Table(
    "calls",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "delivery_id",
        BigInteger,
        ForeignKey("deliveries.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    _when("at", required=True),
    _words("method"),
    _words("path"),
    _count("status"),
    _count("milliseconds"),
    _words("note"),
)

# One row a CRM account: its pause, and what its adapter remembers of the account.
destinations = Table(
    "destinations",
    metadata,
    Column("name", Text, primary_key=True),
    _when("paused_since"),
    _words("paused_because"),
    _when("next_check_at"),
    _count("checks"),
    _json("memory", "{}"),
)
