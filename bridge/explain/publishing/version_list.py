"""Every version of the rules: who published it how and when, whether it stands, and what became of
its rollout."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bridge.model.text import counted, plural
from bridge.reconcile.household import now_of
from bridge.reconcile.publishing.refusals import published_words, source_phrase
from bridge.store import rollouts, rulebooks
from bridge.store.deliveries import MANY
from bridge.store.rollouts import Rollout
from bridge.store.rulebooks import Rulebook

_TOLD_WITHIN = timedelta(days=1)  # after a rollout's end it is said how many are to be told yet


@dataclass(frozen=True)
class RulesVersion:
    """`counts`: it decides what comes. `stands`: it was not taken back, and may still decide what
    was. `rollout` is what it does, or did, to what was; None where it touched nobody's past.
    `untold` contacts wait to be told, 0 where it is not, or not lately, that they do so for it."""

    book: Rulebook
    stands: bool
    counts: bool
    taken_back_by: int | None = None
    rollout: Rollout | None = None
    untold: int = 0

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
        """`in the console`, `with a deploy`, `as an undo of version 3`"""
        back = self.book.takes_back
        return f"{source_phrase(self.book.source)}{f' of version {back}' if back else ''}"

    @property
    def published_words(self) -> str:
        return published_words(self.book)

    @property
    def standing_words(self) -> str:
        """`counts`, `taken back by version 5`; "" for one that others came over."""
        if self.taken_back_by:
            return f"taken back by version {self.taken_back_by}"
        return "counts" if self.counts else ""

    @property
    def rollout_words(self) -> str:
        """What it did to what was: `brought 12 people to it`, `is bringing 12 people to it`."""
        if self.rollout is None:
            return ""
        done, people = self.rollout.finished_at is not None, self.rollout.people
        if self.rollout.kind == rollouts.UNDO:
            return "brought everybody back" if done else "is bringing everybody back"
        who = counted(people, "person")
        if self.rollout.kind == rollouts.TAKE_UP:
            return _taken_up(who if people else "", done=done)
        return f"brought {who} to it" if done else f"is bringing {who} to it"

    @property
    def is_followed(self) -> bool:
        """Whether what it does to what was is not done."""
        return bool(self.untold or (self.rollout and not self.rollout.finished_at))

    @property
    def progress_words(self) -> str:
        """How far that is: `120 of 200 people are looked at, 7 contacts wait to be told`."""
        told = []
        if self.rollout and not self.rollout.finished_at:
            done, of = min(self.rollout.done, self.rollout.of), self.rollout.of
            are = "is" if of == 1 else "are"
            people = f"{done:,} of {of:,} {plural('person', of)} {are} looked at"
            told += [people if of else "it begins"]
        if self.untold:
            least = "at least " if self.untold >= MANY else ""
            wait = "waits" if self.untold == 1 else "wait"
            told += [f"{least}{self.untold:,} {plural('contact', self.untold)} {wait} to be told"]
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
            back.get(each.number), begun.get(each.number),
        )
        for each in shown
    ]  # fmt: skip
    return [
        _with_untold(connection, each) if each.number == _last_of(begun) else each for each in found
    ]


def under_way(connection: Connection, among: int = 10) -> list[RulesVersion]:
    """Of the newest, those that are being brought to people, newest first."""
    return [each for each in versions(connection, among) if each.is_followed]


def _last_of(begun: Mapping[int, Rollout]) -> int:
    """The publication that was the last to change anybody; 0 where none was."""
    changed = (n for n, each in begun.items() if each.people or each.kind != rollouts.TAKE_UP)
    return max(changed, default=0)


def _with_untold(connection: Connection, version: RulesVersion) -> RulesVersion:
    ended = version.rollout.finished_at if version.rollout else None
    if ended and ended < now_of(connection) - _TOLD_WITHIN:
        return version
    return replace(version, untold=rollouts.untold(connection))


def _taken_up(who: str, *, done: bool) -> str:
    if not done:
        return "is looking for people whom no rule knew before"
    return f"took up {who} whom no rule knew before" if who else ""
