"""Fixtures of the tests about Ontraport."""

from collections.abc import Iterator

import pytest
import responses

from bridge.model import Plan
from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.contract import ANN, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.bodies import RecordedOntraport
from tests.destinations.ontraport.destination import KEY, NAMES, TAGS, OntraportDestination


@pytest.fixture
def ontraport() -> Iterator[OntraportDestination]:
    """Nobody is there, and no id is known."""
    with SandboxOntraport(TAGS, None, KEY) as account:
        yield OntraportDestination(account)


@pytest.fixture
def known(ontraport: OntraportDestination, memory: DictMemory) -> OntraportDestination:
    """All ids are known, Ann is known and carries Silver; the count starts from here."""
    ontraport.crm.check(TAGS, NAMES)
    ontraport.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    ontraport.account.reset()
    return ontraport


@pytest.fixture
def recorded() -> Iterator[RecordedOntraport]:
    """Answers as the test writes them down."""
    with responses.RequestsMock() as mocked:
        yield RecordedOntraport(mocked)
