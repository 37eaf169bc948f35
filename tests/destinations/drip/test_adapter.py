"""The contract, and the number of calls, over real HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from bridge.model import Sort
from tests.destinations.contract import CrmContract
from tests.destinations.contract_other_targets import (
    AutomationsContract,
    FieldsContract,
    ListsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.drip.destination import IDENTIFIERS, DripDestination, furnished

# What the documentation leaves open, each way.
ODDITIES: Mapping[str, Mapping[str, Any]] = {
    "as published": {},
    "the other way": {
        "created_status": 201,
        "unknown_id": 422,
        "absent_tag": 404,
        "case_matters": True,
        "hides_unsubscribed": False,
        "bare_refusals": True,
        "series_wakes": True,
        "subscriptions_path": "campaign_subscriptions",
    },
}


class TestDrip(
    CrmContract,
    ListsContract,
    FieldsContract,
    AutomationsContract,
    WholePlanContract,
    RefusalsContract,
):
    """The contract, for both kinds of account. The account's limit names no time; nothing tells who
    is on a workflow."""

    sorts = (Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
    spelled: ClassVar[Mapping[str, str]] = IDENTIFIERS
    quiet = 300
    knows_what_it_started = False

    @pytest.fixture(params=ODDITIES)
    def destination(self, request: pytest.FixtureRequest) -> Iterator[DripDestination]:
        with furnished(**ODDITIES[request.param]) as account:
            yield DripDestination(account)
