"""What stands: accounts, their contacts, and what each contact should have by now and later."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, UniqueConstraint, text

from bridge.store.tables.columns import count, flag, json_of, metadata, number, part_of, when, words

# One row a CRM account: its pause, and what its adapter remembers of the account.
destinations = Table(
    "destinations",
    metadata,
    Column("name", Text, primary_key=True),
    when("paused_since"),
    words("paused_because"),
    when("next_check_at"),
    count("checks"),
    json_of("memory", "{}"),
)

# One row for each contact of a destination; `memory` holds the CRM's own ids for it.
contacts = Table(
    "contacts",
    metadata,
    number(),
    words("destination"),
    words("email"),
    json_of("memory", "{}"),
    # Set while a worker talks to the CRM about this contact; still set, its worker died.
    flag("telling"),
    # Until then a request may still be under way inside the CRM.
    when("quiet_until"),
    UniqueConstraint("destination", "email", name="one_row_a_contact"),
)


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
        words("tag"),
        words("action"),
        words("sort"),
        words("value"),
        when("due_at"),
        Column("second", BigInteger, nullable=False),
        Column("favours_member", Boolean, nullable=False),
        words("delivery"),
        words("rule"),
        count("line"),
    ]


# The ledger: the newest change on each key.
ledger = Table(
    "ledger",
    metadata,
    part_of("contacts", "contact_id", key=True),
    *_key(primary_key=True),
    *_change(),
    flag("confirmed"),
)

# Changes that a delivery put off. `state` is pending, done, dropped or called off.
timers = Table(
    "timers",
    metadata,
    number(),
    part_of("contacts", "contact_id"),
    *_key(primary_key=False),
    *_change(),
    words("state"),
    words("because"),
    when("settled_at"),
    UniqueConstraint(
        "contact_id", "delivery", "tag_key", "occasion", "claim", "timer", name="one_timer_a_wish"
    ),
    Index("timers_due", "due_at", postgresql_where=text("state = 'pending'")),
)
