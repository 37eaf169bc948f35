"""One subscriber's tags in Kit: put on, taken off, fired.

Each is one call by the ids of both: putting on answers 201 when new and 200 when it was there,
taking off 204. What taking off answers for a tag that is not there is not published: 204 and 404
are both taken for done, once subscriber and tag are known to exist. Where several are to be taken
off, a look at her tags spares those that are not there. It may be behind, so what she was told in
the last minutes is taken off whatever it shows, and nothing that is put on is spared for it.
https://developers.kit.com/api-reference/tags/tag-a-subscriber
"""

from collections.abc import Mapping
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.kit.client import REFUSED, every_row, sentence
from bridge.destinations.kit.contact import KitContact
from bridge.destinations.kit.directory import KitTagDirectory
from bridge.destinations.kit.renewal import write_by_ids
from bridge.destinations.plan_tags import PlanTags, WantedTag
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Plan, tag_key


class KitTags:
    """The plan's steps about tags. What has no id, or nothing left to do, goes to `progress` at
    once."""

    def __init__(
        self, table: KitTagDirectory, contact: KitContact, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._contact = contact
        self._memory = contact.memory
        self._plan = plan
        self._tags = PlanTags(table.usable, contact.memory, plan, progress)
        self._put_on: set[str] = set()  # by this plan, onto somebody who had none
        self._held: Mapping[str, str] | None = None  # after a look

    def removals(self) -> list[TargetStep]:
        return [TargetStep(tag, partial(self._remove, tag)) for tag in self._plan.remove]

    def adds(self) -> list[TargetStep]:
        usable = self._tags.usable(self._plan.add)
        return [TargetStep(wanted.tag, partial(self._add, wanted)) for wanted in usable]

    def adds_if_there(self) -> list[TargetStep]:
        """Those that nobody is created for."""
        usable = self._tags.usable(self._plan.add_if_there)
        return [TargetStep(wanted.tag, partial(self._add_if_there, wanted)) for wanted in usable]

    def fires(self) -> list[TargetStep]:
        due = self._tags.due_firings()
        return [TargetStep(each.tag, partial(self._fire, each), token=each.token) for each in due]

    def _remove(self, tag: str) -> Done:
        number = self._table.removable(tag, self._memory)
        if number is None or self._contact.created:
            return Done(tag, "was not there", False)
        self._contact.find()
        answer = self._take_off(tag, number) if self._contact.id is not None else None
        if self._contact.id is None:
            return Done(tag, "no such contact", False)
        if answer is None or answer.status == 404:
            return Done(tag, "was not there", False)
        self._raise_unless_good(tag, answer)
        # A 204 by itself may say that all is as it was.
        return Done(tag, "removed" if self._seen_as(tag, number) else "taken off")

    def _take_off(self, tag: str, number: str) -> CrmAnswer | None:
        """None where a look shows that there is nothing to be taken off."""
        if len(self._plan.remove) > 1:
            carried = self._carried(tag, number)
            return self._delete(carried) if carried and self._contact.id is not None else None
        answer = self._delete(number)
        if answer.status != 404:
            return answer
        self._look()  # the subscriber, the tag, or only that she has it: Kit does not say which
        again = self._seen_as(tag, number)
        return self._delete(again) if again else answer

    def _carried(self, tag: str, number: str) -> str | None:
        """The id by which she carries the tag, or may carry it; None where she does not."""
        self._look()
        may_carry = number if number in self._contact.recent.put_on() else None
        return self._seen_as(tag, number) or may_carry

    def _seen_as(self, tag: str, number: str) -> str | None:
        """The id under which a look showed it."""
        held = self._held or {}
        if number in held:
            return number
        named = (each for each, name in held.items() if tag_key(name) == tag_key(tag))
        other = next(named, None)
        if other is not None:
            self._table.learn(tag, other)
        return other

    def _look(self) -> None:
        if self._held is None:
            self._held = tags_of(self._contact)

    def _add(self, wanted: WantedTag) -> Done:
        renew = partial(self._renewed, wanted)
        return self._added(wanted.tag, write_by_ids(self._contact, wanted.id, self._post, renew))

    def _add_if_there(self, wanted: WantedTag) -> Done:
        """Never creates anybody: where there is nobody, that is what comes of it."""
        contact, number = self._contact, wanted.id
        contact.find()
        answer = self._post(number) if contact.id is not None else None
        if answer is not None and answer.status == 404:
            if contact.seen or contact.is_there():
                number = self._renewed(wanted)
            contact.find()
            answer = self._post(number) if contact.id is not None else None
        if answer is None:
            return Done(wanted.tag, "no such contact", False)
        return self._added(wanted.tag, answer)

    def _added(self, tag: str, answer: CrmAnswer) -> Done:
        self._raise_unless_good(tag, answer)
        if answer.status == 201:
            return Done(tag, "added")
        return Done(tag, "already there", False)

    def _fire(self, wanted: WantedTag) -> Done:
        """Putting it on again answers 200 where the first time went through, and starts nothing
        then."""
        post, renew = partial(self._clear_and_post, wanted), partial(self._renewed, wanted)
        answer = write_by_ids(self._contact, wanted.id, post, renew)
        self._raise_unless_good(wanted.tag, answer)
        return self._tags.note_fired(wanted.tag, wanted.token)

    def _clear_and_post(self, wanted: WantedTag, number: str) -> CrmAnswer:
        if not self._tags.is_cleared(wanted.token):
            if not self._contact.created or number in self._put_on:
                cleared = self._delete(number)
                if cleared.status != 404:  # 404: nothing to clear, or an id that POST refuses, too
                    self._raise_unless_good(wanted.tag, cleared)
            self._tags.note_cleared(wanted.token)
        answer = self._post(number, repeat=False)
        if answer.status == 404:
            self._tags.start_over(wanted.token)
        return answer

    def _delete(self, number: str) -> CrmAnswer:
        path = f"/tags/{number}/subscribers/{self._contact.id}"
        answer = self._contact.call("DELETE", path, accept=REFUSED, about=number)
        if answer.good:
            self._contact.recent.took_off(number)
        return answer

    def _post(self, number: str, *, repeat: bool = True) -> CrmAnswer:
        self._put_on.add(number)
        self._contact.recent.puts_on(number)
        path = f"/tags/{number}/subscribers/{self._contact.id}"
        asked = {"accept": REFUSED, "repeat": repeat, "about": number, "due": "subscriber"}
        return self._contact.call("POST", path, body={}, **asked)

    def _renewed(self, wanted: WantedTag) -> str:
        """Raises TargetRefused for a tag that is gone."""
        self._table.forget(wanted.tag)
        return self._tags.tag_id(wanted.tag)

    def _raise_unless_good(self, tag: str, answer: CrmAnswer) -> None:
        if not answer.good:
            raise TargetRefused(sentence(self._contact.crm, f"refused the tag '{tag}'", answer))


def tags_of(contact: KitContact) -> dict[str, str]:
    """The names of her tags by their ids, as listed; none without her. Whether that list is behind,
    as others are, is not verified."""
    contact.find()
    if contact.id is None or contact.created:
        return {}
    answers: list[CrmAnswer] = []

    def ask(page: Mapping[str, str]) -> CrmAnswer:
        path = f"/subscribers/{contact.id}/tags"
        answers.append(contact.call("GET", path, query=page, accept=(404,), due="tags"))
        return answers[-1]

    held = {str(row["id"]): str(row.get("name") or "") for row in every_row(ask, "tags")}
    if not all(answer.good for answer in answers):
        contact.forget()
        return tags_of(contact)
    contact.seen = True
    return held
