"""The tables, as the newest migration leaves them.

The record: deliveries, and the calls that they caused. Publications of rules.yaml, and what each
made of events and entitlements; the highest counts. What stands: accounts, the places at them, and
what each place was told.
"""

import sqlalchemy as sa

from bridge.store.schema import lookup_tables  # noqa: F401 # so that `metadata` has all tables
from bridge.store.schema.columns import (
    count,
    json_of,
    number,
    part_of,
    several_words,
    when,
    words,
)
from bridge.store.schema.columns import (
    metadata as metadata,
)

WITH_BODY = sa.text("body <> '{}'")
SETTLED = sa.text("settled_at IS NOT NULL")
INVOICE = sa.text("(event->>'invoice_id')")

# People whose events share an order, a customer id or an address: they are judged together.
# `changed_at` is when something was decided about it last.
households = sa.Table("households", metadata, number(), when("changed_at"))

household_keys = sa.Table(
    "household_keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    part_of("households", "household_id", index=True),
)

# What came, one row a delivery; `body` is what the cart sent, without its secret. `subject` is the
# same for all of one kind and mode that name the same items. `shares` is what each of several
# destinations has of the record; the columns about its state are then of all. `household_id` None:
# not taken in yet. What was due by `quiet_until` counts as done: it was before the bridge could
# know, or before the version that filled this store.
deliveries = sa.Table(
    "deliveries",
    metadata,
    number(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    *map(words, ("source", "kind", "word", "mode", "email", "order_id")),
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
    json_of("shares", "{}"),
    words("rules_version"),
    part_of("households", "household_id", required=False, index=True),
    when("quiet_until"),
    count("subject", sa.BigInteger),
    sa.Index("deliveries_of_a_contact", "email", "id"),
    sa.Index("deliveries_owed", "next_try_at", postgresql_where=sa.text("state = 'waiting'")),
    sa.Index("deliveries_by_state", "state", "id"),
    sa.Index("deliveries_by_subject", "state", "subject", "received_at"),
    sa.Index("deliveries_by_kind", "kind", "id"),
    sa.Index("deliveries_of_a_subject", "subject", "id"),
    sa.Index("deliveries_by_hour", "received_at", "state", postgresql_include=["mode", "kind"]),
    sa.Index("deliveries_by_settling", "settled_at", postgresql_where=SETTLED),
    sa.Index("deliveries_of_an_order", "order_id", postgresql_where=sa.text("order_id <> ''")),
    sa.Index(
        "deliveries_of_an_invoice", INVOICE, postgresql_where=sa.text("event->>'invoice_id' <> ''")
    ),
    sa.Index("deliveries_that_came_again", "id", postgresql_where=sa.text("duplicates > 0")),
    sa.Index("deliveries_in_test_mode", "id", postgresql_where=sa.text("mode = 'test'")),
    sa.Index("deliveries_with_body", "received_at", postgresql_where=WITH_BODY),
    sa.Index(
        "deliveries_not_taken_in",
        "id",
        postgresql_where=sa.text("household_id IS NULL AND state = 'waiting'"),
    ),
)

# Every request to a CRM, by the delivery that caused it; nothing personal stands here.
calls = sa.Table(
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
    sa.Index("calls_by_time", "at"),
)

# Each publication of the rules. `source` is file, apply, undo, console or push; an undo names what
# it takes back. `who` is whoever did it, as far as she said; `deployed_at` when a deploy brought a
# rules file with this text last.
rulebooks = sa.Table(
    "rulebooks",
    metadata,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    *map(words, ("text", "version", "name", "source", "who", "note")),
    sa.Column("takes_back", sa.Integer),
    when("since", required=True),
    when("deployed_at"),
)

event_decisions = sa.Table(
    "event_decisions",
    metadata,
    part_of("deliveries", "delivery_id", key=True),
    sa.Column("publication", sa.Integer, primary_key=True, index=True),
    json_of("effects", "[]"),
)

# An entitlement without an order is called alike in several households.
entitlement_decisions = sa.Table(
    "entitlement_decisions",
    metadata,
    part_of("households", "household_id", key=True),
    sa.Column("entitlement", sa.Text, primary_key=True),
    sa.Column("publication", sa.Integer, primary_key=True, index=True),
)

# Other rules for what was: applied, taken back, or taken up because nothing was decided before.
# `cursor` is the household that was done last; not finished, it goes on there. `done` of `of`
# households were looked at.
rollouts = sa.Table(
    "rollouts",
    metadata,
    number(),
    words("kind"),
    sa.Column("publication", sa.Integer, nullable=False),
    sa.Column("takes_back", sa.Integer),
    count("people"),
    count("cursor", sa.BigInteger),
    *map(count, ("done", "of")),
    when("began_at", required=True),
    when("finished_at"),
)

# Whom each rollout changed, and the names of what she was to gain and lose by it.
rolled_out = sa.Table(
    "rolled_out",
    metadata,
    part_of("rollouts", "rollout_id", key=True),
    part_of("households", "household_id", key=True, index=True),
    when("at", required=True),
    *map(several_words, ("gains", "loses")),
)

# One row a CRM account: its pause, since when it does not answer, what its adapter remembers of the
# account, and how many calls it ever got, and how many of these it called too many.
# Rows of a delivery's results that name no destination are of the one `of_before`. `former` are its
# names of before, each with the number of the last publication that called it so.
destinations = sa.Table(
    "destinations",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("of_before", sa.Boolean, nullable=False, server_default=sa.false()),
    json_of("former", "{}"),
    when("paused_since"),
    words("paused_because"),
    when("next_check_at"),
    count("checks"),
    count("failures"),
    when("silent_since"),
    words("silent_because"),
    count("calls", sa.BigInteger),
    count("over_limit", sa.BigInteger),
    json_of("memory", "{}"),
)

# One row for each contact of a destination, or for the address before there is one; `memory` holds
# the CRM's own ids for it. It is due when `due` and `done` differ, or `wake_at` has come; whoever
# works on it holds its lease.
places = sa.Table(
    "places",
    metadata,
    number(),
    words("destination"),
    words("address"),
    json_of("memory", "{}"),
    count("due", sa.BigInteger),
    count("done", sa.BigInteger),
    words("lease"),
    when("lease_until"),
    when("wake_at"),
    count("attempts"),
    words("reason"),
    sa.UniqueConstraint("address", "destination", name="one_place_an_address"),
    sa.Index("places_that_wake", "wake_at", "id"),
    sa.Index("places_tried_again", "wake_at", "id", postgresql_where=sa.text("attempts > 0")),
    sa.Index("places_that_are_due", "destination", "id", postgresql_where=sa.text("due <> done")),
)

# What each place was told of each target, and what was found there before the first word.
applied = sa.Table(
    "applied",
    metadata,
    part_of("places", "place_id", key=True),
    sa.Column("target", sa.Text, primary_key=True),
    *map(words, ("sort", "name", "value", "text", "moment")),
    sa.Column("found", sa.Boolean),
    words("refused"),
    words("attempted"),
    sa.Index("applied_refused", "place_id", postgresql_where=sa.text("refused <> ''")),
)

# What is done once, by its token; also how access stood when something last fired for it.
occurrences = sa.Table(
    "occurrences",
    metadata,
    sa.Column("destination", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    words("state"),
    when("at", required=True),
)
