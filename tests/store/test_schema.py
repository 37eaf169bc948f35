"""Whether the database has the tables of this release, and what to do where it has not."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from bridge.sandbox.servers import Servers
from bridge.store import schema
from bridge.store.engine import engine_for
from bridge.store.schema import revision


def stands_at(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = :at"), {"at": revision})


def test_the_revision_that_a_release_needs_is_its_newest_migration() -> None:
    assert revision.newest() == schema.NEEDED


def test_after_a_migration_nothing_is_lacking(engine: Engine) -> None:
    assert schema.lacking(engine) == ""


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0004", "The database stands at revision 0004, and this release needs 0006. Run: bridge "
         "migrate"),
        ("0007", "The database stands at revision 0007, which a newer release made; this one knows "
         "0006. Deploy the newer one again."),
    ],
)  # fmt: skip
def test_it_says_which_revision_stands_and_which_is_needed(
    engine: Engine, revision: str, said: str
) -> None:
    stands_at(engine, revision)
    assert schema.lacking(engine) == said


def test_an_empty_database_is_to_be_migrated(servers: Servers) -> None:
    engine = engine_for(servers.database_url("empty"))
    assert schema.lacking(engine) == (
        "The database has no tables of the bridge yet. Run: bridge migrate"
    )
    with engine.connect() as connection, pytest.raises(ProgrammingError) as caught:
        connection.execute(text("SELECT * FROM deliveries"))
    assert schema.is_not_migrated(caught.value)
    assert not schema.is_not_migrated(ValueError("no table"))
    engine.dispose()
