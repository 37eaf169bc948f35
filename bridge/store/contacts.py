"""One contact at one destination: its row and its lock."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Engine, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bridge.store.memory import revised
from bridge.store.tables import contacts

# Any number will do as long as nothing else in the database takes advisory locks under it.
_LOCK_SPACE = 0x62726467 << 32


@dataclass(frozen=True)
class ContactRow:
    """`telling` is still set when a worker died while it talked to the CRM about this contact."""

    id: int
    email: str
    memory: Mapping[str, str]
    telling: bool
    quiet_until: datetime | None


# Built once: every delivery runs these.
_WHERE_ID = contacts.c.id == bindparam("contact_id")
_READ = select(contacts).where(_WHERE_ID)
_LOCK = select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger)))
_MADE = (
    insert(contacts)
    .values(destination=bindparam("destination"), email=bindparam("email"))
    .on_conflict_do_nothing()
    .returning(contacts.c.id)
    .cte("made")
)
_FIND_OR_MAKE = select(_MADE.c.id).union_all(
    select(contacts.c.id).where(
        contacts.c.destination == bindparam("destination"), contacts.c.email == bindparam("email")
    )
)


def contact_id(engine: Engine, destination: str, email: str) -> int:
    """The contact's row, made when it is not there yet."""
    named = {"destination": destination, "email": email}
    with engine.connect() as connection:
        # None when another process made it between this statement's look and its insert.
        while (found := connection.execute(_FIND_OR_MAKE, named).scalar()) is None:
            continue
    return int(found)


def read_contact(connection: Connection, id_: int) -> ContactRow:
    row = connection.execute(_READ, {"contact_id": id_}).one()
    return ContactRow(row.id, row.email, row.memory, row.telling, row.quiet_until)


class Lock:
    """A contact's lock while it is held."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assert_held(self) -> None:
        """Raises OperationalError when the lock's connection, and so the lock, is gone."""
        self._connection.execute(text("SELECT 1"))


@contextmanager
def lock(engine: Engine, contact_id: int) -> Iterator[Lock | None]:
    """Hold the contact's lock, or get None at once when another worker holds it.

    The lock lives in a transaction of its own connection: it ends with the process, however that
    ends, and also works behind a connection pooler that hands out connections by transaction.
    """
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        got = connection.execute(_LOCK, {"lock": _LOCK_SPACE + contact_id}).scalar()
        try:
            yield Lock(connection) if got else None
        finally:
            connection.rollback()


_BEGIN = update(contacts).where(_WHERE_ID).values(telling=True, quiet_until=None)
_END = (
    update(contacts)
    .where(_WHERE_ID)
    .values(telling=False, quiet_until=bindparam("until"), memory=revised(contacts.c.memory))
)


def begin_telling(connection: Connection, contact_id: int) -> None:
    """From now on a request about this contact may be under way."""
    connection.execute(_BEGIN, {"contact_id": contact_id})


def end_telling(
    connection: Connection,
    contact_id: int,
    quiet_until: datetime | None,
    jotted: Mapping[str, str | None] | None = None,
) -> None:
    """No request is under way any more, or none that lives past `quiet_until`."""
    kept = {name: value for name, value in (jotted or {}).items() if value is not None}
    forgotten = [name for name, value in (jotted or {}).items() if value is None]
    told = {"contact_id": contact_id, "until": quiet_until, "kept": kept, "forgotten": forgotten}
    connection.execute(_END, told)
