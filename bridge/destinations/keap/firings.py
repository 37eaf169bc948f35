"""Tags that set something off in Keap: each brought from absent to present once for its token."""

from collections.abc import Callable
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.contact import KeapRecord
from bridge.destinations.keap.directory import KeapTags
from bridge.destinations.keap.tag_calls import KeapTagCalls, is_success
from bridge.destinations.plan_tags import PlanTags, WantedTag
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Plan


class KeapFirings:
    """The plan's firings."""

    def __init__(
        self,
        record: KeapRecord,
        names: KeapTags,
        plan: Plan,
        progress: Progress,
        write: Callable[[], None],
    ) -> None:
        self._record = record
        self._calls = KeapTagCalls(record)
        self._names = names
        self._tags = PlanTags(names.usable, record.memory, plan, progress)
        self._write = write

    def steps(self) -> list[TargetStep]:
        due = self._tags.due_firings()
        return [TargetStep(each.tag, partial(self._fire, each), token=each.token) for each in due]

    def _fire(self, firing: WantedTag) -> Done:
        self._record.see()
        if self._record.id is None:
            self._write()
        answer = self._clear_and_post(firing, firing.id)
        if answer is not None and not answer.good:
            self._tags.start_over(firing.token)
            self._names.forget(firing.tag)
            renewed = self._tags.tag_id(firing.tag)
            again = self._clear_and_post(firing, renewed) if renewed != firing.id else answer
            if again is not None and not again.good:
                raise TargetRefused(self._calls.sentence(firing.tag, again))
        return self._tags.note_fired(firing.tag, firing.token)

    def _clear_and_post(self, firing: WantedTag, number: str) -> CrmAnswer | None:
        """None where the tag is there now; else what was answered to it."""
        if not self._tags.is_cleared(firing.token):
            self._clear(firing, number)
            self._tags.note_cleared(firing.token)
        if number in self._calls.carried():
            return None
        answer = self._calls.put_on([number], repeat=False)
        if is_success(answer, number) or number in self._calls.afresh():
            return None
        if answer.good:  # a failure inside
            return CrmAnswer(404, answer.body, self._calls.sentence(firing.tag, answer))
        return answer

    def _clear(self, firing: WantedTag, number: str) -> None:
        """Take the tag off, where it is there."""
        if number in self._calls.carried() or self._record.untold:
            answer = self._calls.take_off([number])
            if not answer.good and number in self._calls.afresh():
                raise TargetRefused(self._calls.sentence(firing.tag, answer))
