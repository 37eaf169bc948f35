"""Whether nothing was ever received."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from bridge.explain.readiness.fresh import is_fresh
from bridge.sandbox.servers import Servers
from bridge.store.engine import engine_for
from bridge.store.readiness import sightings
from tests.cli.shop import Shop


def test_an_empty_installation_is_fresh_until_something_came(engine: Engine) -> None:
    assert is_fresh(engine)
    Shop(engine).comes("purchase")
    assert not is_fresh(engine)


def test_one_that_forgot_all_that_came_is_not(engine: Engine) -> None:
    sightings.note(engine, sightings.MATCHED, datetime.now(UTC))
    assert not is_fresh(engine)


def test_one_without_tables_is_and_one_without_postgres_is_not_known_to_be(
    servers: Servers, tmp_path: object
) -> None:
    empty = engine_for(servers.database_url(f"empty_{uuid4().hex}"))
    assert is_fresh(empty)
    empty.dispose()
    assert not is_fresh(engine_for(f"postgresql://nobody@/nothing?host={tmp_path}"))
