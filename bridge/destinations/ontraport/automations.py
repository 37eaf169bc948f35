"""One contact's automations in Ontraport: started once for each token.

By `PUT /objects/subscribe` (https://api.ontraport.com/doc/, "subscribe an object to a campaign or
sequence"; the vendor's library has it, too). It is answered before it is done, and nothing is
documented that says whether one contact is in an automation.
"""

from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.ontraport.client import CONTACTS, REFUSED, is_gone, sentence
from bridge.destinations.ontraport.contact import OntraportContact
from bridge.destinations.ontraport.directory import OntraportAutomationTable
from bridge.destinations.steps import Progress, TargetStep, raise_for_account
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable

_STARTED, _STARTING = "started", "starting"
_TYPE = "Campaign"  # what automations are called there; a sequence is something older


class OntraportAutomations:
    """The plan's automations; `seek` first.

    `starting` is written down before the call, `started` after it. Found `starting`, nobody can
    say whether it happened: what opens a door is started again, what only sends mail is not.
    """

    def __init__(
        self,
        table: OntraportAutomationTable,
        contact: OntraportContact,
        starts: tuple[Firing, ...],
        progress: Progress,
    ) -> None:
        self._table, self._contact = table, contact
        self._starts, self._progress = starts, progress
        self._memory = contact.memory
        self._due: list[tuple[Firing, str]] = []

    @property
    def need_contact(self) -> bool:
        return bool(self._due)

    def seek(self) -> None:
        """Find the ids of those that are still to be started."""
        left = [firing for firing in self._starts if not self._is_over(firing)]
        try:
            found = self._table.find([firing.tag for firing in left], self._memory)
        except CrmRefused as refused:
            raise_for_account(refused)
            for firing in left:
                self._progress.refuse(firing.tag, refused, firing.token, Sort.AUTOMATION)
            return
        has_id = self._progress.has_id
        self._due = [
            (firing, found.ids[firing.tag])
            for firing in left
            if has_id(found, Sort.AUTOMATION, firing.tag, firing.token)
        ]

    def _is_over(self, firing: Firing) -> bool:
        """What is known of it is told then."""
        state = self._memory.get(_state(firing))
        if state == _STARTED:
            self._progress.done.append(_done(firing, "already started"))
        elif state == _STARTING and not firing.opens:
            self._progress.done.append(_done(firing, "may have started"))
        else:
            return False
        return True

    def write(self) -> None:
        for firing, number in self._due:
            start = partial(self._start, firing, number)
            self._progress.take(TargetStep(firing.tag, start, Sort.AUTOMATION, firing.token))

    def _start(self, firing: Firing, number: str) -> Done:
        """Raises TargetRefused when the contact may not enter."""
        answer = self._post(firing, number)
        if not answer.good and is_gone(answer):
            answer = self._post_again(firing, number) or answer
        if not answer.good:
            did = f"did not start the automation '{firing.tag}' for this contact"
            raise TargetRefused(sentence(self._contact.named, did, answer))
        self._memory.put(_state(firing), _STARTED)
        return _done(firing, "started")

    def _post(self, firing: Firing, number: str) -> CrmAnswer:
        """What was turned away has not begun."""
        body = {"objectID": CONTACTS, "ids": self._contact.id, "add_list": number}
        body |= {"sub_type": _TYPE}
        before = self._memory.get(_state(firing))
        self._memory.put(_state(firing), _STARTING)
        try:
            answer = self._contact.call(
                "PUT", "/objects/subscribe", body=body, accept=REFUSED, repeat=False, about=number
            )
        except (CrmRefused, CrmUnavailable) as trouble:
            if isinstance(trouble, CrmRefused) or trouble.untouched:
                self._memory.put(_state(firing), before)
            raise
        if not answer.good:
            self._memory.put(_state(firing), None)
        return answer

    def _post_again(self, firing: Firing, number: str) -> CrmAnswer | None:
        """With the id afresh, where that turns out to be another; else None."""
        found = self._table.find([firing.tag], self._memory, afresh=True)
        if firing.tag in found.refused:
            raise TargetRefused(found.refused[firing.tag])
        renewed = found.ids[firing.tag]
        if renewed != number:
            return self._post(firing, renewed)
        if not self._contact.is_there():
            crm = self._contact.named.crm
            raise CrmUnavailable(f"The contact was deleted in {crm} just now.")
        return None


def _done(firing: Firing, what: str) -> Done:
    return Done(firing.tag, what, what == "started", firing.token, Sort.AUTOMATION)


def _state(firing: Firing) -> str:
    return f"start:{firing.token}"
