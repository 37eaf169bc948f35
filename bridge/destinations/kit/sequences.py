"""One subscriber's sequences in Kit, which the bridge calls automations: started once for each
token.

`POST /sequences/{id}/subscribers/{id}` answers 201, and 200 for somebody who has been in it. Who is
in a sequence gets each of its mails once, however often she is added, unless its `repeat` is
switched on: then it begins anew.
https://developers.kit.com/api-reference/sequences/add-subscriber-to-sequence
https://help.kit.com/en/articles/5022528-restart-an-email-sequence
"""

from collections.abc import Sequence
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.directory import FoundNames
from bridge.destinations.kit.client import REFUSED, sentence
from bridge.destinations.kit.contact import KitContact
from bridge.destinations.kit.directory import KitSequenceDirectory
from bridge.destinations.kit.renewal import write_by_ids
from bridge.destinations.steps import Progress, TargetStep, raise_for_account
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Plan, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable

_STARTED, _STARTING = "started", "starting"


class KitSequences:
    """The plan's steps about sequences.

    `starting` is written down before a sequence is asked for, `started` after it. Found `starting`,
    nothing says whether it was begun (the list of a sequence's subscribers is behind by minutes):
    one that runs once is asked for again, which does no harm; one that may be repeated only where
    it opens a door.
    """

    def __init__(
        self, table: KitSequenceDirectory, contact: KitContact, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._contact = contact
        self._memory = contact.memory
        self._plan = plan
        self._progress = progress

    def starts(self) -> list[TargetStep]:
        """What has no id, or was started, goes to `progress` at once."""
        left: list[Firing] = []
        for firing in self._plan.start:
            if self._memory.get(_state(firing)) == _STARTED:
                self._progress.done.append(_done(firing, "already started"))
            else:
                left.append(firing)
        found = self._found([firing.tag for firing in left])
        return [
            TargetStep(name, partial(self._start, firing, found.ids[name]), Sort.AUTOMATION, token)
            for firing in left
            for name, token in ((firing.tag, firing.token),)
            if self._progress.has_id(found, Sort.AUTOMATION, name, token)
        ]

    def _found(self, names: Sequence[str]) -> FoundNames:
        """Where sequences may not be listed, there is none of them; the rest goes on."""
        try:
            return self._table.find(names, self._memory)
        except CrmRefused as refused:
            raise_for_account(refused)
            of_one = self._progress.of_one
            return FoundNames(
                refused={name: of_one(self._table.sort, name, refused) for name in names}
            )

    def _start(self, firing: Firing, number: str) -> Done:
        """Raises TargetRefused when the subscriber may not enter."""
        half_done = self._memory.get(_state(firing)) == _STARTING
        if half_done and not firing.opens and self._repeats(firing):
            self._memory.put(_state(firing), _STARTED)
            return _done(firing, "may have started")
        post, renew = partial(self._post, firing), partial(self._renewed, firing)
        answer = write_by_ids(self._contact, number, post, renew)
        if not answer.good:
            did = f"did not start the automation '{firing.tag}' for this contact"
            raise TargetRefused(sentence(self._contact.crm, did, answer))
        self._memory.put(_state(firing), _STARTED)
        began = answer.status != 200 or half_done or self._repeats(firing)
        return _done(firing, "started" if began else "already started")

    def _post(self, firing: Firing, number: str) -> CrmAnswer:
        """What certainly started nothing leaves all as it was before."""
        before = self._memory.get(_state(firing))
        self._memory.put(_state(firing), _STARTING)
        path = f"/sequences/{number}/subscribers/{self._contact.id}"
        try:
            asked = {"accept": REFUSED, "repeat": False, "about": number, "due": "subscriber"}
            answer = self._contact.call("POST", path, body={}, **asked)
        except (CrmRefused, CrmUnavailable) as trouble:
            if isinstance(trouble, CrmRefused) or trouble.untouched:
                self._memory.put(_state(firing), before)
            raise
        if not answer.good:
            self._memory.put(_state(firing), before)
        return answer

    def _repeats(self, firing: Firing) -> bool:
        """Whether it begins anew for somebody who has been in it; where that is not told, yes."""
        number = self._table.find([firing.tag], self._memory).ids.get(firing.tag, "")
        answer = self._contact.call("GET", f"/sequences/{number}", accept=(404,), due="sequence")
        return answer.part("sequence").get("repeat") is not False

    def _renewed(self, firing: Firing) -> str:
        """The sequence's id afresh. Raises TargetRefused for one that is gone."""
        found = self._table.find([firing.tag], self._memory, afresh=True)
        if firing.tag in found.refused:
            raise TargetRefused(found.refused[firing.tag])
        return found.ids[firing.tag]


def _done(firing: Firing, what: str) -> Done:
    return Done(firing.tag, what, what == "started", firing.token, Sort.AUTOMATION)


def _state(firing: Firing) -> str:
    return f"start:{firing.token}"
