from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, text
from sqlalchemy.exc import ProgrammingError

from bridge.sandbox.servers import Servers
from bridge.store import schema
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate, newest, standing
from bridge.store.schema.tables import metadata


@pytest.fixture
def empty_url(servers: Servers) -> str:
    """An empty database."""
    return servers.database_url(f"empty_{uuid4().hex}")


def differences(engine: Engine, wanted: MetaData) -> list[object]:
    with engine.connect() as connection:
        options = {
            "version_table": "bridge_version",
            "compare_type": True,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, wanted))


def test_an_empty_database_becomes_just_the_tables_of_the_code(empty_url: str) -> None:
    engine = engine_for(empty_url)
    assert standing(engine) is None
    assert migrate(engine) == newest() == standing(engine)
    assert differences(engine, metadata) == []
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "bridge_version"}
    engine.dispose()


def test_a_difference_would_be_seen(engine: Engine) -> None:
    wanted = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(wanted)
    Table("deliveries", wanted, Column("colour", Integer), extend_existing=True)
    [difference] = differences(engine, wanted)
    assert isinstance(difference, tuple)
    assert (difference[0], difference[3].name) == ("add_column", "colour")


def test_a_second_migration_changes_nothing(engine: Engine) -> None:
    assert migrate(engine) == standing(engine) == newest()
    assert differences(engine, metadata) == []


def test_two_releases_may_migrate_at_once(empty_url: str) -> None:
    engines = [engine_for(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(len(engines)) as together:
        assert list(together.map(migrate, engines)) == [newest()] * 4
    assert differences(engines[0], metadata) == []
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_spellings_of_postgres_reach_it(empty_url: str, scheme: str) -> None:
    engine = engine_for(empty_url.replace("postgresql://", f"{scheme}://"))
    assert standing(engine) is None
    engine.dispose()


def stands_at(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = :at"), {"at": revision})


def test_the_revision_that_a_release_needs_is_its_newest_migration() -> None:
    assert newest() == schema.NEEDED


def test_after_a_migration_nothing_is_lacking(engine: Engine) -> None:
    assert schema.lacking(engine) == ""


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0004", "The database stands at revision 0004, and this release needs 0009. Run: bridge "
         "migrate"),
        ("0010", "The database stands at revision 0010, which a newer release made; this one knows "
         "0009. Deploy the newer one again."),
    ],
)  # fmt: skip
def test_it_says_which_revision_stands_and_which_is_needed(
    engine: Engine, revision: str, said: str
) -> None:
    stands_at(engine, revision)
    assert schema.lacking(engine) == said


def test_an_empty_database_is_to_be_migrated(servers: Servers) -> None:
    engine = engine_for(servers.database_url(f"empty_{uuid4().hex}"))
    assert schema.lacking(engine) == (
        "The database has no tables of the bridge yet. Run: bridge migrate"
    )
    with engine.connect() as connection, pytest.raises(ProgrammingError) as caught:
        connection.execute(text("SELECT * FROM deliveries"))
    assert schema.is_not_migrated(caught.value)
    assert not schema.is_not_migrated(ValueError("no table"))
    engine.dispose()
