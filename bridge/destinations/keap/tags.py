"""One contact's tags in Keap: several put on in one call, and several taken off in one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.contact import DELETED_JUST_NOW, KeapRecord
from bridge.destinations.keap.directory import KeapTags
from bridge.destinations.keap.tag_calls import KeapTagCalls, is_success, says_there_already
from bridge.destinations.plan_tags import PlanTags
from bridge.destinations.steps import Progress
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable

_GONE = "no such contact"


class KeapTagWork:
    """The plan's part about tags; what came of each goes to `progress`.

    `write` has the contact made where it turns out to be gone.
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
        self._calls = KeapTagCalls(record)
        self._names = names
        self._tags = PlanTags(names.usable, record.memory, plan, progress)
        self._progress = progress
        self._write = write
        self._was_gone = False

    def usable(self, tags: Sequence[str]) -> dict[str, str]:
        """Their ids by name; what has none is refused."""
        return {wanted.tag: wanted.id for wanted in self._tags.usable(tags)}

    def remove(self, tags: Sequence[str], refused: CrmRefused | None) -> None:
        """In one call those that are there; `refused` is why nobody may look at her tags."""
        if refused is not None:
            for tag in tags:
                self._progress.refuse(tag, refused)
            return
        ids = {tag: self._carried_as(tag) for tag in tags}
        there = {tag: number for tag, number in ids.items() if number is not None}
        if there:
            self._take_off(there)
        what = _GONE if self._record.id is None else "was not there"
        self._progress.done += [Done(tag, what, False) for tag in tags if tag not in there]

    def add(self, ids: Mapping[str, str], *, may_create: bool = True) -> None:
        """In one call those that are not known to be there."""
        carried = self._record.carried or set()
        left = {tag: number for tag, number in ids.items() if number not in carried}
        for tag in (tag for tag in ids if tag not in left):
            self._progress.done.append(Done(tag, "already there", False))
        if left:
            self._put_on(left, may_create=may_create)

    def add_if_there(self, ids: Mapping[str, str]) -> None:
        """No contact is made for these."""
        if ids:
            self._record.find()
        if self._record.id is None:
            self._progress.done += [Done(tag, _GONE, False) for tag in ids]
        else:
            self.add(ids, may_create=False)

    def _carried_as(self, tag: str) -> str | None:
        """Its id, where she carries it or may do so."""
        memory = self._record.memory
        if self._record.untold:
            return self._names.removable(tag, memory)
        return self._names.carried_as(tag, self._record.carried or set(), memory)

    def _take_off(self, there: Mapping[str, str]) -> None:
        """Where several are refused, each is tried alone."""
        answer = self._record.attempt(partial(self._calls.take_off, [*there.values()]))
        left = {**there} if isinstance(answer, CrmRefused) else {}
        if isinstance(answer, CrmAnswer) and not answer.good:
            carried = self._calls.afresh()
            unknown = self._record.untold and answer.status != 404
            left = {tag: number for tag, number in there.items() if unknown or number in carried}
        what = "taken off" if self._record.untold else "removed"
        self._progress.done += [Done(tag, what) for tag in there if tag not in left]
        for tag, number in left.items():
            if len(there) > 1:
                self._take_off({tag: number})
            else:
                self._refuse(tag, answer)

    def _put_on(self, ids: Mapping[str, str], *, may_create: bool) -> None:
        """Where several are refused, or one of them, each that is not there is tried alone."""
        answer = self._record.attempt(partial(self._calls.put_on, [*ids.values()]))
        left = {tag: ids[tag] for tag in ids if not is_success(answer, ids[tag])}
        self._progress.done += [Done(tag, "added") for tag in ids if tag not in left]
        if left and isinstance(answer, CrmAnswer):
            left = self._settled(left, answer, may_create=may_create)
        for tag, number in left.items():
            if len(ids) > 1:
                self._put_on({tag: number}, may_create=may_create)
            else:
                self._put_on_renewed(tag, number, answer)

    def _settled(
        self, ids: Mapping[str, str], answer: CrmAnswer, *, may_create: bool
    ) -> dict[str, str]:
        """Decided by what the contact carries: what is there is done. Gives what is not."""
        if not self._record.is_there():
            self._put_on_another(ids, may_create=may_create)
            return {}
        carried = self._record.carried or set()
        for tag in (tag for tag, number in ids.items() if number in carried):
            was_there = says_there_already(answer, ids[tag])
            what = "already there" if was_there else "added"
            self._progress.done.append(Done(tag, what, not was_there))
        return {tag: number for tag, number in ids.items() if number not in carried}

    def _put_on_another(self, ids: Mapping[str, str], *, may_create: bool) -> None:
        """The remembered contact is gone: on a new one, or on one that has her address."""
        if self._was_gone:
            raise CrmUnavailable(DELETED_JUST_NOW)
        self._was_gone = True
        if may_create:
            self._write()
            self.add(ids)
        else:
            self.add_if_there(ids)

    def _put_on_renewed(self, tag: str, number: str, answer: CrmAnswer | CrmRefused) -> None:
        """The tag's id looked up afresh, once: somebody may have made the tag anew."""
        if isinstance(answer, CrmAnswer):
            self._names.forget(tag)
            ids = self.usable([tag])
            if not ids:
                return
            if ids[tag] != number:
                number = ids[tag]
                answer = self._record.attempt(partial(self._calls.put_on, [number]))
        if is_success(answer, number):
            self._progress.done.append(Done(tag, "added"))
        else:
            self._refuse(tag, answer)

    def _refuse(self, tag: str, answer: CrmAnswer | CrmRefused) -> None:
        if isinstance(answer, CrmAnswer):
            answer = TargetRefused(self._calls.sentence(tag, answer))
        self._progress.refuse(tag, answer)
