"""A plan on its way: its steps, target by target, and what came of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bridge.destinations.activecampaign.client import of_one, raise_for_account
from bridge.destinations.activecampaign.directory import FoundNames, NameTable
from bridge.destinations.activecampaign.holdings import Holdings
from bridge.destinations.base import Memory
from bridge.model import Done, Plan, Refusal, Sort
from bridge.model.errors import CrmRefused

Table = TypeVar("Table")


@dataclass(frozen=True)
class TargetStep:
    """One target's turn; `write` raises CrmRefused when it is not to be had."""

    name: str
    write: Callable[[], Done]
    sort: Sort = Sort.TAG
    token: str = ""


@dataclass
class Progress:
    """What came of the plan so far."""

    done: list[Done] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def take(self, step: TargetStep) -> None:
        """A refusal is the step's alone: the next ones go on."""
        try:
            self.done.append(step.write())
        except CrmRefused as refused:
            self.refuse(step.name, refused, step.token, step.sort)

    def refuse(
        self, name: str, refused: CrmRefused, token: str = "", sort: Sort = Sort.TAG
    ) -> None:
        """Raises it again where it concerns the whole account."""
        raise_for_account(refused)
        self.refused.append(Refusal(name, of_one(sort, name, refused), token, sort))

    def has_id(self, found: FoundNames, sort: Sort, name: str, token: str = "") -> bool:
        """What has no id is refused."""
        if name in found.refused:
            self.refused.append(Refusal(name, found.refused[name], token, sort))
        return name in found.ids


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
