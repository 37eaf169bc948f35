"""One buyer has Gold, and the workers can be told of what a hand says."""

import pytest

from tests.cli.conftest import Shell
from tests.cli.people import KeepingCrm, buyers
from tests.cli.shop import Shop


@pytest.fixture
def crm(bridge: Shell, shop: Shop, redis_url: str) -> KeepingCrm:
    """One buyer has Gold."""
    bridge.env["REDIS_URL"] = redis_url
    return buyers(shop, 1)
