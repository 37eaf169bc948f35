"""Keap keeps the contract, and its calls stay within their numbers. Over real HTTP."""

from bridge.model import Sort
from tests.destinations.contract import CrmContract
from tests.destinations.contract_other_targets import (
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract


class TestKeap(
    CrmContract, WholePlanContract, FieldsContract, AutomationsContract, RefusalsContract
):
    """The contract, for what Keap's pages leave open both ways."""

    sorts = (Sort.TAG, Sort.FIELD, Sort.AUTOMATION)
    knows_what_it_started = False
    fewest_calls = 7
