"""The tables, as the newest migration leaves them."""

from typing import Any

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


def _of_a_contact(*, primary_key: bool) -> Column[object]:
    known = ForeignKey("contacts.id", ondelete="CASCADE")
    return Column("contact_id", BigInteger, known, primary_key=primary_key, nullable=False)


def _key(*, primary_key: bool) -> list[Column[object]]:
    """What a change speaks of. `tag_key` is the target's; `list,newsletter` for a list."""
    mine: dict[str, Any] = {"primary_key": primary_key, "nullable": False}
    return [
        Column("tag_key", Text, **mine),
        Column("occasion", Boolean, **mine),
        Column("claim", Text, **mine),
        Column("timer", Text, **mine, server_default=""),
    ]


def _change() -> list[Column[object]]:
    """The rest of it."""
    return [
        _words("tag"),
        _words("action"),
        _words("sort"),
        _words("value"),
        _when("due_at"),
        Column("second", BigInteger, nullable=False),
        Column("favours_member", Boolean, nullable=False),
        _words("delivery"),
        _words("rule"),
        _count("line"),
    ]


# The ledger: the newest change on each key.
ledger = Table(
    "ledger",
    metadata,
    _of_a_contact(primary_key=True),
    *_key(primary_key=True),
    *_change(),
    Column("confirmed", Boolean, nullable=False, server_default=text("false")),
)

# Changes that a delivery put off. `state` is pending, done, dropped or called off.
timers = Table(
    "timers",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _of_a_contact(primary_key=False),
    *_key(primary_key=False),
    *_change(),
    _words("state"),
    _words("because"),
    _when("settled_at"),
    UniqueConstraint(
        "contact_id", "delivery", "tag_key", "occasion", "claim", "timer", name="one_timer_a_wish"
    ),
    Index("timers_due", "due_at", postgresql_where=text("state = 'pending'")),
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

# Each time that other rules were applied to what had come before (`bridge diff --apply`).
applications = Table(
    "applications",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _when("at", required=True),
    _words("destination"),
    _words("rules_name"),
    _words("rules_version"),
    _count("contacts"),  # how many it was about
    _when("finished_at"),
    _when("undone_at"),
)


def _of_an_application() -> Column[object]:
    known = ForeignKey("applications.id", ondelete="CASCADE")
    return Column("application_id", BigInteger, known, primary_key=True)


def _of_a_delivery(*, primary_key: bool) -> Column[object]:
    known = ForeignKey("deliveries.id", ondelete="CASCADE")
    return Column("delivery_id", BigInteger, known, primary_key=primary_key, index=True)


# What it found of each contact: her ledger and timers. `delivery_id` is what carries it out.
applied_contacts = Table(
    "applied_contacts",
    metadata,
    _of_an_application(),
    Column(
        "contact_id",
        BigInteger,
        ForeignKey("contacts.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    _of_a_delivery(primary_key=False),
    _json("ledger", "[]"),
    _json("timers", "[]"),
    _when("undone_at"),
)

# What it found on the record of each delivery that it decided anew.
revisions = Table(
    "revisions",
    metadata,
    _of_an_application(),
    _of_a_delivery(primary_key=True),
    _json("changes", "[]"),
    _json("results", "[]"),
    _words("rules_version"),
    _words("state"),
    _words("reason"),
)
