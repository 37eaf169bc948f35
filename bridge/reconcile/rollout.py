"""Other rules for what was: applied to whole lives, taken back, or taken up where nothing was said.

A rollout is a row; redecision.py carries it out.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from bridge.model.errors import BridgeError
from bridge.reconcile.household import now_of
from bridge.reconcile.planning import Summary, look_again
from bridge.reconcile.redecision import Redecision
from bridge.rules import Rules
from bridge.store import rollouts, rulebooks
from bridge.store.engine import transaction
from bridge.store.rulebooks import Rulebook

_LIST = "`bridge undo --list` lists them."


class PlanChanged(BridgeError):
    """Something came since the plan was made that makes it another one. `published`: other rules
    were published meanwhile, oldest first."""

    def __init__(self, published: Sequence[Rulebook] = ()) -> None:
        self.published = published
        super().__init__(
            "Meanwhile something came that changes the plan, so nothing was done. Look at the plan "
            "again."
        )


class NotUndoable(BridgeError):
    """That publication cannot be taken back, or not any more; says why."""


class Rollouts(Redecision):
    """Of all destinations that the rules name."""

    def apply(self, rules: Rules, planned: Summary, *, who: str = "") -> int:
        """Publish these rules, and begin to apply them to every life; gives the publication.

        `planned` is the plan of these rules that was agreed to. Raises PlanChanged, and publishes
        nothing, where the plan would be another one now, or other rules were published since."""
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            return self.apply_within(connection, rules, planned, rulebooks.APPLY, who=who)

    def apply_within(
        self,
        connection: Connection,
        rules: Rules,
        planned: Summary,
        source: str,
        *,
        who: str = "",
        note: str = "",
    ) -> int:
        """The same, where the caller keeps others out."""
        agreed = planned.digest
        if later := rulebooks.later_than(connection, planned.publication):
            raise PlanChanged(later)
        look_again(connection, self._library, rules, planned)
        if planned.digest != agreed:
            raise PlanChanged
        at = now_of(connection)
        published = (rules.text, rules.version, rules.name)
        number = rulebooks.publish(connection, published, source, at, who=who, note=note)
        rollouts.begin(connection, rollouts.APPLY, number, at, people=planned.people)
        return number

    def has_applied(self, rules: Rules) -> bool:
        """Whether all that was sold is decided by these very rules already."""
        with self._engine.connect() as connection:
            stand = rulebooks.standing(connection)
            if not stand or rulebooks.read(connection, stand[0].number).text != rules.text:
                return False
            applied = rollouts.applied(connection, stand[0].number)
        return len(stand) == 1 or applied

    def undo(self, number: int, *, who: str = "", note: str = "") -> int:
        """Publish the text that counts without that publication, and begin to take its decisions
        away; gives the new publication. Raises NotUndoable, also where somebody else was first."""
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            _undoable_one(connection, number)
            at = now_of(connection)
            older = rulebooks.read(connection, _left_without(connection, number).number)
            published = (older.text, older.version, older.name)
            fresh = rulebooks.publish(
                connection, published, rulebooks.UNDO, at, number, who=who, note=note
            )
            rollouts.begin(connection, rollouts.UNDO, fresh, at, takes_back=number)
        return fresh

    def without(self, number: int) -> Rulebook:
        """The publication that counts where that one is taken back."""
        with self._engine.connect() as connection:
            return _left_without(connection, number)

    def undoable(self) -> list[Rulebook]:
        """The publications that can be taken back, newest first."""
        with self._engine.connect() as connection:
            return _undoable(connection)

    def undoable_one(self, number: int) -> Rulebook:
        with self._engine.connect() as connection:
            return _undoable_one(connection, number)


def _undoable(connection: Connection) -> list[Rulebook]:
    """Not the first one, nor what was taken back, nor what takes back."""
    return rulebooks.standing(connection)[:-1]


def _undoable_one(connection: Connection, number: int) -> Rulebook:
    found = next((each for each in _undoable(connection) if each.number == number), None)
    if found is None:
        raise NotUndoable(f"{_why_not(connection, number)} {_LIST}")
    return found


def _left_without(connection: Connection, number: int) -> Rulebook:
    return next(each for each in rulebooks.standing(connection) if each.number != number)


def _why_not(connection: Connection, number: int) -> str:
    every = {each.number: each for each in rulebooks.all_of(connection)}
    if number not in every:
        return f"There is no publication {number}."
    for each in every.values():
        if each.takes_back == number:
            return f"Publication {number} was taken back already, by publication {each.number}."
    if taken := every[number].takes_back:
        return (
            f"Publication {number} cannot be taken back: all it does is take back publication "
            f"{taken}. To have those rules again: bridge apply FILE."
        )
    return f"Publication {number} cannot be taken back: it is the first one."
