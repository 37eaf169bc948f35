"""A sandbox account with three tags and no limit, and who asks it."""

from collections.abc import Iterator

import pytest

from bridge.sandbox.activecampaign import SandboxAccount
from tests.sandbox.client import Asker


@pytest.fixture
def account() -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Gold", "Gold Plus", "Silver"], rate=None) as running:
        yield running


@pytest.fixture
def ask(account: SandboxAccount) -> Asker:
    return Asker(account)
