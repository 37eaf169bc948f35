"""What stands: accounts, the places at them, and what each place was told."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, UniqueConstraint

from bridge.store.tables.columns import count, json_of, metadata, number, part_of, when, words

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

# One row for each contact of a destination, or for the address before there is one; `memory` holds
# the CRM's own ids for it. It is due when `due` and `done` differ, or `wake_at` has come; whoever
# works on it holds its lease.
places = Table(
    "places",
    metadata,
    number(),
    words("destination"),
    words("address"),
    json_of("memory", "{}"),
    Column("due", BigInteger, nullable=False, server_default="0"),
    Column("done", BigInteger, nullable=False, server_default="0"),
    words("lease"),
    when("lease_until"),
    when("wake_at"),
    count("attempts"),
    words("reason"),
    UniqueConstraint("destination", "address", name="one_place_an_address"),
    Index("places_that_wake", "wake_at"),
)
Index("places_that_are_due", places.c.id, postgresql_where=places.c.due != places.c.done)

# What each place was told of each target, and what was found there before the first word.
applied = Table(
    "applied",
    metadata,
    part_of("places", "place_id", key=True),
    Column("target", Text, primary_key=True),
    words("sort"),
    words("name"),
    words("value"),
    words("text"),
    words("moment"),
    Column("found", Boolean),
    words("refused"),
    words("attempted"),
)

# What is done once, by its token; also how access stood when something last fired for it.
occurrences = Table(
    "occurrences",
    metadata,
    Column("destination", Text, primary_key=True),
    Column("token", Text, primary_key=True),
    words("state"),
    when("at", required=True),
)
