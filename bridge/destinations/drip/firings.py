"""One person's trigger tags in Drip: brought from absent to present once for each token."""

from functools import partial

from bridge.destinations.drip.carried import CarriedTags, TagWish
from bridge.destinations.drip.directory import DripTagDirectory
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.plan_tags import PlanTags
from bridge.destinations.steps import Progress, TargetStep
from bridge.model import Done, Plan


class DripFirings:
    """The plan's firings; `seek` first."""

    def __init__(
        self, table: DripTagDirectory, person: DripSubscriber, plan: Plan, progress: Progress
    ) -> None:
        self._person = person
        self._carried = CarriedTags(person)
        self._tags = PlanTags(table.usable_again, person.memory, plan, progress)
        self._wishes: list[TagWish] = []

    def seek(self) -> None:
        self._wishes = [TagWish(each.tag, each.id, each.token) for each in self._tags.due_firings()]

    def to_clear(self) -> list[TagWish]:
        """What the first write is to take off; of what is half done nothing."""
        half_done = {wish.tag for wish in self._wishes if self._tags.is_cleared(wish.token)}
        return [wish for wish in self._wishes if wish.tag not in half_done]

    def steps(self) -> list[TargetStep]:
        return [
            TargetStep(wish.name, partial(self._fire, wish), token=wish.token)
            for wish in self._wishes
        ]

    def _fire(self, wish: TagWish) -> Done:
        self._person.be_there()
        if not self._tags.is_cleared(wish.token):
            if self._carried.have(wish):
                self._carried.take_off(wish)
            self._tags.note_cleared(wish.token)
        if not self._carried.have(wish):
            self._carried.put_on(wish, repeat=False)
        return self._tags.note_fired(wish.name, wish.token)
