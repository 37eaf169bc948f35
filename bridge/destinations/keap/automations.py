"""One contact's automations in Keap: let into a sequence of a campaign, once for each token.

`POST /v2/campaigns/{id}/sequences/{id}:addContacts` answers with one of four words, published as
AddContactsToSequenceResponse: SUCCESS, ALREADY_IN_SEQUENCE, CONTACT_DOES_NOT_EXIST, FAILED. Nothing
tells whether one contact has been in a sequence, so after a call whose outcome is not known what
opens a door is asked for again, and what only sends mail is not.
"""

from collections.abc import Callable
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.client import REFUSED
from bridge.destinations.keap.contact import DELETED_JUST_NOW, KeapRecord
from bridge.destinations.keap.directory import KeapSequences
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Plan, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable

_STARTING, _STARTED, _UNKNOWN = "starting", "started", "unknown"
_SUCCESS, _IN_IT, _NOBODY = "SUCCESS", "ALREADY_IN_SEQUENCE", "CONTACT_DOES_NOT_EXIST"
_INSIDE = (_SUCCESS, _IN_IT)


class KeapStarts:
    """The plan's starts. `starting` is written down before the call, `started` after it."""

    def __init__(
        self,
        record: KeapRecord,
        names: KeapSequences,
        plan: Plan,
        progress: Progress,
        write: Callable[[], None],
    ) -> None:
        self._record = record
        self._memory = record.memory
        self._names = names
        self._plan = plan
        self._progress = progress
        self._write = write

    def steps(self) -> list[TargetStep]:
        """What has no id, or nothing left to do, goes to `progress` at once."""
        left = [firing for firing in self._plan.start if not self._settle(firing)]
        steps = []
        for firing in left:
            name, token = firing.tag, firing.token
            try:
                found = self._names.find([name], self._memory)
            except CrmRefused as refused:
                self._progress.refuse(name, refused, token, Sort.AUTOMATION)
                continue
            if self._progress.has_id(found, Sort.AUTOMATION, name, token):
                write = partial(self._start, firing, found.ids[name])
                steps.append(TargetStep(name, write, Sort.AUTOMATION, token))
        return steps

    def _settle(self, firing: Firing) -> bool:
        """Whether nothing is left to do: it is done, or it is not known whether it was."""
        state = self._memory.get(_state(firing))
        if state == _STARTED:
            self._progress.done.append(_done(firing, "already started"))
        elif state == _UNKNOWN or (state == _STARTING and not firing.opens):
            self._memory.put(_state(firing), _UNKNOWN)
            self._progress.done.append(_done(firing, "may have started"))
        else:
            return False
        return True

    def _start(self, firing: Firing, number: str) -> Done:
        if self._record.id is None:
            self._write()
        again = self._memory.get(_state(firing)) == _STARTING
        word, answer = self._enter(firing, number)
        if word == _NOBODY or answer.status == 404:
            number = self._look_up_again(firing, number)
            word, answer = self._enter(firing, number)
        if word not in _INSIDE:
            raise TargetRefused(self._sentence(firing, word, answer))
        self._memory.put(_state(firing), _STARTED)
        return _done(firing, "started" if word == _SUCCESS or again else "already started")

    def _enter(self, firing: Firing, number: str) -> tuple[str, CrmAnswer]:
        """Its word for this contact, "" where there is none, and the whole answer. What started
        nothing leaves all as it was before."""
        campaign, _, sequence = number.partition("/")
        path = f"/v2/campaigns/{campaign}/sequences/{sequence}:addContacts"
        body = {"contact_ids": [self._record.id]}
        before = self._memory.get(_state(firing))
        self._memory.put(_state(firing), _STARTING)
        try:
            answer = self._record.call(
                "POST", path, body=body, accept=REFUSED, repeat=False, about=number
            )
        except (CrmRefused, CrmUnavailable) as trouble:
            if isinstance(trouble, CrmRefused) or trouble.untouched:
                self._memory.put(_state(firing), before)
            raise
        results = answer.part("add_to_sequence_results")
        word = str(results.get(str(self._record.id), ""))
        if word not in _INSIDE:
            self._memory.put(_state(firing), before)
        return word, answer

    def _look_up_again(self, firing: Firing, number: str) -> str:
        """The sequence's ids afresh, and the contact where it is gone. Raises TargetRefused where
        all is as it was."""
        contact = self._record.id
        if not self._record.is_there():
            self._write()
        found = self._names.find([firing.tag], self._memory, afresh=True)
        if firing.tag in found.refused:
            raise TargetRefused(found.refused[firing.tag])
        if self._record.id is None:
            raise CrmUnavailable(DELETED_JUST_NOW)
        return found.ids[firing.tag] if contact == self._record.id else number

    def _sentence(self, firing: Firing, word: str, answer: CrmAnswer) -> str:
        client = self._record.client
        did = f"did not start the automation '{firing.tag}' for this contact"
        if answer.good:
            return f"{client.names.crm} {did}. {client.names.crm} says: '{word or 'nothing'}'"
        return client.sentence(did, answer, " See there whether it is published.")


def _done(firing: Firing, what: str) -> Done:
    return Done(firing.tag, what, what == "started", firing.token, Sort.AUTOMATION)


def _state(firing: Firing) -> str:
    return f"start:{firing.token}"
