"""Fixtures of Kit's tests, beside the values they speak of."""

from collections.abc import Iterator

import pytest

from bridge.sandbox.kit import SandboxKit
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import KEY, KitDestination
from tests.destinations.stand_in_destination import TAGS


@pytest.fixture
def destination() -> Iterator[KitDestination]:
    with SandboxKit(TAGS, None, KEY) as account:
        yield KitDestination(account)


@pytest.fixture
def known(destination: KitDestination, memory: DictMemory) -> KitDestination:
    """Ids of tags, fields and sequences are known, Ann is known and carries Silver; the account has
    no field for last names; the count starts from here."""
    destination.get_to_know(memory)
    return destination
