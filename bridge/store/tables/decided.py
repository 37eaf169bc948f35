"""Publications of rules.yaml, and what each made of events and entitlements; the highest counts."""

from sqlalchemy import BigInteger, Column, Identity, Integer, Table, Text

from bridge.store.tables.columns import count, json_of, metadata, number, part_of, when, words

# Each publication of the rules. `source` is file, apply or undo; an undo names what it takes back.
rulebooks = Table(
    "rulebooks",
    metadata,
    Column("number", Integer, Identity(), primary_key=True),
    words("text"),
    words("version"),
    words("name"),
    words("source"),
    Column("takes_back", Integer),
    when("since", required=True),
)

event_decisions = Table(
    "event_decisions",
    metadata,
    part_of("deliveries", "delivery_id", key=True),
    Column("publication", Integer, primary_key=True, index=True),
    json_of("effects", "[]"),
)

entitlement_decisions = Table(
    "entitlement_decisions",
    metadata,
    Column("entitlement", Text, primary_key=True),
    Column("publication", Integer, primary_key=True, index=True),
    part_of("households", "household_id", index=True),
)

# Other rules for what was: applied, taken back, or taken up because nothing was decided before.
# `cursor` is the household that was done last; not finished, it goes on there.
rollouts = Table(
    "rollouts",
    metadata,
    number(),
    words("kind"),
    Column("publication", Integer, nullable=False),
    Column("takes_back", Integer),
    count("people"),
    Column("cursor", BigInteger, nullable=False, server_default="0"),
    when("began_at", required=True),
    when("finished_at"),
)
