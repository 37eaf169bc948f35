"""One person's workflows in Drip: started once for each token.

https://developer.drip.com/#workflows. A workflow that is not active passes over who is started on
it and answers as always, so that it is asked for its status first. Nothing tells who is on one.
"""

from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.directory import FoundNames
from bridge.destinations.drip.client import REFUSED, refusal
from bridge.destinations.drip.directory import DripNames
from bridge.destinations.drip.subscriber import ACTIVE, DripSubscriber
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Plan, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable

_STARTED, _STARTING = "started", "starting"


class DripWorkflows:
    """The plan's steps about automations. `starting` is written down before somebody is started on
    one, `started` after it. Found `starting`, whether it happened cannot be known: what opens a
    door is done again, what only sends mail is not."""

    def __init__(
        self, table: DripNames, person: DripSubscriber, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._person = person
        self._memory = person.memory
        self._plan = plan
        self._progress = progress

    def starts(self) -> list[TargetStep]:
        left = [each for each in self._plan.start if not self._is_over(each)]
        found = self._found([firing.tag for firing in left])
        return [
            TargetStep(name, partial(self._start, firing, found.ids[name]), Sort.AUTOMATION, token)
            for firing in left
            for name, token in ((firing.tag, firing.token),)
            if self._progress.has_id(found, Sort.AUTOMATION, name, token)
        ]

    def _is_over(self, firing: Firing) -> bool:
        """Whether nothing is left to do for it."""
        state = self._memory.get(_state(firing))
        if state == _STARTED:
            self._progress.done.append(_done(firing, "already started"))
            return True
        if state == _STARTING and not firing.opens:
            self._progress.done.append(_done(firing, "may have started"))
            return True
        return False

    def _found(self, names: list[str]) -> FoundNames:
        return self._table.find(names, self._memory) if names else FoundNames()

    def _start(self, firing: Firing, number: str) -> Done:
        self._person.be_there()
        crm = self._person.crm.crm
        if self._person.status != ACTIVE:
            raise TargetRefused(
                f"{crm} did not start the automation '{firing.tag}': the contact is"
                f" {self._person.status} there, and workflows are for active people."
            )
        number = self._active(firing, number)
        answer = self._post(firing, number)
        if not answer.good:
            self._memory.put(_state(firing), None)
            raise refusal(self._person.crm, answer)
        self._memory.put(_state(firing), _STARTED)
        return _done(firing, "started")

    def _active(self, firing: Firing, number: str) -> str:
        """The workflow's id, looked up afresh where it is gone. Raises TargetRefused for one that
        is not active."""
        answer = self._person.call("GET", f"/workflows/{number}", accept=(404,), about=number)
        if answer.status == 404:
            found = self._table.find([firing.tag], self._memory, afresh=True)
            if firing.tag in found.refused:
                raise TargetRefused(found.refused[firing.tag])
            if found.ids[firing.tag] == number:
                raise refusal(self._person.crm, answer)
            return self._active(firing, found.ids[firing.tag])
        row = next(iter(answer.rows("workflows")), {"status": ACTIVE})
        if row.get("status", ACTIVE) != ACTIVE:
            crm = self._person.crm.crm
            raise TargetRefused(
                f"{crm} did not start the automation '{firing.tag}': it is {row['status']} there."
                " Activate it, or take it out of rules.yaml."
            )
        return number

    def _post(self, firing: Firing, number: str) -> CrmAnswer:
        """By her id, which makes nobody. What was turned away or refused did not happen."""
        before = self._memory.get(_state(firing))
        self._memory.put(_state(firing), _STARTING)
        body = {"subscribers": [{"id": self._person.id}]}
        path = f"/workflows/{number}/subscribers"
        try:
            return self._person.call(
                "POST", path, body=body, accept=REFUSED, repeat=False, about=number
            )
        except CrmRefused:
            self._memory.put(_state(firing), before)
            raise
        except CrmUnavailable as unavailable:
            if unavailable.untouched:
                self._memory.put(_state(firing), before)
            raise


def _done(firing: Firing, what: str) -> Done:
    return Done(firing.tag, what, what == "started", firing.token, Sort.AUTOMATION)


def _state(firing: Firing) -> str:
    return f"start:{firing.token}"
