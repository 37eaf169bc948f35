"""The tags of one plan: the ids that the account has for them, and how far its firings have come.

A tag that sets something off is brought from absent to present once for its token, also across
retries and kills. `cleared` is written down in the contact's memory before the tag is put on,
`fired` after it. Found `cleared`, a tag that is there was put on, and one that is not is put on
(again). The one gap: a kill between the two, when an automation has taken the tag off meanwhile,
fires twice (at least once, never not at all).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from bridge.destinations.base import Memory
from bridge.destinations.steps import Progress
from bridge.model import Done, Plan
from bridge.model.errors import CrmRefused

_CLEARED, _FIRED = "cleared", "fired"


@dataclass(frozen=True)
class WantedTag:
    """A tag to put on the contact, and its id; with a token it is a firing."""

    tag: str
    id: str
    token: str = ""


class FindsTag(Protocol):
    def __call__(self, tag: str, notes: Memory, /, *, create: bool) -> str:
        """By what the account knows the tag. Raises TargetRefused when it has no such tag, and
        none is to be made."""


class PlanTags:
    """`memory` is the contact's; what comes of a tag that cannot be used goes to `progress`."""

    def __init__(self, find: FindsTag, memory: Memory, plan: Plan, progress: Progress) -> None:
        self._find = find
        self._memory = memory
        self._plan = plan
        self._progress = progress

    def tag_id(self, tag: str) -> str:
        """Raises TargetRefused when the account has no such tag."""
        return self._find(tag, self._memory, create=self._plan.creates(tag))

    def usable(self, tags: Iterable[str]) -> list[WantedTag]:
        """What has no id is refused."""
        return [*self._found((tag, "") for tag in tags)]

    def due_firings(self) -> list[WantedTag]:
        """Those of the plan that have not fired yet. Those half done go first, or their tag would
        look like another's."""
        states = {each: self._memory.get(_key(each.token)) for each in self._plan.fire}
        for each, state in states.items():
            if state == _FIRED:
                self._progress.done.append(Done(each.tag, "fired", False, each.token))
        left = [each for each, state in states.items() if state != _FIRED]
        left.sort(key=lambda each: states[each] != _CLEARED)
        return [*self._found((each.tag, each.token) for each in left)]

    def is_cleared(self, token: str) -> bool:
        return self._memory.get(_key(token)) == _CLEARED

    def note_cleared(self, token: str) -> None:
        self._memory.put(_key(token), _CLEARED)

    def start_over(self, token: str) -> None:
        """What was cleared was another's, or by an id that serves no more."""
        self._memory.put(_key(token), None)

    def note_fired(self, tag: str, token: str) -> Done:
        self._memory.put(_key(token), _FIRED)
        return Done(tag, "fired", True, token)

    def _found(self, asked: Iterable[tuple[str, str]]) -> Iterator[WantedTag]:
        for tag, token in asked:
            try:
                yield WantedTag(tag, self.tag_id(tag), token)
            except CrmRefused as refused:
                self._progress.refuse(tag, refused, token)


def _key(token: str) -> str:
    return f"fire:{token}"
