"""Every version of the rules: who published it how and when, whether it stands, and what became of
its rollout."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bridge.model.text import counted
from bridge.reconcile.publishing.refusals import published_words, source_phrase
from bridge.store import rollouts, rulebooks
from bridge.store.rollouts import Rollout
from bridge.store.rulebooks import Rulebook


@dataclass(frozen=True)
class RulesVersion:
    """`counts`: it decides what comes. `stands`: it was not taken back, and may still decide what
    was. `rollout` is what it does, or did, to what was; None where it touched nobody's past."""

    book: Rulebook
    stands: bool
    counts: bool
    taken_back_by: int | None = None
    rollout: Rollout | None = None

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
            return f"took up {who} whom no rule knew before" if people else ""
        return f"brought {who} to it" if done else f"is bringing {who} to it"


def versions(
    connection: Connection, limit: int = 50, before: int | None = None
) -> list[RulesVersion]:
    """Newest first, without their texts; those `before` that number."""
    every = rulebooks.all_of(connection)
    back = {each.takes_back: each.number for each in every if each.takes_back}
    stand = [each.number for each in rulebooks.standing(connection)]
    begun = {each.publication: each for each in rollouts.all_of(connection)}
    shown = [each for each in every if before is None or each.number < before][:limit]
    return [
        RulesVersion(
            each, each.number in stand, stand[:1] == [each.number],
            back.get(each.number), begun.get(each.number),
        )
        for each in shown
    ]  # fmt: skip
