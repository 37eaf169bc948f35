"""Ontraport keeps the contract, whichever way it answers what is not documented. Over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.model import Sort
from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.contract import CrmContract
from tests.destinations.contract_other_targets import (
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.ontraport.destination import KEY, TAGS, OntraportDestination

WAYS: dict[str, dict[str, Any]] = {
    "as documented": {"plain_errors": False},
    "as seen": {"nobody": 404, "unknown_ids": "refused"},
}


class TestOntraport(
    CrmContract, WholePlanContract, FieldsContract, AutomationsContract, RefusalsContract
):
    sorts = (Sort.TAG, Sort.FIELD, Sort.AUTOMATION)
    knows_what_it_started = False
    fewest_calls = 5
    fewest_writes = 11

    @pytest.fixture(params=[*WAYS])
    def destination(self, request: pytest.FixtureRequest) -> Iterator[OntraportDestination]:
        with SandboxOntraport(TAGS, None, KEY, **WAYS[request.param]) as account:
            yield OntraportDestination(account)
