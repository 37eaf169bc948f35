"""One contact's tags in ActiveCampaign: put on, taken off, fired."""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.look import Look
from bridge.destinations.activecampaign.tags import TagTable
from bridge.destinations.answers import Answer
from bridge.destinations.base import Memory
from bridge.destinations.verdicts import TargetRefused, with_their_words
from bridge.model import Done
from bridge.model.errors import CrmUnavailable

CLEARED, FIRED = "cleared", "fired"


@dataclass(frozen=True)
class Wanted:
    """A tag to put on the contact; with a token it is a firing."""

    tag: str
    id: str
    token: str = ""


class Tagging:
    """What may be done to the contact's tags; `create` says which are made where the account
    lacks them."""

    def __init__(
        self,
        tags: TagTable,
        contact: AccountContact,
        look: Look,
        memory: Memory,
        *,
        create: Callable[[str], bool],
    ) -> None:
        self._tags = tags
        self._contact = contact
        self._look = look
        self._memory = memory
        self._create = create

    def tag_id(self, tag: str) -> str:
        """Raises TargetRefused when the account has no such tag."""
        return self._tags.usable(tag, self._memory, create=self._create(tag))

    def remove(self, tag: str) -> Done:
        self._look.raise_if_refused()
        carried = self._contact.carried
        if carried is None:
            return Done(tag, "no such contact", False)
        tag_id = self._tags.removable(tag, self._memory) if carried else None
        row = carried.pop(tag_id, None) if tag_id else None
        if row is None or not self._delete(row):
            return Done(tag, "was not there", False)
        return Done(tag, "removed")

    def _delete(self, row: str) -> bool:
        """Whether it was still there: automations remove tags too, so 404 is no failure."""
        path = f"/contactTags/{row}"
        return self._contact.call("DELETE", path, accept=(404,)).good

    def add(self, wanted: Wanted) -> Done:
        if wanted.id in (self._contact.carried or ()):
            return Done(wanted.tag, "already there", False)
        answer = self._post(wanted.id)
        if self._stale(answer):
            tag_id = self._look_up_again(wanted.tag, answer)
            answer = self._post(tag_id)
        return self._added(wanted, answer)

    def add_if_there(self, wanted: Wanted) -> Done:
        """Never makes a contact: where there is none, that is what comes of it."""
        contact = self._contact
        if contact.id is None:
            self._look.see(tags=True)
        if contact.id is None:
            return Done(wanted.tag, "no such contact", False)
        if wanted.id in (contact.carried or ()):
            return Done(wanted.tag, "already there", False)
        answer, was_seen = self._post(wanted.id), contact.seen
        if not self._stale(answer):
            return self._added(wanted, answer)
        if contact.is_there():
            self._tags.forget(wanted.tag)
            return self._added(wanted, self._post(self.tag_id(wanted.tag)))
        if was_seen:
            raise CrmUnavailable("The contact was deleted in ActiveCampaign just now.")
        return self.add_if_there(wanted)  # there may be one of her address

    def _added(self, wanted: Wanted, answer: Answer) -> Done:
        self._raise_unless_good(wanted, answer)
        if answer.good:
            return Done(wanted.tag, "added")
        return Done(wanted.tag, "already there", False)

    def fire(self, wanted: Wanted) -> Done:
        """Bring the tag from absent to present once per token, also across retries and kills.

        `cleared` is written down before the tag is posted, `fired` after it. Found `cleared`,
        a tag that is there was posted and one that is not is posted (again). The one gap: a kill
        between the post and `fired`, when an automation has removed the tag meanwhile, fires
        twice (at least once, never not at all).
        """
        answer = self._clear_and_post(wanted)
        if answer is not None and self._stale(answer):
            self._memory.put(f"fire:{wanted.token}", None)
            tag_id = self._look_up_again(wanted.tag, answer)
            answer = self._clear_and_post(Wanted(wanted.tag, tag_id, wanted.token))
        if answer is not None:
            self._raise_unless_good(wanted, answer)
        self._memory.put(f"fire:{wanted.token}", FIRED)
        return Done(wanted.tag, "fired", True, wanted.token)

    def _clear_and_post(self, wanted: Wanted) -> Answer | None:
        """The answer to the post; None when it had gone through before."""
        state = f"fire:{wanted.token}"
        if self._memory.get(state) != CLEARED:
            self._clear(wanted.id)
            self._memory.put(state, CLEARED)
        elif wanted.id in self._look.tags():
            return None
        answer = self._post(wanted.id, repeat=False)
        row = answer.part("contactTag").get("id")
        if answer.good and row:
            self._look.tags()[wanted.id] = str(row)
        return answer

    def _clear(self, tag_id: str) -> None:
        """Take the tag off; where the row is gone, look whether it came back under another."""
        row = self._look.tags().pop(tag_id, None)
        if row is None or self._delete(row):
            return
        self._contact.carried = None
        row = self._look.tags().pop(tag_id, None)
        if row is not None:
            self._delete(row)

    def _post(self, tag_id: str, *, repeat: bool = True) -> Answer:
        body = {"contactTag": {"contact": self._contact.id, "tag": tag_id}}
        accept = (400, 404, 422)
        return self._contact.call(
            "POST", "/contactTags", body=body, accept=accept, repeat=repeat, about=tag_id
        )

    def _stale(self, answer: Answer) -> bool:
        """Whether a remembered id no longer serves."""
        missing = answer.status == 404 or "related_missing" in answer.codes
        return missing or self._contact.other_than(answer)

    def _look_up_again(self, tag: str, answer: Answer) -> str:
        """The tag's id afresh, and the contact's too unless this plan has just seen it."""
        if not self._contact.seen or answer.status == 404:
            self._contact.confirm()
        if not answer.good:
            self._tags.forget(tag)
        return self.tag_id(tag)

    def _raise_unless_good(self, wanted: Wanted, answer: Answer) -> None:
        """An account that says that it has the pair already has what was wanted."""
        if not answer.good and not answer.is_there_already:
            sentence = f"ActiveCampaign refused the tag '{wanted.tag}' ({answer.status})."
            raise TargetRefused(with_their_words(sentence, "ActiveCampaign", answer))
