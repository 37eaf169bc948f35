"""One person's trigger tags in Drip: brought from absent to present once for each token."""

from collections.abc import Iterable, Iterator
from functools import partial

from bridge.destinations.drip.carried import CarriedTags, TagWish
from bridge.destinations.drip.directory import DripTagDirectory
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.steps import Progress, TargetStep
from bridge.model import Done, Firing, Plan
from bridge.model.errors import CrmRefused

_CLEARED, _FIRED = "cleared", "fired"


class DripFirings:
    """`cleared` is written down before the tag is put on, `fired` after it. Found `cleared`, a tag
    that is there was put on, and one that is not is put on (again). The one gap: a kill between the
    two, when a workflow has taken the tag off meanwhile, fires twice (at least once, never not at
    all)."""

    def __init__(
        self, table: DripTagDirectory, person: DripSubscriber, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._person = person
        self._carried = CarriedTags(person)
        self._memory = person.memory
        self._plan = plan
        self._progress = progress
        self._wishes: list[TagWish] = []

    def seek(self) -> None:
        """Those half done go first, or their tag would look like another's."""
        left = []
        for firing in self._plan.fire:
            if self._memory.get(_state(firing.token)) == _FIRED:
                self._progress.done.append(Done(firing.tag, "fired", False, firing.token))
            else:
                left.append(firing)
        left.sort(key=lambda firing: self._memory.get(_state(firing.token)) != _CLEARED)
        self._wishes = [*self._usable(left)]

    def to_clear(self) -> list[TagWish]:
        """What the first write is to take off; of what is half done nothing."""
        half_done = {wish.tag for wish in self._wishes if self._is_cleared(wish)}
        return [wish for wish in self._wishes if wish.tag not in half_done]

    def steps(self) -> list[TargetStep]:
        return [
            TargetStep(wish.name, partial(self._fire, wish), token=wish.token)
            for wish in self._wishes
        ]

    def _usable(self, firings: Iterable[Firing]) -> Iterator[TagWish]:
        for firing in firings:
            try:
                create = self._plan.creates(firing.tag)
                tag = self._table.usable_again(firing.tag, self._memory, create=create)
            except CrmRefused as refused:
                self._progress.refuse(firing.tag, refused, firing.token)
            else:
                yield TagWish(firing.tag, tag, firing.token)

    def _is_cleared(self, wish: TagWish) -> bool:
        return self._memory.get(_state(wish.token)) == _CLEARED

    def _fire(self, wish: TagWish) -> Done:
        self._person.be_there()
        if not self._is_cleared(wish):
            if self._carried.have(wish):
                self._carried.take_off(wish)
            self._memory.put(_state(wish.token), _CLEARED)
        if not self._carried.have(wish):
            self._carried.put_on(wish, repeat=False)
        self._memory.put(_state(wish.token), _FIRED)
        return Done(wish.name, "fired", True, wish.token)


def _state(token: str) -> str:
    return f"fire:{token}"
