"""One contact's automations in ActiveCampaign: started once for each token."""

from datetime import UTC, datetime, timedelta
from functools import partial

from bridge.destinations.activecampaign.client import REFUSED, sentence
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.progress import Steps, find
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.steps import TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Firing, Sort

_STARTED, _STARTING = "started", "starting"
_CLOCKS_DIFFER_BY = timedelta(minutes=5)


class ContactAutomations(Steps[NameTable]):
    """The plan's steps about automations. Every `POST /contactAutomations` lets the contact in once
    more, so none is sent twice.

    `starting <time> <id>` is written down before it, `started` after it; the id is of the newest
    entry into this automation that we know of. Found `starting`, an entry that is not older than
    that time and not that entry was ours, and only where there is none it is posted (again).
    """

    def starts(self) -> list[TargetStep]:
        """Those half done go first, or what they started would look like another's."""
        left: list[Firing] = []
        for firing in self._plan.start:
            if self._memory.get(_state(firing)) == _STARTED:
                self._progress.done.append(_done(firing, "already started"))
            else:
                left.append(firing)
        found = find(self._table, [firing.tag for firing in left], self._memory)
        return [
            TargetStep(name, partial(self._start, firing, found.ids[name]), Sort.AUTOMATION, token)
            for firing in sorted(left, key=lambda each: not self._is_half_done(each))
            for name, token in ((firing.tag, firing.token),)
            if self._progress.has_id(found, Sort.AUTOMATION, name, token)
        ]

    def _is_half_done(self, firing: Firing) -> bool:
        return (self._memory.get(_state(firing)) or "").startswith(f"{_STARTING} ")

    def _start(self, firing: Firing, number: str) -> Done:
        """Raises TargetRefused when the contact may not enter."""
        entry = self._entered(firing, number) if self._is_half_done(firing) else None
        new = True
        if entry is None:
            answer = self._post(firing, number)
            again = self._look_up_again(firing, number, answer)
            if again is not None:
                number, answer = again, self._post(firing, again)
            self._raise_unless_good(firing, answer)
            new = answer.good
            entry = str(answer.part("contactAutomation").get("id") or "")
        self._memory.jot(f"entry:{number}", entry or None)
        self._memory.put(_state(firing), _STARTED)
        return _done(firing, "started" if new else "already started")

    def _entered(self, firing: Firing, number: str) -> str | None:
        """The id of the entry that a post whose answer never came has made."""
        _, time, *known = (self._memory.get(_state(firing)) or "").split()
        since = datetime.fromisoformat(time) - _CLOCKS_DIFFER_BY
        for row in self._holdings.listed("contactAutomations"):
            ours = str(row.get("automation") or row.get("seriesid")) == number
            if ours and str(row["id"]) not in known and _moment(row.get("adddate")) >= since:
                return str(row["id"])
        return None

    def _post(self, firing: Firing, number: str) -> CrmAnswer:
        known = self._memory.get(f"entry:{number}") or ""
        told = f"{_STARTING} {datetime.now(UTC).isoformat(timespec='seconds')} {known}".strip()
        self._memory.put(_state(firing), told)
        body = {"contactAutomation": {"contact": self._contact.id, "automation": number}}
        accept = (*REFUSED, 403)
        return self._contact.call(
            "POST", "/contactAutomations", body=body, accept=accept, repeat=False, about=number
        )

    def _look_up_again(self, firing: Firing, number: str, answer: CrmAnswer) -> str | None:
        """The automation's id where it or the contact's turns out to be another; else None.

        What is answered to an id that is none is not published; `Could not create
        SubscriberSeries` may be said of it too.
        """
        if answer.good and not self._contact.is_other(answer):
            return None
        contact = self._contact.id
        if not self._contact.seen or answer.status == 404:
            self._contact.confirm()
        if not answer.good:
            found = self._table.find([firing.tag], self._memory, afresh=True)
            self._refuse(firing, found.refused.get(firing.tag))
            renewed = found.ids[firing.tag]
        else:
            renewed = number
        return renewed if (self._contact.id, renewed) != (contact, number) else None

    def _raise_unless_good(self, firing: Firing, answer: CrmAnswer) -> None:
        if not answer.good and not answer.is_there_already:
            did = f"did not start the automation '{firing.tag}' for this contact"
            what_next = " See there whether it is active and lets a contact in again."
            self._refuse(firing, sentence(did, answer, what_next))

    def _refuse(self, firing: Firing, reason: str | None) -> None:
        """Nothing was started: nothing is half done."""
        if reason is not None:
            self._memory.put(_state(firing), None)
            raise TargetRefused(reason)


def _done(firing: Firing, what: str) -> Done:
    return Done(firing.tag, what, what == "started", firing.token, Sort.AUTOMATION)


def _state(firing: Firing) -> str:
    return f"start:{firing.token}"


def _moment(written: object) -> datetime:
    """Of an `adddate` (`2018-09-19T09:44:26-05:00`); long ago where it is none."""
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
