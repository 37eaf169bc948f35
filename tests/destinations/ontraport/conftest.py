"""Fixtures of the tests about Ontraport."""

from collections.abc import Iterator

import pytest
import responses

from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.bodies import RecordedOntraport
from tests.destinations.ontraport.destination import KEY, NAMES, OntraportDestination
from tests.destinations.stand_in_destination import TAGS


@pytest.fixture
def ontraport() -> Iterator[OntraportDestination]:
    """Nobody is there, and no id is known."""
    with SandboxOntraport(TAGS, None, KEY) as account:
        yield OntraportDestination(account)


@pytest.fixture
def known(ontraport: OntraportDestination, memory: DictMemory) -> OntraportDestination:
    ontraport.get_to_know(memory, NAMES)
    return ontraport


@pytest.fixture
def recorded() -> Iterator[RecordedOntraport]:
    """Answers as the test writes them down."""
    with responses.RequestsMock() as mocked:
        yield RecordedOntraport(mocked)
