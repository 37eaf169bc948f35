"""Tags that set something off in Keap: each brought from absent to present once for its token."""

from collections.abc import Callable
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.contact import KeapRecord
from bridge.destinations.keap.directory import KeapTags
from bridge.destinations.keap.tag_calls import KeapTagCalls, is_success
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Plan
from bridge.model.errors import CrmRefused

_CLEARED, _FIRED = "cleared", "fired"


class KeapFirings:
    """The plan's firings.

    `cleared` is written down before the tag is posted, `fired` after it. Found `cleared`, a tag
    that is there was posted, and one that is not is posted (again). The one gap: a kill between the
    post and `fired`, when something in Keap has removed the tag meanwhile, fires twice.
    """

    def __init__(
        self,
        record: KeapRecord,
        names: KeapTags,
        plan: Plan,
        progress: Progress,
        write: Callable[[], None],
    ) -> None:
        self._record = record
        self._memory = record.memory
        self._calls = KeapTagCalls(record)
        self._names = names
        self._plan = plan
        self._progress = progress
        self._write = write

    def steps(self) -> list[TargetStep]:
        """Those half done go first, or their tag would look like another's."""
        left = [each for each in self._plan.fire if self._memory.get(_state(each)) != _FIRED]
        for firing in (each for each in self._plan.fire if each not in left):
            self._progress.done.append(Done(firing.tag, "fired", False, firing.token))
        left.sort(key=lambda firing: self._memory.get(_state(firing)) != _CLEARED)
        steps = []
        for firing in left:
            try:
                write = partial(self._fire, firing, self._tag_id(firing.tag))
                steps.append(TargetStep(firing.tag, write, token=firing.token))
            except CrmRefused as refused:
                self._progress.refuse(firing.tag, refused, firing.token)
        return steps

    def _fire(self, firing: Firing, number: str) -> Done:
        self._record.see()
        if self._record.id is None:
            self._write()
        answer = self._clear_and_post(firing, number)
        if answer is not None and not answer.good:
            self._memory.put(_state(firing), None)
            self._names.forget(firing.tag)
            renewed = self._tag_id(firing.tag)
            again = self._clear_and_post(firing, renewed) if renewed != number else answer
            if again is not None and not again.good:
                raise TargetRefused(self._calls.sentence(firing.tag, again))
        self._memory.put(_state(firing), _FIRED)
        return Done(firing.tag, "fired", True, firing.token)

    def _clear_and_post(self, firing: Firing, number: str) -> CrmAnswer | None:
        """None where the tag is there now; else what was answered to it."""
        if self._memory.get(_state(firing)) != _CLEARED:
            self._clear(firing, number)
            self._memory.put(_state(firing), _CLEARED)
        if number in self._calls.carried():
            return None
        answer = self._calls.put_on([number], repeat=False)
        if is_success(answer, number) or number in self._calls.afresh():
            return None
        if answer.good:  # a failure inside
            return CrmAnswer(404, answer.body, self._calls.sentence(firing.tag, answer))
        return answer

    def _clear(self, firing: Firing, number: str) -> None:
        """Take the tag off, where it is there."""
        if number in self._calls.carried() or self._record.untold:
            answer = self._calls.take_off([number])
            if not answer.good and number in self._calls.afresh():
                raise TargetRefused(self._calls.sentence(firing.tag, answer))

    def _tag_id(self, tag: str) -> str:
        return self._names.usable(tag, self._memory, create=self._plan.creates(tag))


def _state(firing: Firing) -> str:
    return f"fire:{firing.token}"
