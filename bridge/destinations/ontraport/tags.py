"""One contact's tags in Ontraport: put on and taken off, several by one call, and fired.

Both calls are documented to ignore what is so already, and are answered before they are done: so
neither is spared because of a read that may be older than what was told last, and each may be
repeated. That what was asked for first is done first is not verified.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TypeGuard

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.ontraport.client import CONTACTS, REFUSED, is_gone, sentence
from bridge.destinations.ontraport.contact import OntraportContact
from bridge.destinations.ontraport.directory import OntraportTagTable
from bridge.destinations.plan_tags import PlanTags, WantedTag
from bridge.destinations.steps import Progress, TargetStep, raise_for_account
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable

_ADD, _REMOVE = ("PUT", "add_list"), ("DELETE", "remove_list")

Ids = Mapping[str, str]  # tags' ids by their names


class OntraportTags:
    """The plan's steps about tags; `seek` first."""

    def __init__(
        self,
        table: OntraportTagTable,
        contact: OntraportContact,
        plan: Plan,
        progress: Progress,
    ) -> None:
        self._table, self._contact = table, contact
        self._plan, self._progress = plan, progress
        self._memory: Memory = contact.memory
        self._tags = PlanTags(table.usable, contact.memory, plan, progress)
        self._off: dict[str, str | None] = {}
        self._on: Ids = {}
        self._on_if_there: Ids = {}
        self._fires: list[WantedTag] = []
        self._bare: set[str] = set()  # of those to be fired: the ids that certainly are not there

    @property
    def need_contact(self) -> bool:
        """Whether one is made for them."""
        return bool(self._on or self._fires)

    @property
    def need_look(self) -> bool:
        return bool(self._on_if_there or any(self._off.values()))

    def seek(self) -> None:
        """Find the ids. What has none is refused, and creates no contact."""
        for tag in self._plan.remove:
            try:
                self._off[tag] = self._table.removable(tag, self._memory)
            except CrmRefused as refused:
                self._progress.refuse(tag, refused)
        self._on = self._usable(self._plan.add)
        self._on_if_there = self._usable(self._plan.add_if_there)
        self._fires = self._tags.due_firings()

    def write(self) -> None:
        """Removals come first: a tag that blocks access is gone before access is given."""
        contact = self._contact
        if contact.id is None:
            there = [*((t, n) for t, n in self._off.items() if n), *self._on_if_there.items()]
            self._say(there, "no such contact")
            self._say([(t, n) for t, n in self._off.items() if not n], "was not there")
            return
        off, on = self._to_take_off(), self._to_put_on()
        self._bare = {each.id for each in self._fires if not self._may_carry(each.id)}
        contact.recent.were_told({*on.values(), *(each.id for each in self._fires)}, off.values())
        self._settle(self._off, self._send(_REMOVE, off), "was not there")
        every = {**self._on, **self._on_if_there}
        self._settle(every, self._send(_ADD, on), "already there")
        for each in self._fires:
            self._progress.take(TargetStep(each.tag, partial(self._fire, each), token=each.token))

    def _to_take_off(self) -> Ids:
        """Without those that are not there, as far as a read can tell."""
        return {tag: number for tag, number in self._off.items() if self._may_carry(number)}

    def _may_carry(self, number: str | None) -> TypeGuard[str]:
        """Whether a removal is due: no read has told, or a read that may be older than what was
        told tells otherwise."""
        carried = self._contact.carried
        is_seen = carried is None or number in carried
        return number is not None and (is_seen or number in self._contact.recent.put_on())

    def _to_put_on(self) -> Ids:
        """Without those that are there, as far as a read can tell."""
        there = {*(self._contact.carried or ())} - self._contact.recent.taken_off()
        every = {**self._on, **self._on_if_there}
        return {tag: number for tag, number in every.items() if number not in there}

    def _settle(self, tags: Iterable[str], sent: Mapping[str, Done | None], else_: str) -> None:
        """In the plan's order; those that were not sent are so already, and None was refused."""
        told = (sent.get(tag, Done(tag, else_, False)) for tag in tags)
        self._progress.done += [done for done in told if done]

    def _send(self, way: tuple[str, str], tags: Ids) -> Mapping[str, Done | None]:
        """All by one call; where that is refused, each by its own. None for what is refused."""
        if len(tags) > 1:
            try:
                if self._call(way, tags.values()).good:
                    return {tag: self._done(way, tag, tags[tag]) for tag in tags}
            except CrmRefused as refused:  # which of them is meant shows below
                raise_for_account(refused)
        return {tag: self._sent_alone(way, tag, number) for tag, number in tags.items()}

    def _sent_alone(self, way: tuple[str, str], tag: str, number: str) -> Done | None:
        try:
            return self._change(way, tag, number)
        except CrmRefused as refused:
            self._progress.refuse(tag, refused)
            return None

    def _change(self, way: tuple[str, str], tag: str, number: str) -> Done:
        answer = self._call(way, [number])
        if not answer.good and is_gone(answer):
            renewed = self._look_up_again(way, tag, number)
            if renewed is None:
                return Done(tag, "was not there", False)
            answer = self._call(way, [renewed]) if renewed != number else answer
        if not answer.good:
            refused = f"refused the tag '{tag}'"
            raise TargetRefused(sentence(self._contact.named, refused, answer))
        return self._done(way, tag, number)

    def _done(self, way: tuple[str, str], tag: str, number: str) -> Done:
        """Of a tag that no read has shown it is not said that it was there."""
        if way is _ADD:
            return Done(tag, "added")
        return Done(tag, "removed" if number in (self._contact.carried or ()) else "taken off")

    def _look_up_again(self, way: tuple[str, str], tag: str, number: str) -> str | None:
        """The tag's id afresh; None for one that is gone and to be removed.

        Raises TargetRefused for one that is gone and to be added, and CrmUnavailable where it is
        the contact that is gone.
        """
        self._table.forget(tag)
        if way is _REMOVE:
            renewed = self._table.removable(tag, self._memory)
        else:
            renewed = self._tags.tag_id(tag)
        if renewed == number and not self._contact.is_there():
            crm = self._contact.named.crm
            raise CrmUnavailable(f"The contact was deleted in {crm} just now.")
        return renewed

    def _call(self, way: tuple[str, str], numbers: Iterable[str]) -> CrmAnswer:
        """Ids as text with commas between them, as the vendor's library sends them; DELETE has a
        body, too."""
        method, word = way
        listed = ",".join(numbers)
        body = {"objectID": CONTACTS, "ids": self._contact.id, word: listed}
        return self._contact.call(method, "/objects/tag", body=body, accept=REFUSED, about=listed)

    def _usable(self, tags: Iterable[str]) -> Ids:
        return {wanted.tag: wanted.id for wanted in self._tags.usable(tags)}

    def _fire(self, wanted: WantedTag) -> Done:
        """Found cleared, it is put on (again): that does nothing where it is on."""
        if not self._tags.is_cleared(wanted.token):
            if wanted.id not in self._bare:
                self._change(_REMOVE, wanted.tag, wanted.id)
            self._tags.note_cleared(wanted.token)
        self._change(_ADD, wanted.tag, wanted.id)
        self._bare.discard(wanted.id)
        return self._tags.note_fired(wanted.tag, wanted.token)

    def _say(self, tags: Iterable[tuple[str, object]], what: str) -> None:
        self._progress.done += [Done(tag, what, False) for tag, _ in tags]
