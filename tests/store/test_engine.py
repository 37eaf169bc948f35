"""What counting connections promises: of the bounds of a server, the one that is nearest."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bridge.store.engine import Used, engine_for, used_connections
from tests.journeys.road import eventually


def test_the_server_bounds_who_is_bounded_by_nothing_else(engine: Engine) -> None:
    used = used_connections(engine)
    assert used.now >= 1
    assert used.most is not None
    assert used.most > 10


@pytest.fixture
def small_plan(engine: Engine, database_url: str) -> Iterator[Engine]:
    """As at a host that allows its customer five connections."""
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE small LOGIN CONNECTION LIMIT 5"))
    made = engine_for(database_url.replace("postgres:@", "small:@"))
    yield made
    made.dispose()
    with engine.connect() as connection:
        connection.execute(text("DROP ROLE small"))


def test_the_role_bounds_a_customer_of_a_small_plan(small_plan: Engine) -> None:
    with small_plan.connect():
        assert used_connections(small_plan) == Used(2, 5)


def test_the_database_bounds_who_shares_a_server(engine: Engine, database_url: str) -> None:
    name = database_url.partition("?")[0].rpartition("/")[2]
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} CONNECTION LIMIT 4"))
        # What a test before this one left behind may still be closing.
        assert eventually(lambda: used_connections(engine) == Used(2, 4), seconds=30)
        connection.execute(text(f"ALTER DATABASE {name} CONNECTION LIMIT -1"))
