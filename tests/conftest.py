"""Real servers for the tests that need them, started once and only when asked for."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from bridge.sandbox.servers import Servers, running
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate
from bridge.store.schema.tables import metadata

# The same examples in every run, so that a red test is red for everybody.
hypothesis_settings.register_profile("bridge", derandomize=True, deadline=None, max_examples=60)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "bridge"))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with (
        tempfile.TemporaryDirectory(prefix="bridge-") as folder,
        running(Path(folder), throwaway=True) as both,
    ):
        yield both


@pytest.fixture(scope="session")
def migrated(servers: Servers) -> str:
    """The name of a database with all tables, to be copied and never written to."""
    engine = engine_for(servers.database_url("template"))
    migrate(engine)
    engine.dispose()
    return "template"


@pytest.fixture(scope="session")
def emptied() -> list[str]:
    """Addresses of databases that a test has left, with all tables and nothing in them."""
    return []


@pytest.fixture
def database_url(servers: Servers, migrated: str, emptied: list[str]) -> Iterator[str]:
    """A database with all tables and nothing in them."""
    url = emptied.pop() if emptied else servers.database_url(f"test_{uuid4().hex}", like=migrated)
    yield url
    if _empty(url):
        emptied.append(url)


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


def _empty(url: str) -> bool:
    """Whether it could be emptied: not while somebody may still write to it, nor after a test of
    a server that was ended."""
    names = ", ".join(table.name for table in metadata.tables.values())
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
            (others,) = connection.execute(_OTHERS).fetchone() or (2,)
            if others == 1:
                connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return bool(others == 1)
    except psycopg.Error:
        return False


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(database_url)
    yield made
    made.dispose()


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """An empty Valkey database."""
    return servers.empty_redis_url()
