from sqlalchemy import Engine, inspect, text

from bridge.store.engine import engine_for
from bridge.store.people.address_book import beginnings
from bridge.store.schema.revision import migrate, newest
from tests.store.schema.migrations.conftest import Upgrade

_CAME = text("""
    INSERT INTO deliveries
        (key, source, kind, mode, email, subject, event, occurred_at, received_at)
    SELECT 'key' || n, 'thrivecart', 'purchase', 'live', email, 7,
        jsonb_build_object(
            'contact', jsonb_build_object('first_name', first, 'last_name', last),
            'items', jsonb_build_array(jsonb_build_object('id', '12'))
        ),
        now(), now()
    FROM (VALUES
        (1, 'bea@example.com', 'Bea', 'Buyer'), (2, 'bea@example.com', '', ''),
        (5, 'ann@example.com', 'Ànn', 'X  de'),
        (3, 'ben@example.com', 'Ben', ''), (4, '', 'No', 'Address')
    ) AS t(n, email, first, last)
""")


def test_who_and_what_came_before_is_found_too(upgrade: Upgrade, blank: Engine) -> None:
    upgrade("0008")
    with blank.connect() as connection:
        connection.execute(_CAME)
    upgrade("0009")
    with blank.connect() as connection:
        people = connection.execute(text("SELECT address, name, found_by FROM people ORDER BY 1"))
        assert [tuple(row) for row in people] == [
            ("ann@example.com", "Ànn X  de", "ànn x  de ann@example.com"),
            ("bea@example.com", "Bea Buyer", "bea buyer bea@example.com"),
            ("ben@example.com", "Ben", "ben ben@example.com"),
        ]
        told = connection.execute(text("SELECT found_by, beginnings FROM people"))
        assert all(sorted(row.beginnings) == beginnings(row.found_by) for row in told)
        subjects = connection.execute(text("SELECT subject, kind, items FROM subjects"))
        assert [tuple(row) for row in subjects] == [(7, "purchase", [{"id": "12"}])]


def test_where_trigrams_may_not_be_had_the_rest_is_done_all_the_same(blank: Engine) -> None:
    """Only whoever may create in the database may have an extension there."""
    with blank.connect() as connection:
        connection.execute(text("CREATE ROLE lesser LOGIN"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO lesser"))
    lesser = engine_for(str(blank.url.set(username="lesser").render_as_string(hide_password=False)))
    try:
        assert migrate(lesser) == newest()
        assert "people_by_part_of_name" not in {
            each["name"] for each in inspect(lesser).get_indexes("people")
        }
    finally:
        lesser.dispose()
        with blank.connect() as connection:
            connection.execute(text("DROP OWNED BY lesser"))
            connection.execute(text("DROP ROLE lesser"))
