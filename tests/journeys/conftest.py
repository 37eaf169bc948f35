"""Servers that a journey may break without hurting other tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.sandbox.servers import Servers, running
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate
from tests.reconcile.conftest import branches, clock, stage

__all__ = ["branches", "clock", "stage"]


@pytest.fixture
def own_servers() -> Iterator[Servers]:
    with (
        tempfile.TemporaryDirectory(prefix="bridge-road-") as folder,
        running(Path(folder), throwaway=True) as both,
    ):
        yield both


def migrated_url(servers: Servers) -> str:
    """A database with all tables on these servers."""
    url = servers.database_url("journey")
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()
    return url
