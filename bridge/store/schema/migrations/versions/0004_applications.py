"""Other rules applied to what had come before, and what is needed to take that back"""

from alembic import op

from bridge.store.schema.columns import count, json_of, number, part_of, when, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "applications",
        number(),
        when("at", required=True),
        *map(words, ("destination", "rules_name", "rules_version")),
        count("contacts"),
        when("finished_at"),
        when("undone_at"),
    )
    op.create_table(
        "applied_contacts",
        part_of("applications", "application_id", key=True),
        part_of("contacts", "contact_id", key=True),
        part_of("deliveries", "delivery_id"),
        json_of("ledger", "[]"),
        json_of("timers", "[]"),
        when("undone_at"),
    )
    op.create_table(
        "revisions",
        part_of("applications", "application_id", key=True),
        part_of("deliveries", "delivery_id", key=True),
        json_of("changes", "[]"),
        json_of("results", "[]"),
        *map(words, ("rules_version", "state", "reason")),
    )
    # What is erased is looked up by these.
    op.create_index("ix_applied_contacts_contact_id", "applied_contacts", ["contact_id"])
    op.create_index("ix_applied_contacts_delivery_id", "applied_contacts", ["delivery_id"])
    op.create_index("ix_revisions_delivery_id", "revisions", ["delivery_id"])
