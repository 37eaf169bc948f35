"""One contact's tags in ActiveCampaign: put on, taken off, fired."""

from functools import partial

from bridge.destinations.activecampaign.client import REFUSED, sentence
from bridge.destinations.activecampaign.contact import DELETED_JUST_NOW
from bridge.destinations.activecampaign.directory import TagTable
from bridge.destinations.activecampaign.holdings import Holdings
from bridge.destinations.activecampaign.progress import Steps
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.plan_tags import PlanTags, WantedTag
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Plan
from bridge.model.errors import CrmUnavailable


class ContactTags(Steps[TagTable]):
    """The plan's steps about tags."""

    def __init__(self, table: TagTable, holdings: Holdings, plan: Plan, progress: Progress) -> None:
        super().__init__(table, holdings, plan, progress)
        self._tags = PlanTags(table.usable, self._memory, plan, progress)

    def removals(self) -> list[TargetStep]:
        return [TargetStep(tag, partial(self._remove, tag)) for tag in self._plan.remove]

    def adds(self) -> list[TargetStep]:
        usable = self._tags.usable(self._plan.add)
        return [TargetStep(wanted.tag, partial(self._add, wanted)) for wanted in usable]

    def adds_if_there(self) -> list[TargetStep]:
        """Those that no contact is made for."""
        usable = self._tags.usable(self._plan.add_if_there)
        return [TargetStep(wanted.tag, partial(self._add_if_there, wanted)) for wanted in usable]

    def fires(self) -> list[TargetStep]:
        due = self._tags.due_firings()
        return [TargetStep(each.tag, partial(self._fire, each), token=each.token) for each in due]

    def _remove(self, tag: str) -> Done:
        self._holdings.raise_if_refused()
        carried = self._contact.carried
        if carried is None:
            return Done(tag, "no such contact", False)
        tag_id = self._table.removable(tag, self._memory) if carried else None
        row = carried.pop(tag_id, None) if tag_id else None
        if row is None or not self._delete(row):
            return Done(tag, "was not there", False)
        return Done(tag, "removed")

    def _delete(self, row: str) -> bool:
        """Whether it was still there: automations remove tags too, so 404 is no failure."""
        path = f"/contactTags/{row}"
        return self._contact.call("DELETE", path, accept=(404,)).good

    def _add(self, wanted: WantedTag) -> Done:
        if wanted.id in (self._contact.carried or ()):
            return Done(wanted.tag, "already there", False)
        answer = self._post(wanted.id)
        if self._is_stale(answer):
            tag_id = self._look_up_again(wanted.tag, answer)
            answer = self._post(tag_id)
        return self._added(wanted, answer)

    def _add_if_there(self, wanted: WantedTag) -> Done:
        """Never makes a contact: where there is none, that is what comes of it."""
        contact = self._contact
        if contact.id is None:
            self._holdings.see(tags=True)
        if contact.id is None:
            return Done(wanted.tag, "no such contact", False)
        if wanted.id in (contact.carried or ()):
            return Done(wanted.tag, "already there", False)
        answer, was_seen = self._post(wanted.id), contact.seen
        if not self._is_stale(answer):
            return self._added(wanted, answer)
        if contact.is_there():
            self._table.forget(wanted.tag)
            return self._added(wanted, self._post(self._tags.tag_id(wanted.tag)))
        if was_seen:
            raise CrmUnavailable(DELETED_JUST_NOW)
        return self._add_if_there(wanted)  # there may be one of her address

    def _added(self, wanted: WantedTag, answer: CrmAnswer) -> Done:
        self._raise_unless_good(wanted, answer)
        if answer.good:
            return Done(wanted.tag, "added")
        return Done(wanted.tag, "already there", False)

    def _fire(self, wanted: WantedTag) -> Done:
        answer = self._clear_and_post(wanted)
        if answer is not None and self._is_stale(answer):
            self._tags.start_over(wanted.token)
            tag_id = self._look_up_again(wanted.tag, answer)
            answer = self._clear_and_post(WantedTag(wanted.tag, tag_id, wanted.token))
        if answer is not None:
            self._raise_unless_good(wanted, answer)
        return self._tags.note_fired(wanted.tag, wanted.token)

    def _clear_and_post(self, wanted: WantedTag) -> CrmAnswer | None:
        """The answer to the post; None when it had gone through before."""
        if not self._tags.is_cleared(wanted.token):
            self._clear(wanted.id)
            self._tags.note_cleared(wanted.token)
        elif wanted.id in self._holdings.tags():
            return None
        answer = self._post(wanted.id, repeat=False)
        row = answer.part("contactTag").get("id")
        if answer.good and row:
            self._holdings.tags()[wanted.id] = str(row)
        return answer

    def _clear(self, tag_id: str) -> None:
        """Take the tag off; where the row is gone, look whether it came back under another."""
        row = self._holdings.tags().pop(tag_id, None)
        if row is None or self._delete(row):
            return
        self._contact.carried = None
        row = self._holdings.tags().pop(tag_id, None)
        if row is not None:
            self._delete(row)

    def _post(self, tag_id: str, *, repeat: bool = True) -> CrmAnswer:
        body = {"contactTag": {"contact": self._contact.id, "tag": tag_id}}
        return self._contact.call(
            "POST", "/contactTags", body=body, accept=REFUSED, repeat=repeat, about=tag_id
        )

    def _is_stale(self, answer: CrmAnswer) -> bool:
        """Whether a remembered id no longer serves."""
        missing = answer.status == 404 or "related_missing" in answer.codes
        return missing or self._contact.is_other(answer)

    def _look_up_again(self, tag: str, answer: CrmAnswer) -> str:
        """The tag's id afresh, and the contact's too unless this plan has just seen it."""
        if not self._contact.seen or answer.status == 404:
            self._contact.confirm()
        if not answer.good:
            self._table.forget(tag)
        return self._tags.tag_id(tag)

    def _raise_unless_good(self, wanted: WantedTag, answer: CrmAnswer) -> None:
        """An account that says that it has the pair already has what was wanted."""
        if not answer.good and not answer.is_there_already:
            raise TargetRefused(sentence(f"refused the tag '{wanted.tag}'", answer))
