"""What taking back a publication comes to, for whoever is asked whether to do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from bridge.explain.plans.draft_plan import plan_result
from bridge.explain.plans.whole_plan import WholePlan
from bridge.explain.rulebook.line_difference import DifferenceRow, line_difference
from bridge.reconcile.library import Library
from bridge.reconcile.plans.undo_plan import undo_plan
from bridge.reconcile.rollout import Rollouts
from bridge.store import rulebooks
from bridge.store.publishing.drafts import person_numbers
from bridge.store.rulebooks import Rulebook

_MOST = 200  # households that are looked at while a page is waited for


@dataclass(frozen=True)
class UndoQuestion:
    """`left` is what counts without `book`, and `difference` what that changes in the text that
    counts now. `result` is as of a draft's plan, `is_whole` unless there are more people."""

    book: Rulebook
    left: Rulebook
    difference: Sequence[DifferenceRow]
    result: Mapping[str, Any]
    is_whole: bool

    @property
    def changes_what_counts(self) -> bool:
        """Unless others came over it."""
        return self.left.number < self.book.number


def undo_question(engine: Engine, library: Library, number: int, most: int = _MOST) -> UndoQuestion:
    """Raises NotUndoable, and ConfigError where this release cannot read the rules of before."""
    rollouts = Rollouts(engine, library)
    book, left = rollouts.undoable_one(number), rollouts.without(number)
    with engine.connect() as connection:
        now = rulebooks.newest(connection) or book
        then = rulebooks.read(connection, left.number)
        texts = rulebooks.read(connection, now.number).text, then.text
        rules = library.rules(connection, left.number)
    whole = WholePlan(rules)
    for planned in undo_plan(engine, library, number, left.number, whole.summary, most):
        whole.add(planned)
    numbers = person_numbers(engine, whole.addresses)
    is_whole = whole.summary.looked_at < most
    return UndoQuestion(book, then, line_difference(*texts), plan_result(whole, numbers), is_whole)
