"""Every version of the rules: who published it how and when, whether it stands, and what became of
its rollout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bridge.model.text import counted, plural
from bridge.reconcile.household import now_of
from bridge.reconcile.publishing.refusals import published_words, source_phrase
from bridge.store import rollouts, rulebooks
from bridge.store.deliveries import MANY
from bridge.store.publishing import changed_people
from bridge.store.publishing.changed_people import Untold
from bridge.store.rollouts import Rollout
from bridge.store.rulebooks import Rulebook

_NOBODY = Untold()
_TOLD_WITHIN = timedelta(days=1)  # after a rollout's end a page follows who waits to be told


@dataclass(frozen=True)
class RulesVersion:
    """`counts`: it decides what comes, `counts_since` then. `stands`: it was not taken back, and
    may still decide what was. Where it takes another back, version `left` counted with that.
    `rollout` is what it does, or did, to what was; None where it touched nobody's past. Of whom it
    changed some are `untold`; while it is carried out, `due` contacts wait, for it or else."""

    book: Rulebook
    stands: bool
    counts: bool
    taken_back_by: int | None = None
    rollout: Rollout | None = None
    untold: Untold = _NOBODY
    due: int = 0
    left: int | None = None
    counts_since: datetime | None = None
    is_recent: bool = True

    @property
    def number(self) -> int:
        return self.book.number

    @property
    def who(self) -> str:
        return self.book.who

    @property
    def note(self) -> str:
        return self.book.note

    @property
    def since(self) -> datetime:
        return self.book.since

    @property
    def source_words(self) -> str:
        """`in the console`, `with a deploy`, `as an undo of version 4, back to version 3`"""
        back = self.book.takes_back
        again = f", back to version {self.left}" if self.left else ""
        return f"{source_phrase(self.book.source)}{f' of version {back}{again}' if back else ''}"

    @property
    def published_words(self) -> str:
        return published_words(self.book)

    @property
    def standing_words(self) -> str:
        """`counts now`, `taken back by version 5`; "" for one that others came over."""
        if self.taken_back_by:
            return f"taken back by version {self.taken_back_by}"
        return "counts now" if self.counts else ""

    @property
    def rollout_words(self) -> str:
        """What it did to what was: `brought 12 people to it`, `is bringing 12 people to it`, and
        once it is decided for all: `brings 3 people to it: 0 told, 2 need you, 1 waits`."""
        if self.rollout is None:
            return ""
        people, is_decided = self.rollout.people, self.rollout.finished_at is not None
        first = 0 if not is_decided else 2 if self.is_told else 1
        who = counted(people, "person")
        if self.rollout.kind == rollouts.UNDO:
            words = f"{_BRINGS[first]} {who if people and is_decided else 'everybody'} back"
        elif self.rollout.kind == rollouts.TAKE_UP:
            words = _taken_up(who if people else "", first)
        else:
            words = f"{_BRINGS[first]} {who} to it"
        return f"{words}: {self.told_words}" if first == 1 else words

    @property
    def is_told(self) -> bool:
        """Whether everybody whom it changed was told."""
        return not (self.untold.needs or self.untold.waits)

    @property
    def told_words(self) -> str:
        """Of those whom it changed: `0 told, 2 need you, 1 waits`."""
        need, wait = len(self.untold.needs), len(self.untold.waits)
        people = self.rollout.people if self.rollout else 0
        told = [f"{max(people - need - wait, 0):,} told"]
        told += [f"{need:,} need{'s' if need == 1 else ''} you"] if need else []
        told += [f"{wait:,} wait{'s' if wait == 1 else ''}"] if wait else []
        return ", ".join(told)

    @property
    def is_followed(self) -> bool:
        """Whether what it does to what was is not done, and may be so soon."""
        if self.rollout is None:
            return False
        return not self.rollout.finished_at or bool(self.untold.waits and self.is_recent)

    @property
    def progress_words(self) -> str:
        """How far it is decided: `120 of 200 people are looked at, 7 contacts wait to be told`."""
        told = []
        if self.rollout and not self.rollout.finished_at:
            done, of = min(self.rollout.done, self.rollout.of), self.rollout.of
            are = "is" if of == 1 else "are"
            people = f"{done:,} of {of:,} {plural('person', of)} {are} looked at"
            told += [people if of else "it begins"]
        if self.due:
            least = "at least " if self.due >= MANY else ""
            wait = "waits" if self.due == 1 else "wait"
            told += [f"{least}{self.due:,} {plural('contact', self.due)} {wait} to be told"]
        return ", ".join(told)


def versions(
    connection: Connection, limit: int = 50, before: int | None = None
) -> list[RulesVersion]:
    """Newest first, without their texts; those `before` that number."""
    every = rulebooks.all_of(connection)
    back = {each.takes_back: each.number for each in every if each.takes_back}
    stand = [each.number for each in rulebooks.standing(connection)]
    begun = {each.publication: each for each in rollouts.all_of(connection)}
    shown = [each for each in every if before is None or each.number < before][:limit]
    found = [
        RulesVersion(
            each, each.number in stand, stand[:1] == [each.number],
            back.get(each.number), begun.get(each.number), left=_left(each, every),
            counts_since=_counts_since(every) if stand[:1] == [each.number] else None,
        )
        for each in shown
    ]  # fmt: skip
    return _with_untold(connection, found)


def under_way(connection: Connection, among: int = 10) -> list[RulesVersion]:
    """Of the newest, those that are being brought to people, newest first."""
    return [each for each in versions(connection, among) if each.is_followed]


def _left(undo: Rulebook, every: Sequence[Rulebook]) -> int | None:
    """Which counted again from an undo on; None for what is none, or changed that not."""
    counted = _counting([each for each in every if each.number <= undo.number])
    return counted if counted and undo.takes_back and counted < undo.takes_back else None


def _counts_since(every: Sequence[Rulebook]) -> datetime:
    """Since when what counts does so: it was published, or what came over it was taken back."""
    counts, since = _counting(every), every[0].since
    for at, newest in enumerate(every):
        if _counting(every[at:]) != counts:
            break
        since = newest.since
    return since


def _counting(every: Sequence[Rulebook]) -> int | None:
    """Which of these, the newest first, counted when they were all."""
    gone = {each.takes_back for each in every}
    return next((e.number for e in every if not e.takes_back and e.number not in gone), None)


def _with_untold(connection: Connection, found: Sequence[RulesVersion]) -> list[RulesVersion]:
    """With who of those whom each changed is not told."""
    ids = [each.rollout.id for each in found if each.rollout and each.rollout.finished_at]
    untold = changed_people.untold_of(connection, ids)
    recently, due = now_of(connection) - _TOLD_WITHIN, rollouts.untold(connection)
    told = []
    for each in found:
        rollout = each.rollout
        if rollout and rollout.finished_at:
            is_recent = rollout.finished_at >= recently
            told.append(replace(each, untold=untold[rollout.id], is_recent=is_recent))
        else:
            told.append(replace(each, due=due) if rollout else each)
    return told


_BRINGS = ("is bringing", "brings", "brought")


def _taken_up(who: str, first: int) -> str:
    if not first:
        return "is looking for people whom no rule knew before"
    return f"{('takes', 'took')[first - 1]} up {who} whom no rule knew before" if who else ""
