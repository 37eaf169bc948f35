"""Fixtures of Kit's tests, beside the values they speak of."""

from collections.abc import Iterator

import pytest

from bridge.model import Plan
from bridge.sandbox.kit import SandboxKit
from tests.destinations.contract import ANN, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import KEY, TAGS, KitDestination


@pytest.fixture
def destination() -> Iterator[KitDestination]:
    with SandboxKit(TAGS, None, KEY) as account:
        yield KitDestination(account)


@pytest.fixture
def known(destination: KitDestination, memory: DictMemory) -> KitDestination:
    """Ids of tags, fields and sequences are known, Ann is known and carries Silver; the account has
    no field for last names; the count starts from here."""
    destination.crm.check(TAGS)
    destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    destination.account.reset()
    return destination
