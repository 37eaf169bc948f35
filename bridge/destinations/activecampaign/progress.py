"""A plan's steps at ActiveCampaign, of one sort at a time."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from bridge.destinations.activecampaign.client import of_one
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.holdings import Holdings
from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames
from bridge.destinations.steps import Progress, raise_for_account
from bridge.model import Plan
from bridge.model.errors import CrmRefused

Table = TypeVar("Table")


class Steps(Generic[Table]):
    """The plan's steps about one sort, whose names `table` knows. What has no id there, or nothing
    left to do, goes to `progress` at once."""

    def __init__(self, table: Table, holdings: Holdings, plan: Plan, progress: Progress) -> None:
        self._table = table
        self._holdings = holdings
        self._contact = holdings.contact
        self._memory = holdings.contact.memory
        self._plan = plan
        self._progress = progress


def find(table: NameTable, names: Sequence[str], memory: Memory) -> FoundNames:
    """A user who may not see the lists at all has none of them; the rest goes on."""
    try:
        return table.find(names, memory)
    except CrmRefused as refused:
        raise_for_account(refused)
        return FoundNames(refused={name: of_one(table.sort, name, refused) for name in names})
