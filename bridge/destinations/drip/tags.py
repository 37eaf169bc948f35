"""One person's tags in Drip: put on and taken off, with everything else of her in one write, or by
themselves where she must not be made."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from bridge.destinations.drip.carried import CarriedTags, TagWish, told
from bridge.destinations.drip.directory import DripTagDirectory
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.plan_tags import FindsTag, PlanTags
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import CallRefused
from bridge.model import Done, Plan, tag_key
from bridge.model.errors import CrmRefused

TAKEN_OFF = "taken off"  # of a tag that she has not now, and may not have had before
# What surely stands as it is in a path: behind a period Drip sees a format (seen in a client in
# production, which takes such tags off in another way), and a slash ends the name.
_PLAIN = re.compile(r"\w+(?:[ -]+\w+)*")


class DripTags:
    """The plan's steps about tags that are put on or taken off. What the account lacks goes to
    `progress` at once."""

    def __init__(
        self, table: DripTagDirectory, person: DripSubscriber, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._person = person
        self._carried = CarriedTags(person)
        self._memory = person.memory
        self._plan = plan
        self._progress = progress
        self._removals: list[TagWish] = []
        self._adds: list[TagWish] = []
        self._adds_if_there: list[TagWish] = []

    def seek(self) -> None:
        """Find how the account spells what is put on."""
        self._adds = self._usable(self._plan.add, self._table.usable)
        self._adds_if_there = self._usable(self._plan.add_if_there, self._table.usable_again)

    @property
    def are_due(self) -> bool:
        """Whether there is something for which she is made."""
        return bool(self._adds)

    def body(self, clear: Iterable[TagWish]) -> dict[str, object]:
        """Everything for one write, which also takes off what it is to `clear`."""
        return told(self._given, [*self._removals, *clear])

    def seek_removals(self, *, look_up: bool) -> None:
        """Those that go along in a write need no look: its answer shows what she has then."""
        if look_up:
            self._removals = [*self._removable()]
        else:
            names = self._plan.remove
            self._removals = [TagWish(name, self._table.as_known(name)) for name in names]

    def settle(self) -> None:
        """Look at what she has after that write."""
        self._take(self._removals, self._gone)
        self._take(self._given, self._carried.there)

    def write_each(self) -> None:
        """One by one, for one of them may be what was not taken."""
        self._take(self._removals, self._take_off)
        self._take(self._given, self._put_on)

    def take_away(self, *, alone: bool) -> None:
        """What makes nobody; `alone` says that nothing else of the plan needs to see her."""
        if not (self._removals or self._adds_if_there):
            return
        one = self._removals[0] if len(self._removals) == 1 else None
        if one and alone and not self._adds_if_there and _PLAIN.fullmatch(one.tag):
            self._take([one], self._untag)
        elif not self._is_given_by_id():
            self._change_seen()

    @property
    def _given(self) -> list[TagWish]:
        return [*self._adds, *self._adds_if_there]

    def _take(self, wishes: Sequence[TagWish], step: Callable[[TagWish], Done]) -> None:
        for wish in wishes:
            self._progress.take(TargetStep(wish.name, partial(step, wish)))

    def _removable(self) -> Iterator[TagWish]:
        """What the account lacks nobody has."""
        for name in self._plan.remove:
            try:
                tag = self._table.removable(name, self._memory)
            except CrmRefused as refused:
                self._progress.refuse(name, refused)
                continue
            if tag is None:
                self._progress.done.append(Done(name, "was not there", False))
            else:
                yield TagWish(name, tag)

    def _usable(self, names: Iterable[str], find: FindsTag) -> list[TagWish]:
        """Those that the account has, or that the plan may make."""
        tags = PlanTags(find, self._memory, self._plan, self._progress)
        return [TagWish(wanted.tag, wanted.id) for wanted in tags.usable(names)]

    def _change_seen(self) -> None:
        """Of who is there only what she has is taken off, and put on what she has not."""
        wishes = [*self._removals, *self._adds_if_there]
        if not self._person.find([wish.tag for wish in self._removals]):
            self._progress.done += [Done(wish.name, "no such contact", False) for wish in wishes]
            return
        has = {wish for wish in wishes if self._carried.have(wish)}
        off = [wish for wish in self._removals if wish in has]
        on = [wish for wish in self._adds_if_there if wish not in has]
        together = not (off or on) or self._is_taken(on, off)
        gone = self._carried.gone if together else self._carried.take_off
        there = self._carried.there if together else self._carried.put_on
        self._take(self._removals, lambda wish: gone(wish) if wish in has else _absent(wish))
        self._take(self._adds_if_there, lambda wish: _there(wish) if wish in has else there(wish))

    def _is_given_by_id(self) -> bool:
        """Whether what only puts on needs no look, for her id is remembered and serves."""
        if self._removals or self._person.id is None:
            return False
        try:
            given = self._person.amend(told(self._adds_if_there, ()))
        except CallRefused:
            return False
        if given:
            self._take(self._adds_if_there, self._carried.there)
        else:
            self._person.forget()
        return given

    def _is_taken(self, on: Sequence[TagWish], off: Sequence[TagWish]) -> bool:
        """Whether Drip takes it all together."""
        try:
            self._carried.change(on, off)
        except CallRefused:
            return False
        return True

    def _gone(self, wish: TagWish) -> Done:
        """Whether somebody had it before that write is not told, save of one who was made by it:
        `removed` would say that she had, and it would be put back one day."""
        self._carried.gone(wish)
        return _absent(wish) if self._person.created else Done(wish.name, TAKEN_OFF)

    def _untag(self, wish: TagWish) -> Done:
        """By its path, which cannot make anybody. What is answered for a tag that she has not is
        not published, and who gets no mails is not found there: where it found nothing, a look."""
        if self._person.untag(wish.tag):
            return Done(wish.name, TAKEN_OFF)
        if not self._person.find([wish.tag]):
            return Done(wish.name, "no such contact", False)
        return self._take_off(wish)

    def _take_off(self, wish: TagWish) -> Done:
        there = self._person.find([wish.tag]) and self._carried.have(wish)
        return self._carried.take_off(wish) if there else _absent(wish)

    def _put_on(self, wish: TagWish) -> Done:
        self._person.upsert(lambda: told([wish], ()), about=tag_key(wish.tag))
        return self._carried.there(wish)


def _absent(wish: TagWish) -> Done:
    return Done(wish.name, "was not there", False)


def _there(wish: TagWish) -> Done:
    return Done(wish.name, "already there", False)
