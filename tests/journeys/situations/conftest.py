"""One stage for all situations: the tests differ by their buyers."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from bridge.sandbox.servers import Servers
from tests.journeys.situations.stage import Stage, stage

_REDIS = 7  # other tests empty number 0
# As accounts were seen to tell tags: HTML\'s entities, accents apart from their letters.
_SPELLING = "entities, nfd"


@pytest.fixture(scope="package")
def shop(
    servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    database_url = servers.database_url(f"situations_{uuid4().hex}", like=migrated)
    folder = tmp_path_factory.mktemp("situations")
    with stage(database_url, servers.empty_redis_url(_REDIS), folder, _SPELLING) as made:
        yield made
