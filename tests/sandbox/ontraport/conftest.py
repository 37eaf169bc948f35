"""A sandbox account with two tags and no limit, and a plain client that asks it."""

from collections.abc import Iterator

import pytest

from bridge.sandbox.ontraport import SandboxOntraport
from tests.sandbox.ontraport.asker import OntraportAsker


@pytest.fixture
def ontraport() -> Iterator[OntraportAsker]:
    with SandboxOntraport(["Gold", "Silver"], rate=None) as running:
        running.furnish((), ["Course"], ["Welcome"])
        yield OntraportAsker(running)
