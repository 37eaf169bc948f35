"""Publications of rules.yaml: numbered, kept for good.

Of those that stand the highest number decides what comes. One that takes another back stands for
nothing itself: what it took away is decided by those that are left, so that any number of them can
be taken back in any order.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, insert, select, text, update

from bridge.model.line_merge import holds_all
from bridge.store.engine import transaction
from bridge.store.readiness import sightings
from bridge.store.schema.tables import rulebooks

FILE, APPLY, UNDO, CONSOLE, PUSH = "file", "apply", "undo", "console", "push"
_FROM_FILES = (FILE, APPLY, PUSH)
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
    who: str = ""
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class FileStanding:
    """How a rules file stands to the publications, of which `counts` counts.

    `is_known`: its text was brought before, or is the one that a deploy brought last. `base` is the
    last that a file brought. `rivals` were made in the console since, oldest first, and the file,
    which was changed as well, lacks some of it: neither may go over the other.
    """

    counts: Rulebook | None = None
    is_known: bool = False
    base: Rulebook | None = None
    rivals: tuple[Rulebook, ...] = ()

    @property
    def base_text(self) -> str:
        """ "" where no file was ever published."""
        return self.base.text if self.base else ""

    @property
    def is_new(self) -> bool:
        """Whether a start with it publishes it."""
        return not self.is_known and not self.rivals


_SHOWN = [
    rulebooks.c[n]
    for n in ("number", "version", "name", "source", "since", "takes_back", "who", "note")
]
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
    *,
    who: str = "",
    note: str = "",
) -> int:
    """`rules` are text, version and the file's name. Gives the publication's number.

    It waits for whoever decides by the rules of before, so that whoever redecides finds it done.
    """
    connection.execute(_LOCK)
    written, version, name = rules
    row = {"text": written, "version": version, "name": name, "source": source, "since": at}
    row |= {"takes_back": takes_back, "who": who, "note": note}
    row |= {"deployed_at": at} if source == FILE else {}
    made = insert(rulebooks).values(**row).returning(rulebooks.c.number)
    return int(connection.execute(made).scalar_one())


def publish_file(engine: Engine, rules: tuple[str, str, str], at: datetime) -> int:
    """Publish the file unless its text is known, so that what was taken back since stays so over a
    restart, or it has rivals. Gives the newest publication that stands."""
    with transaction(engine) as connection:
        connection.execute(_LOCK)
        stands = file_standing(connection, rules[0])
        if stands.counts is None or stands.is_new:
            sightings.forget(connection, sightings.REFUSED_DEPLOY)
            return publish(connection, rules, FILE, at)
        if stands.is_known:
            _note_deployed(connection, rules[0], at)
        return stands.counts.number


def file_standing(connection: Connection, written: str) -> FileStanding:
    """Of the file with this text."""
    counts = newest(connection)
    if counts is None:
        return FileStanding()
    base = _one(connection, _whole(_IS_OF_FILE))
    deployed = _one(connection, _whole(_IS_DEPLOYED, _DEPLOYED_DOWN))
    if written in _brought(connection) or (deployed and deployed.text == written):
        return FileStanding(counts, is_known=True, base=base)
    since = base.number if base else 0
    rivals = [e for e in standing(connection) if e.source == CONSOLE and e.number > since]
    theirs = read(connection, counts.number).text
    stands = FileStanding(counts, base=base, rivals=tuple(reversed(rivals)))
    return replace(stands, rivals=()) if holds_all(stands.base_text, written, theirs) else stands


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


def has_text(connection: Connection, written: str) -> bool:
    """Whether this very text was ever published."""
    query = select(rulebooks.c.number).where(rulebooks.c.text == written).limit(1)
    return connection.execute(query).first() is not None


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


_NUMBER_DOWN = rulebooks.c.number.desc()
_DEPLOYED_DOWN = rulebooks.c.deployed_at.desc().nulls_last()
_IS_DEPLOYED = rulebooks.c.deployed_at.is_not(None)
_BY_HAND_AND_GONE = (rulebooks.c.source != FILE) & rulebooks.c.number.in_(_TAKEN_BACK)
_IS_OF_FILE = _IS_DEPLOYED | (rulebooks.c.source.in_(_FROM_FILES) & ~_BY_HAND_AND_GONE)


def _whole(where: ColumnElement[bool], *order: ColumnElement[Any]) -> Select[Any]:
    """The first of these, with its text."""
    found = _SHORT.add_columns(rulebooks.c.text).where(where)
    return found.order_by(*order, _NUMBER_DOWN).limit(1)


def _one(connection: Connection, query: Select[Any]) -> Rulebook | None:
    return next(iter(_read(connection, query)), None)


def _brought(connection: Connection) -> set[str]:
    """The newest text that was published, and the newest without what a hand published and was
    taken back: that one was never the file's."""
    published = rulebooks.c.source != UNDO
    both = (_whole(published), _whole(published & ~_BY_HAND_AND_GONE))
    return {found.text for query in both if (found := _one(connection, query))}


def _note_deployed(connection: Connection, written: str, at: datetime) -> None:
    """The newest publication of this text is the one that a deploy brought last: from then on the
    text before it is a change."""
    newest_of_it = _whole((rulebooks.c.text == written) & (rulebooks.c.source != UNDO))
    book = _one(connection, newest_of_it)
    last = _one(connection, _whole(_IS_DEPLOYED, _DEPLOYED_DOWN))
    if book and (last is None or last.text != written):
        mine = rulebooks.c.number == book.number
        connection.execute(update(rulebooks).where(mine).values(deployed_at=at))
