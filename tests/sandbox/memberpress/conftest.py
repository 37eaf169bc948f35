"""A sandbox site with two memberships and no limit, and who asks it."""

from collections.abc import Iterator

import pytest

from bridge.sandbox.memberpress import SandboxMemberPress
from tests.sandbox.memberpress.client import SiteAsker


@pytest.fixture
def site() -> Iterator[SandboxMemberPress]:
    with SandboxMemberPress(["Gold", "Silver"], rate=None) as running:
        yield running


@pytest.fixture
def ask(site: SandboxMemberPress) -> SiteAsker:
    return SiteAsker(site)
