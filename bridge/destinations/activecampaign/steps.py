"""The steps of a plan in ActiveCampaign, target by target, and what came of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from bridge.destinations.activecampaign.refusals import of_one, raise_for_account
from bridge.destinations.activecampaign.tagging import CLEARED, FIRED, Tagging, Wanted
from bridge.destinations.base import Memory
from bridge.model import Done, Plan, Refusal, Sort
from bridge.model.errors import CrmRefused


@dataclass(frozen=True)
class Step:
    """One target's turn; `write` raises CrmRefused when it is not to be had."""

    write: Callable[[], Done]
    name: str
    sort: Sort = Sort.TAG
    token: str = ""


@dataclass
class Progress:
    """What came of the plan so far."""

    done: list[Done] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def go(self, step: Step) -> None:
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


class TagSteps:
    """Those about tags. What has no id, or nothing left to do, goes to `progress` at once."""

    def __init__(self, plan: Plan, tagging: Tagging, memory: Memory, progress: Progress) -> None:
        self._plan = plan
        self._tagging = tagging
        self._memory = memory
        self._progress = progress

    def removals(self) -> list[Step]:
        return [Step(partial(self._tagging.remove, tag), tag) for tag in self._plan.remove]

    def adds(self) -> list[Step]:
        usable = self._usable((tag, "") for tag in self._plan.add)
        return [Step(partial(self._tagging.add, wanted), wanted.tag) for wanted in usable]

    def adds_if_there(self) -> list[Step]:
        """Those that no contact is made for."""
        usable = self._usable((tag, "") for tag in self._plan.add_if_there)
        add = self._tagging.add_if_there
        return [Step(partial(add, wanted), wanted.tag) for wanted in usable]

    def fires(self) -> list[Step]:
        """Those half done go first, or their tag would look like another's."""
        states = {firing: self._memory.get(f"fire:{firing.token}") for firing in self._plan.fire}
        for firing, state in states.items():
            if state == FIRED:
                self._progress.done.append(Done(firing.tag, "fired", False, firing.token))
        left = [firing for firing, state in states.items() if state != FIRED]
        left.sort(key=lambda firing: states[firing] != CLEARED)
        return [
            Step(partial(self._tagging.fire, wanted), wanted.tag, token=wanted.token)
            for wanted in self._usable((firing.tag, firing.token) for firing in left)
        ]

    def _usable(self, asked: Iterable[tuple[str, str]]) -> Iterator[Wanted]:
        """With their tag ids; what has none is refused."""
        for tag, token in asked:
            try:
                yield Wanted(tag, self._tagging.tag_id(tag), token)
            except CrmRefused as refused:
                self._progress.refuse(tag, refused, token)
