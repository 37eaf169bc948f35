"""The record: what came, and which calls it caused."""

from sqlalchemy import Column, Index, Table, Text, text

from bridge.store.tables.columns import count, json_of, metadata, number, part_of, when, words

# People whose events share an order, a customer id or an address: they are judged together.
# `changed_at` is when something was decided about it last.
households = Table("households", metadata, number(), when("changed_at"))

household_keys = Table(
    "household_keys",
    metadata,
    Column("key", Text, primary_key=True),
    part_of("households", "household_id", index=True),
)

# What came, one row a delivery; `body` is what the cart sent, without its secret.
deliveries = Table(
    "deliveries",
    metadata,
    number(),
    Column("key", Text, nullable=False, unique=True),
    words("source"),
    words("kind"),
    words("word"),
    words("mode"),
    words("email"),
    words("order_id"),
    when("occurred_at", required=True),
    when("received_at", required=True),
    json_of("event", "{}"),
    json_of("body", "{}"),
    words("state"),
    words("reason"),
    count("duplicates"),
    count("attempts"),
    when("next_try_at"),
    when("settled_at"),
    json_of("results", "[]"),
    words("rules_version"),
    # None: not taken in yet. What was due by `quiet_until` counts as done: it was before the bridge
    # could know, or before the version that filled this store.
    part_of("households", "household_id", required=False, index=True),
    when("quiet_until"),
    Index("deliveries_of_a_contact", "email", "id"),
    Index("deliveries_owed", "next_try_at", postgresql_where=text("state = 'waiting'")),
    Index("deliveries_by_state", "state", "id"),
    Index(
        "deliveries_not_taken_in",
        "id",
        postgresql_where=text("household_id IS NULL AND state = 'waiting'"),
    ),
)

# Every request to a CRM, by the delivery that caused it; nothing personal stands here.
calls = Table(
    "calls",
    metadata,
    number(),
    part_of("deliveries", "delivery_id", required=False, index=True),
    part_of("places", "place_id", required=False, index=True),
    when("at", required=True),
    words("method"),
    words("path"),
    count("status"),
    count("milliseconds"),
    words("note"),
)
