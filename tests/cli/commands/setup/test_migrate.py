"""What `bridge migrate` promises: the newest tables, any number of times."""

from uuid import uuid4

from sqlalchemy import text

from bridge.sandbox.servers import Servers
from bridge.store.engine import engine_for
from bridge.store.schema.revision import newest
from tests.cli.conftest import Shell


def test_it_makes_the_tables_and_then_has_nothing_to_do(bridge: Shell, servers: Servers) -> None:
    bridge.env["DATABASE_URL"] = servers.database_url(f"test_{uuid4().hex}")
    first, second = bridge("migrate"), bridge("migrate")
    assert first.output == f"The database stands at revision {newest()} now (before: none).\n"
    assert second.output == (
        f"The database stands at revision {newest()}, the newest. Nothing was to do.\n"
    )
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert bridge("events").output == "No deliveries have come yet.\n"


def test_a_database_of_a_newer_release_is_left_alone(bridge: Shell, database_url: str) -> None:
    bridge.env["DATABASE_URL"] = database_url
    engine = engine_for(database_url)
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = '9999'"))
    engine.dispose()
    result = bridge("migrate")
    assert result.stderr == (
        "The database stands at revision 9999, which this release does not know (its newest is "
        f"{newest()}). A newer release has migrated it: deploy that one again.\n"
    )
    assert result.exit_code == 1
