"""Publications of rules.yaml: numbered, kept for good.

Of those that stand the highest number decides what comes. One that takes another back stands for
nothing itself: what it took away is decided by those that are left, so that any number of them can
be taken back in any order.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, text

from bridge.store.engine import transaction
from bridge.store.schema.tables import rulebooks

FILE, APPLY, UNDO = "file", "apply", "undo"
_NUMBER = 0x62726467 << 32 | 0xFFFFFFFE
_LOCK = text(f"SELECT pg_advisory_xact_lock({_NUMBER})")
_SHARE = text(f"SELECT pg_advisory_xact_lock_shared({_NUMBER})")


@dataclass(frozen=True)
class Rulebook:
    """One publication. `text` is "" where only its number was asked for."""

    number: int
    version: str
    name: str
    source: str
    since: datetime
    takes_back: int | None = None
    text: str = ""


_SHOWN = [rulebooks.c[n] for n in ("number", "version", "name", "source", "since", "takes_back")]
_SHORT = select(*_SHOWN)
_TAKEN_BACK = select(rulebooks.c.takes_back).where(rulebooks.c.takes_back.is_not(None))
_STANDS = (rulebooks.c.source != UNDO) & rulebooks.c.number.not_in(_TAKEN_BACK)
_STANDING = _SHORT.where(_STANDS).order_by(rulebooks.c.number.desc())
_NEWEST = _STANDING.limit(1)


def publish(
    connection: Connection,
    rules: tuple[str, str, str],
    source: str,
    at: datetime,
    takes_back: int | None = None,
) -> int:
    """`rules` are text, version and the file's name. Gives the publication's number.

    It waits for whoever decides by the rules of before, so that whoever redecides finds it done.
    """
    connection.execute(_LOCK)
    written, version, name = rules
    row = {"text": written, "version": version, "name": name, "source": source, "since": at}
    made = insert(rulebooks).values(**row, takes_back=takes_back).returning(rulebooks.c.number)
    return int(connection.execute(made).scalar_one())


def publish_file(engine: Engine, rules: tuple[str, str, str], at: datetime) -> int:
    """Publish the file unless the newest text that a file brought is the same: what was taken back
    since stays so over a restart. Gives the newest publication that stands."""
    with transaction(engine) as connection:
        connection.execute(_LOCK)
        counts = newest(connection)
        if counts is not None and rules[0] in _brought(connection):
            return counts.number
        return publish(connection, rules, FILE, at)


def hold_still(connection: Connection) -> None:
    """Nothing is published before the transaction ends: what it decides, it decides by the rules
    that count."""
    connection.execute(_SHARE)


def keep_others_out(connection: Connection) -> None:
    """Nothing is decided or published by others before the transaction ends."""
    connection.execute(_LOCK)


def newest(connection: Connection) -> Rulebook | None:
    """Of those that stand."""
    return next(iter(_read(connection, _NEWEST)), None)


def read(connection: Connection, number: int) -> Rulebook:
    """With its text. Raises NoResultFound for a number that is none."""
    query = _SHORT.add_columns(rulebooks.c.text).where(rulebooks.c.number == number)
    return Rulebook(*connection.execute(query).one())


def all_of(connection: Connection) -> list[Rulebook]:
    """Newest first, without their texts."""
    return _read(connection, _SHORT.order_by(rulebooks.c.number.desc()))


def last_number(connection: Connection) -> int:
    """Of all of them; 0 before the first."""
    return int(connection.execute(select(func.max(rulebooks.c.number))).scalar() or 0)


def later_than(connection: Connection, number: int) -> list[Rulebook]:
    """What was published since, oldest first, without the texts."""
    return _read(connection, _SHORT.where(rulebooks.c.number > number).order_by(rulebooks.c.number))


def standing(connection: Connection) -> list[Rulebook]:
    """Those that stand, newest first, without their texts."""
    return _read(connection, _STANDING)


def _read(connection: Connection, query: Select[Any]) -> list[Rulebook]:
    return [Rulebook(*row) for row in connection.execute(query)]


def _brought(connection: Connection) -> set[str]:
    """The newest text that was released or applied, and the newest without what was applied and
    taken back: that one was never the file's."""
    applied_and_gone = (rulebooks.c.source == APPLY) & rulebooks.c.number.in_(_TAKEN_BACK)
    brought = select(rulebooks.c.text).where(rulebooks.c.source.in_([FILE, APPLY]))
    newest_first = brought.order_by(rulebooks.c.number.desc()).limit(1)
    both = (newest_first, newest_first.where(~applied_and_gone))
    return {text for query in both for text in connection.execute(query).scalars()}
