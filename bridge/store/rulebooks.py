"""Publications of rules.yaml: numbered, kept for good."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, text

from bridge.store.engine import transaction
from bridge.store.tables import rulebooks

FILE, APPLY, UNDO = "file", "apply", "undo"
_LOCK = text(f"SELECT pg_advisory_xact_lock({0x62726467 << 32 | 0xFFFFFFFE})")


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
_WHOLE = [*_SHOWN, rulebooks.c.text]
_NEWEST = select(*_SHOWN).order_by(rulebooks.c.number.desc()).limit(1)


def publish(
    connection: Connection,
    rules: tuple[str, str, str],
    source: str,
    at: datetime,
    takes_back: int | None = None,
) -> int:
    """`rules` are text, version and the file's name. Gives the publication's number."""
    written, version, name = rules
    row = {"text": written, "version": version, "name": name, "source": source, "since": at}
    made = insert(rulebooks).values(**row, takes_back=takes_back).returning(rulebooks.c.number)
    return int(connection.execute(made).scalar_one())


def publish_file(engine: Engine, rules: tuple[str, str, str], at: datetime) -> int:
    """Publish the file unless the newest text that a file brought is the same: what was taken back
    since stays so over a restart. Gives the newest publication."""
    with transaction(engine) as connection:
        connection.execute(_LOCK)
        newest = _newest_of_file(connection)
        standing = _newest_number(connection)
        if standing is not None and newest is not None and newest.text == rules[0]:
            return standing
        return publish(connection, rules, FILE, at)


def newest(connection: Connection) -> Rulebook | None:
    row = connection.execute(_NEWEST).first()
    return Rulebook(*row) if row else None


def read(connection: Connection, number: int) -> Rulebook:
    """With its text. Raises NoResultFound for a number that is none."""
    query = select(*_WHOLE).where(rulebooks.c.number == number)
    return Rulebook(*connection.execute(query).one())


def all_of(connection: Connection) -> list[Rulebook]:
    """Newest first, without their texts."""
    query = select(*_SHOWN).order_by(rulebooks.c.number.desc())
    return [Rulebook(*row) for row in connection.execute(query)]


def _newest_of_file(connection: Connection) -> Rulebook | None:
    brought = rulebooks.c.source.in_([FILE, APPLY])
    query = select(*_WHOLE).where(brought)
    row = connection.execute(query.order_by(rulebooks.c.number.desc()).limit(1)).first()
    return Rulebook(*row) if row else None


def _newest_number(connection: Connection) -> int | None:
    found = newest(connection)
    return found.number if found else None
