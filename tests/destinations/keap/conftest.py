"""Fixtures of Keap's tests, beside the values they speak of."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.model import FieldValue, Plan, Sort
from bridge.sandbox.keap import SandboxKeap
from tests.destinations.contract import ANN, SILVER
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import KEY, KeapDestination
from tests.destinations.stand_in_destination import TAGS

# What Keap's pages leave open, once as the stand-in guesses it and once each the other way round.
OTHERWISE: dict[str, Any] = {
    "matches_any_slot": True,
    "tells_tags": False,
    "tag_word": "Applied.",
    "already_word": "DUPLICATE",
    "tags_as_rows": True,
    "missing_inside": True,
    "absent_tag": 404,
    "present_tag": 409,
    "refuse_taken": True,
}
NAMES = [*((Sort.FIELD, name) for name in (ORDER, COURSE)),
         *((Sort.AUTOMATION, name) for name in (WELCOME, FAREWELL))]  # fmt: skip
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))


@pytest.fixture(params=[{}, OTHERWISE], ids=["as guessed", "otherwise"])
def destination(request: pytest.FixtureRequest) -> Iterator[KeapDestination]:
    with SandboxKeap(TAGS, None, KEY, **request.param) as account:
        yield KeapDestination(account)


@pytest.fixture
def keap() -> Iterator[KeapDestination]:
    """As the stand-in guesses it; what is known of it is all that a deployment knows by and by."""
    with SandboxKeap(TAGS, None, KEY) as account:
        running = KeapDestination(account)
        running.crm.check(TAGS, NAMES)
        account.reset()
        yield running


@pytest.fixture
def known(keap: KeapDestination, memory: DictMemory) -> KeapDestination:
    """Ann is known and carries Silver; the count starts from here."""
    keap.crm.apply(Plan(ANN, add=(SILVER,)), memory)
    keap.account.reset()
    return keap
