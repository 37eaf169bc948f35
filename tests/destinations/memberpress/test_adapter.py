"""MemberPress keeps the contract. Over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.sandbox.memberpress import SandboxMemberPress
from tests.destinations.contract import GOLD, SILVER
from tests.destinations.contract_access import AccessContract
from tests.destinations.memberpress.destination import SITE_KEY, SiteDestination

SITES: dict[str, dict[str, Any]] = {
    "usual": {},
    "plain permalinks in a folder": {"plain_permalinks": True, "folder": "/school"},
    "older build": {"older_build": True},
    "nested fails": {"swallow_nested": True},
    "stale answers, final refunds": {"stale_active": True, "refuse_regrant": True},
    "ends as sent": {"whole_days": False, "crash_on_existing": True},
}


class TestMemberPress(AccessContract):
    """The contract, for every kind of site."""

    @pytest.fixture(params=SITES, ids=str)
    def destination(self, request: pytest.FixtureRequest) -> Iterator[SiteDestination]:
        with SandboxMemberPress([GOLD, SILVER], None, SITE_KEY, **SITES[request.param]) as site:
            destination = SiteDestination(site)
            destination.crm.check()  # which finds out how the API is reached
            site.reset()
            yield destination
