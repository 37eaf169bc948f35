"""One person's tags in Drip: put on, taken off, fired.

`tags` in a write are added to what she has, `remove_tags` taken off, and the answer lists what she
has then: what it shows otherwise is sent once more, and refused where that is in vain.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bridge.destinations.drip.directory import DripTagDirectory
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import CallRefused, TargetRefused
from bridge.model import Done, Plan, tag_key
from bridge.model.errors import CrmRefused, CrmUnavailable

_CLEARED, _FIRED = "cleared", "fired"
# What surely stands as it is in a path: behind a period Drip sees a format (seen in a client in
# production, which takes such tags off in another way), and a slash ends the name.
_PLAIN = re.compile(r"[\w -]+")


@dataclass(frozen=True)
class TagWish:
    """A tag by its name in the plan, and as the account spells it; with a token it is a firing."""

    name: str
    tag: str
    token: str = ""


class DripTags:
    """The plan's steps about tags. What the account lacks goes to `progress` at once."""

    def __init__(
        self, table: DripTagDirectory, person: DripSubscriber, plan: Plan, progress: Progress
    ) -> None:
        self._table = table
        self._person = person
        self._memory = person.memory
        self._plan = plan
        self._progress = progress
        self._removals: list[TagWish] = []
        self._adds: list[TagWish] = []
        self._adds_if_there: list[TagWish] = []
        self._fires: list[TagWish] = []

    def seek(self) -> None:
        """Find how the account spells them."""
        self._removals = [*self._removable()]
        self._adds = [*self._usable((tag, "") for tag in self._plan.add)]
        self._adds_if_there = [*self._usable((tag, "") for tag in self._plan.add_if_there)]
        states = {each: self._memory.get(f"fire:{each.token}") for each in self._plan.fire}
        for firing, state in states.items():
            if state == _FIRED:
                self._progress.done.append(Done(firing.tag, "fired", False, firing.token))
        left = [firing for firing, state in states.items() if state != _FIRED]
        left.sort(
            key=lambda firing: states[firing] != _CLEARED
        )  # or theirs would look like others'
        self._fires = [*self._usable((firing.tag, firing.token) for firing in left)]

    @property
    def are_due(self) -> bool:
        """Whether there is something for which she is made."""
        return bool(self._adds or self._fires)

    def body(self) -> dict[str, object]:
        """Everything for one write; a tag that is to fire is taken off by it."""
        on = [wish.tag for wish in self._given]
        half_done = {wish.tag for wish in self._fires if self._is_cleared(wish)}
        to_clear = [wish.tag for wish in self._fires if wish.tag not in half_done]
        off = [*dict.fromkeys([*(wish.tag for wish in self._removals), *to_clear])]
        return _told(on, off)

    def settle(self) -> None:
        """Look at what she has after that write."""
        self._take(self._removals, self._see_gone)
        self._take(self._given, self._see_there)

    def write_each(self) -> None:
        """One by one, for one of them may be what was not taken."""
        self._take(self._removals, self._write_gone)
        self._take(self._given, self._write_there)

    def take_away(self, *, alone: bool) -> None:
        """What makes nobody; `alone` says that nothing else of the plan needs to see her."""
        if not (self._removals or self._adds_if_there):
            return
        one = self._removals[0] if len(self._removals) == 1 else None
        if one and alone and not self._adds_if_there and _PLAIN.fullmatch(one.tag):
            self._take([one], self._untag)
            return
        self._take_off_seen()

    def fires(self) -> list[TargetStep]:
        return [
            TargetStep(wish.name, partial(self._fire, wish), token=wish.token)
            for wish in self._fires
        ]

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

    def _usable(self, asked: Iterable[tuple[str, str]]) -> Iterator[TagWish]:
        for name, token in asked:
            try:
                create = self._plan.creates(name)
                yield TagWish(name, self._table.usable(name, self._memory, create=create), token)
            except CrmRefused as refused:
                self._progress.refuse(name, refused, token)

    def _take_off_seen(self) -> None:
        """Of who is there only what she has is taken off, and put on what she has not."""
        wishes = [*self._removals, *self._adds_if_there]
        if not self._person.find([wish.tag for wish in self._removals]):
            self._progress.done += [Done(wish.name, "no such contact", False) for wish in wishes]
            return
        has = {wish for wish in wishes if self._person.carries(wish.tag)}
        off = [wish for wish in self._removals if wish in has]
        on = [wish for wish in self._adds_if_there if wish not in has]
        together = not (off or on) or self._is_taken(on, off)
        gone = self._see_gone if together else self._amend_gone
        there = self._see_there if together else self._amend_there
        self._take(self._removals, lambda wish: gone(wish) if wish in has else _absent(wish))
        self._take(self._adds_if_there, lambda wish: _there(wish) if wish in has else there(wish))

    def _is_taken(self, on: Sequence[TagWish], off: Sequence[TagWish]) -> bool:
        """Whether Drip takes it all together."""
        try:
            self._amend(on, off)
        except CallRefused:
            return False
        return True

    def _untag(self, wish: TagWish) -> Done:
        """By its path, which cannot make anybody. What is answered for a tag that she has not is
        not published, and who gets no mails is not found there: where it found nothing, a look."""
        if self._person.untag(wish.tag):
            return Done(wish.name, "removed")
        if not self._person.find([wish.tag]):
            return Done(wish.name, "no such contact", False)
        return self._amend_gone(wish) if self._person.carries(wish.tag) else _absent(wish)

    def _amend_gone(self, wish: TagWish) -> Done:
        self._amend([], [wish])
        return self._see_gone(wish)

    def _amend_there(self, wish: TagWish) -> Done:
        self._amend([wish], [])
        return self._see_there(wish)

    def _write_gone(self, wish: TagWish) -> Done:
        self._person.upsert(lambda: _told((), [wish.tag]), about=tag_key(wish.tag))
        return self._see_gone(wish)

    def _write_there(self, wish: TagWish) -> Done:
        self._person.upsert(lambda: _told([wish.tag], ()), about=tag_key(wish.tag))
        return self._see_there(wish)

    def _see_gone(self, wish: TagWish) -> Done:
        if self._person.carries(wish.tag):
            self._amend([], [wish])
        if self._person.carries(wish.tag):
            raise TargetRefused(self._in_vain(wish, "take off", "has it still"))
        return Done(wish.name, "removed")

    def _see_there(self, wish: TagWish) -> Done:
        if not self._person.carries(wish.tag):
            self._amend([wish], [])
        if not self._person.carries(wish.tag):
            raise TargetRefused(self._in_vain(wish, "put on", "has it not"))
        return Done(wish.name, "added")

    def _amend(self, on: Sequence[TagWish], off: Sequence[TagWish], *, repeat: bool = True) -> None:
        """By her id, after she was seen: nobody is made."""
        told = _told([wish.tag for wish in on], [wish.tag for wish in off])
        about = " ".join(tag_key(wish.tag) for wish in (*on, *off))
        if not self._person.amend(told, about=about, repeat=repeat):
            crm = self._person.crm.crm
            raise CrmUnavailable(f"The contact was deleted in {crm} just now.")

    def _in_vain(self, wish: TagWish, did: str, shows: str) -> str:
        crm = self._person.crm.crm
        ours = (
            f"{crm} was told to {did} the tag '{wish.name}' and answers that the contact {shows}."
        )
        return f"{ours} See there what becomes of the tag."

    def _is_cleared(self, wish: TagWish) -> bool:
        return self._memory.get(f"fire:{wish.token}") == _CLEARED

    def _fire(self, wish: TagWish) -> Done:
        """Bring the tag from absent to present once per token, also across retries and kills.

        `cleared` is written down before the tag is put on, `fired` after it. Found `cleared`, a tag
        that is there was put on and one that is not is put on (again). The one gap: a kill between
        the two, when a workflow has taken the tag off meanwhile, fires twice (at least once, never
        not at all).
        """
        self._person.be_there()
        if not self._is_cleared(wish):
            if self._person.carries(wish.tag):
                self._amend([], [wish])
            if self._person.carries(wish.tag):
                raise TargetRefused(self._in_vain(wish, "take off", "has it still"))
            self._memory.put(f"fire:{wish.token}", _CLEARED)
        if not self._person.carries(wish.tag):
            self._amend([wish], [], repeat=False)
            self._see_there(wish)
        self._memory.put(f"fire:{wish.token}", _FIRED)
        return Done(wish.name, "fired", True, wish.token)


def _absent(wish: TagWish) -> Done:
    return Done(wish.name, "was not there", False)


def _there(wish: TagWish) -> Done:
    return Done(wish.name, "already there", False)


def _told(on: Sequence[str], off: Sequence[str]) -> dict[str, object]:
    told = {"tags": [*on], "remove_tags": [*off]}
    return {name: tags for name, tags in told.items() if tags}
