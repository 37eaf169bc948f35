"""The tables by which pages and figures are quick: who and what came, how much, and what somebody
works on. Nothing that a person should have follows from them."""

import sqlalchemy as sa

from bridge.store.schema.columns import (
    count,
    json_of,
    metadata,
    number,
    several_words,
    when,
    words,
)

TRIGRAMS = {"found_by": "gin_trgm_ops"}

# What the deliveries of one subject name: their kind, mode and items.
subjects = sa.Table(
    "subjects",
    metadata,
    sa.Column("subject", sa.BigInteger, primary_key=True, autoincrement=False),
    *map(words, ("kind", "mode")),
    json_of("items", "[]"),
)

# Every address that came, with the name that came with it last. `found_by` is both in lower case:
# a person is looked for by any part of it. `beginnings` has the first letter of each of its words,
# and the first two, by which no trigram finds where they stand.
people = sa.Table(
    "people",
    metadata,
    number(),
    sa.Column("address", sa.Text, nullable=False, unique=True),
    *map(words, ("name", "found_by")),
    several_words("beginnings"),
    when("at", required=True),
    sa.Index("people_seen_last", "at", "id"),
    sa.Index("people_by_part_of_name", "found_by", postgresql_using="gin", postgresql_ops=TRIGRAMS),
    sa.Index("people_by_beginnings", "beginnings", postgresql_using="gin"),
)

# How many deliveries that were received within an hour stand in each state; how many of a day each
# rule matched, and when last. `rollups` says until when each is counted.
hourly = sa.Table(
    "hourly",
    metadata,
    sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    count("number"),
)
rule_days = sa.Table(
    "rule_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    count("number"),
    when("last", required=True),
)
rollups = sa.Table(
    "rollups", metadata, sa.Column("name", sa.Text, primary_key=True), when("until", required=True)
)

# Rules that somebody is writing, made over the publication `base`, and what they would change:
# `done` of `of` people were looked at. `hashes` are of the plan, by household: by them one notices
# that it would be another one.
drafts = sa.Table(
    "drafts",
    metadata,
    number(),
    *map(words, ("text", "name", "who", "note", "state", "problem")),
    sa.Column("base", sa.Integer),
    when("made_at", required=True),
    when("looked_at"),
    count("done"),
    count("of"),
    *(json_of(each, "{}") for each in ("result", "hashes")),
)

# What a person must act upon, by what is the matter: told once, and once more when it is over.
alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    words("words"),
    when("since", required=True),
    when("told_at"),
    when("over_at"),
)

# When the cart's ping, a delivery with the right secret and one with a wrong one came last; and
# what a look into each destination's account found last.
sightings = sa.Table(
    "sightings", metadata, sa.Column("what", sa.Text, primary_key=True), when("at", required=True)
)
account_looks = sa.Table(
    "account_looks",
    metadata,
    sa.Column("destination", sa.Text, primary_key=True),
    when("at", required=True),
    *map(words, ("version", "problem")),
    json_of("missing", "[]"),
)

# Of people who were erased: the keyed hashes of what their deliveries were known by, each with when
# they were; and the key.
forgotten = sa.Table(
    "forgotten", metadata, sa.Column("hash", sa.Text, primary_key=True), when("at", required=True)
)
hash_keys = sa.Table("hash_keys", metadata, sa.Column("key", sa.Text, primary_key=True))

# Sessions of the console that were logged out.
ended_sessions = sa.Table(
    "ended_sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    when("at", required=True),
)
