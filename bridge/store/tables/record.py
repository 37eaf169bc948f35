"""The record: what came, and which calls it caused."""

from sqlalchemy import Column, Index, Table, Text, text

from bridge.store.tables.columns import count, flag, json_of, metadata, number, part_of, when, words

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
    flag("merged"),
    json_of("changes", "[]"),
    json_of("results", "[]"),
    words("rules_version"),
    Index("deliveries_of_a_contact", "email", "id"),
    Index("deliveries_owed", "next_try_at", postgresql_where=text("state = 'waiting'")),
    Index("deliveries_by_state", "state", "id"),
)

# Every request to a CRM, by the delivery that caused it; nothing personal stands here.
calls = Table(
    "calls",
    metadata,
    number(),
    part_of("deliveries", "delivery_id", index=True),
    when("at", required=True),
    words("method"),
    words("path"),
    count("status"),
    count("milliseconds"),
    words("note"),
)
