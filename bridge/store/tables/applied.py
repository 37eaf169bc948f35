"""What is needed to take back what other rules made of the past."""

from sqlalchemy import Table

from bridge.store.tables.columns import count, json_of, metadata, number, part_of, when, words

# Each time that other rules were applied to what had come before (`bridge diff --apply`).
applications = Table(
    "applications",
    metadata,
    number(),
    when("at", required=True),
    words("destination"),
    words("rules_name"),
    words("rules_version"),
    count("contacts"),  # how many it was about
    when("finished_at"),
    when("undone_at"),
)

# What it found of each contact: her ledger and timers. `delivery_id` is what carries it out.
applied_contacts = Table(
    "applied_contacts",
    metadata,
    part_of("applications", "application_id", key=True),
    part_of("contacts", "contact_id", key=True, index=True),
    part_of("deliveries", "delivery_id", required=False, index=True),
    json_of("ledger", "[]"),
    json_of("timers", "[]"),
    when("undone_at"),
)

# What it found on the record of each delivery that it decided anew.
revisions = Table(
    "revisions",
    metadata,
    part_of("applications", "application_id", key=True),
    part_of("deliveries", "delivery_id", key=True, index=True),
    json_of("changes", "[]"),
    json_of("results", "[]"),
    words("rules_version"),
    words("state"),
    words("reason"),
)
