"""What the console looks up: people, items, hours, rules that are being written, and alerts"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bridge.store.schema.columns import (
    count,
    json_of,
    number,
    part_of,
    several_words,
    when,
    words,
)

revision = "0009"
down_revision = "0008"

# Trusted since Postgres 13: whoever owns the database may have it (its manual, F.33). Where a host
# does not offer it, people are found all the same, more slowly.
_OFFERED = sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
_TRIGRAMS = sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm")
_PEOPLE = sa.text("""
    INSERT INTO people (address, name, found_by, at)
    SELECT DISTINCT ON (email) email, name, lower(trim(name || ' ' || email)), received_at
    FROM (
        SELECT id, email, received_at, trim(
            coalesce(event->'contact'->>'first_name', '') || ' ' ||
            coalesce(event->'contact'->>'last_name', '')
        ) AS name
        FROM deliveries WHERE email <> ''
    ) AS named
    ORDER BY email, (name = ''), id DESC
""")
_BEGINNINGS = sa.text("""
    UPDATE people SET beginnings = ARRAY(
        SELECT DISTINCT left(word, letters)
        FROM unnest(string_to_array(found_by, ' ')) word, generate_series(1, 2) letters
        WHERE word <> '' ORDER BY 1
    )
""")
_SUBJECTS = sa.text("""
    INSERT INTO subjects (subject, kind, mode, items)
    SELECT DISTINCT ON (subject) subject, kind, mode, event->'items'
    FROM deliveries ORDER BY subject, id DESC
""")
_DEPLOYED = sa.text("UPDATE rulebooks SET deployed_at = since WHERE source = 'file'")
_MATCHED = sa.text("""
    INSERT INTO sightings (what, at)
    SELECT 'matched', max(received_at) FROM deliveries HAVING count(*) > 0
""")
_INVOICE = sa.text("(event->>'invoice_id')")


def upgrade() -> None:
    _who_and_what()
    _figures()
    _rules()
    _set_up()
    _erased()
    for name, columns, where in (
        ("by_kind", ["kind", "id"], None),
        ("of_a_subject", ["subject", "id"], None),
        ("of_an_order", ["order_id"], "order_id <> ''"),
        ("of_an_invoice", [_INVOICE], "event->>'invoice_id' <> ''"),
        ("that_came_again", ["id"], "duplicates > 0"),
        ("in_test_mode", ["id"], "mode = 'test'"),
    ):
        which = sa.text(where) if where else None
        op.create_index(f"deliveries_{name}", "deliveries", columns, postgresql_where=which)
    _by_time()


def _by_time() -> None:
    columns, more = ["received_at", "state"], ["mode", "kind"]
    op.create_index("deliveries_by_hour", "deliveries", columns, postgresql_include=more)
    settled = sa.text("settled_at IS NOT NULL")
    op.create_index(
        "deliveries_by_settling", "deliveries", ["settled_at"], postgresql_where=settled
    )
    op.create_index("calls_by_time", "calls", ["at"])


def _who_and_what() -> None:
    op.create_table(
        "subjects",
        sa.Column("subject", sa.BigInteger, primary_key=True, autoincrement=False),
        *map(words, ("kind", "mode")),
        json_of("items", "[]"),
    )
    op.create_table(
        "people",
        number(),
        sa.Column("address", sa.Text, nullable=False, unique=True),
        *map(words, ("name", "found_by")),
        several_words("beginnings"),
        when("at", required=True),
    )
    for each in (_PEOPLE, _BEGINNINGS, _SUBJECTS):
        op.get_bind().execute(each)
    op.create_index("people_seen_last", "people", ["at", "id"])
    op.create_index("people_by_beginnings", "people", ["beginnings"], postgresql_using="gin")
    if _has_trigrams():
        ops = {"found_by": "gin_trgm_ops"}
        kind: dict[str, Any] = {"postgresql_using": "gin", "postgresql_ops": ops}
        op.create_index("people_by_part_of_name", "people", ["found_by"], **kind)


def _has_trigrams() -> bool:
    connection = op.get_bind()
    if not connection.execute(_OFFERED).scalar():
        return False
    attempt = connection.begin_nested()
    try:
        connection.execute(_TRIGRAMS)
    except sa.exc.ProgrammingError:  # not allowed
        attempt.rollback()
        return False
    attempt.commit()
    return True


def _figures() -> None:
    op.create_table(
        "hourly",
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        count("number"),
    )
    op.create_table(
        "rule_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("rule", sa.Text, primary_key=True),
        count("number"),
        when("last", required=True),
    )
    name = sa.Column("name", sa.Text, primary_key=True)
    op.create_table("rollups", name, when("until", required=True))
    for each in ("calls", "over_limit"):
        op.add_column("destinations", count(each, sa.BigInteger))


def _rules() -> None:
    for each in ("who", "note"):
        op.add_column("rulebooks", words(each))
    op.add_column("rulebooks", when("deployed_at"))
    op.get_bind().execute(_DEPLOYED)
    for each in ("done", "of"):
        op.add_column("rollouts", count(each))
    op.create_table(
        "rolled_out",
        part_of("rollouts", "rollout_id", key=True),
        part_of("households", "household_id", key=True, index=True),
        when("at", required=True),
        *map(several_words, ("gains", "loses")),
    )
    op.create_table(
        "drafts",
        number(),
        *map(words, ("text", "name", "who", "note", "state", "problem")),
        sa.Column("base", sa.Integer),
        when("made_at", required=True),
        when("looked_at"),
        *map(count, ("done", "of")),
        *(json_of(each, "{}") for each in ("result", "hashes")),
    )
    op.create_table(
        "alerts",
        sa.Column("key", sa.Text, primary_key=True),
        words("words"),
        when("since", required=True),
        *map(when, ("told_at", "over_at")),
    )


def _set_up() -> None:
    what = sa.Column("what", sa.Text, primary_key=True)
    op.create_table("sightings", what, when("at", required=True))
    op.get_bind().execute(_MATCHED)
    op.create_table(
        "account_looks",
        sa.Column("destination", sa.Text, primary_key=True),
        when("at", required=True),
        *map(words, ("version", "problem")),
        json_of("missing", "[]"),
    )
    session = sa.Column("id", sa.Text, primary_key=True)
    op.create_table("ended_sessions", session, when("at", required=True))


def _erased() -> None:
    hash_ = sa.Column("hash", sa.Text, primary_key=True)
    op.create_table("forgotten", hash_, when("at", required=True))
    op.create_table("hash_keys", sa.Column("key", sa.Text, primary_key=True))
