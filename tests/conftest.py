"""Real servers for the tests that need them, started once and only when asked for."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from bridge.sandbox.servers import Servers, running
from bridge.store.engine import engine_for
from bridge.store.migrate import migrate

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


@pytest.fixture
def database_url(servers: Servers, migrated: str) -> str:
    """A fresh database with all tables."""
    return servers.database_url(f"test_{uuid4().hex}", like=migrated)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(database_url)
    yield made
    made.dispose()


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """An empty Valkey database."""
    return servers.empty_redis_url()
