from collections.abc import Iterator

import pytest

from bridge.store.engine import engine_for
from tests.reconcile.stage import Stage
from tests.store.clock import DatabaseClock


@pytest.fixture
def clock(database_url: str) -> DatabaseClock:
    return DatabaseClock(database_url)


@pytest.fixture
def stage(clock: DatabaseClock) -> Iterator[Stage]:
    engine = engine_for(clock.url)
    yield Stage(engine)
    engine.dispose()
