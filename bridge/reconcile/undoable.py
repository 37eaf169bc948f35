"""Which publications of the rules can be taken back."""

from sqlalchemy import Connection

from bridge.model.errors import BridgeError
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook

_LIST = "`bridge undo --list` lists them."


class NotUndoable(BridgeError):
    """That publication cannot be taken back, or not any more; says why."""


def undoable(connection: Connection) -> list[Rulebook]:
    """Newest first: not the first one, nor what was taken back, nor what takes back."""
    return rulebooks.standing(connection)[:-1]


def undoable_one(connection: Connection, number: int) -> Rulebook:
    """Raises NotUndoable."""
    found = next((each for each in undoable(connection) if each.number == number), None)
    if found is None:
        raise NotUndoable(f"{_why_not(connection, number)} {_LIST}")
    return found


def left_without(connection: Connection, number: int) -> Rulebook:
    """The publication that counts once that one is taken back."""
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
