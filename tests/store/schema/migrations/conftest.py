"""An empty database brought to one revision."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Engine, Inspector, inspect

from bridge.sandbox.servers import Servers
from bridge.store.engine import engine_for
from bridge.store.schema.revision import _config

Upgrade = Callable[[str], Inspector]


@pytest.fixture
def blank(servers: Servers) -> Iterator[Engine]:
    engine = engine_for(servers.database_url(f"blank_{uuid4().hex}"))
    yield engine
    engine.dispose()


@pytest.fixture
def upgrade(blank: Engine) -> Upgrade:
    def to(revision: str) -> Inspector:
        with blank.connect().execution_options(isolation_level="READ COMMITTED") as connection:
            command.upgrade(_config(connection), revision)
            connection.commit()
        return inspect(blank)

    return to
