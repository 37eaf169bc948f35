"""Real servers for the tests that need them, started once and only when asked for."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4
from weakref import WeakSet

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Engine, Pool, event
from tenacity import retry, retry_if_result, stop_after_attempt, wait_fixed

from bridge.sandbox.servers import Servers, running
from bridge.store.engine import engine_for
from bridge.store.schema import NEEDED
from bridge.store.schema.revision import migrate
from bridge.store.schema.tables import metadata

# The same examples in every run, so that a red test is red for everybody.
hypothesis_settings.register_profile("bridge", derandomize=True, deadline=None, max_examples=60)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "bridge"))


# What is read while tests are collected stays; the collector need not look at it again and again.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


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


@pytest.fixture(scope="session")
def opened() -> WeakSet[psycopg.Connection]:
    """Every connection that an engine in this process has opened, as long as somebody holds it."""
    every: WeakSet[psycopg.Connection] = WeakSet()
    event.listen(Pool, "connect", lambda connection, _: every.add(connection))
    return every


@pytest.fixture
def database_url(
    servers: Servers, migrated: str, emptied: list[str], opened: WeakSet[psycopg.Connection]
) -> Iterator[str]:
    """A database with all tables and nothing in them."""
    url = emptied.pop() if emptied else servers.database_url(f"test_{uuid4().hex}", like=migrated)
    yield url
    _leave(url, opened)
    if _empty(url):
        emptied.append(url)


def _leave(url: str, opened: WeakSet[psycopg.Connection]) -> None:
    """Closes what the test's engines left open there, save where a thread still asks something."""
    name = conninfo_to_dict(url)["dbname"]
    for each in [*opened]:
        if not each.closed and not each.lock.locked() and each.info.dbname == name:
            each.close()


def _empty(url: str) -> bool:
    """Whether it could be emptied: not while somebody may still write to it, nor where it was
    brought to another revision, nor after a test of a server that was ended."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
            stands = connection.execute("SELECT version_num FROM bridge_version").fetchall()
            if stands != [(NEEDED,)] or not _is_alone(connection):
                return False
            written = connection.execute(_WRITTEN, [[*metadata.tables]]).fetchall()
            if written:
                names = ", ".join(name for (name,) in written)
                connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return True
    except psycopg.Error:
        return False


# Of a connection that was closed, Postgres knows a moment later.
@retry(
    retry=retry_if_result(lambda alone: not alone),
    stop=stop_after_attempt(10), wait=wait_fixed(0.01), retry_error_callback=lambda _: False,
)  # fmt: skip
def _is_alone(connection: psycopg.Connection) -> bool:
    return connection.execute(_OTHERS).fetchone() == (1,)


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
# A table without a row may have given numbers.
_WRITTEN = """
    SELECT relname FROM pg_class AS tables
    WHERE relkind = 'r' AND relname = ANY(%s) AND (pg_relation_size(oid) > 0 OR EXISTS (
        SELECT FROM pg_depend JOIN pg_sequence ON seqrelid = objid
        WHERE refobjid = tables.oid AND pg_sequence_last_value(seqrelid) > 0
    ))
"""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(database_url)
    yield made
    made.dispose()


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """An empty Valkey database."""
    return servers.empty_redis_url()
