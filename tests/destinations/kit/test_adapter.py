"""Kit keeps the contract, and its calls stay within their numbers. Over real HTTP."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from bridge.destinations.kit import VENDOR
from bridge.model import Sort
from bridge.sandbox.kit import SandboxKit
from tests.destinations.contract import CrmContract
from tests.destinations.contract_other_targets import (
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.kit.destination import KEY, TAGS, KitDestination


class TestKit(
    CrmContract, FieldsContract, AutomationsContract, WholePlanContract, RefusalsContract
):
    """The contract."""

    sorts = tuple(sort for sort in Sort if sort in VENDOR.sorts)
    quiet: ClassVar[float] = 10
    fewest_calls: ClassVar[int] = 6
    knows_what_it_started: ClassVar[bool] = False


class TestKitThatTellsNoAbsence(CrmContract, RefusalsContract):
    """Taking off a tag that is not there answers as if it had been, and lists show nothing new."""

    sorts = TestKit.sorts
    quiet: ClassVar[float] = 10
    tells_absence: ClassVar[bool] = False

    @pytest.fixture
    def destination(self) -> Iterator[KitDestination]:
        with SandboxKit(TAGS, None, KEY, absent_tag=204) as account:
            yield KitDestination(account)
