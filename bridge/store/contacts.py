"""One contact at one destination: its ledger, its lock, and what the CRM's adapter remembers."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Engine, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bridge.ledger import Entry, Key
from bridge.model import Action, Change, Stamp
from bridge.store.memory import revised
from bridge.store.tables import contacts, ledger

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
_LEDGER = select(ledger).where(ledger.c.contact_id == bindparam("contact_id"))
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


def ledgers_of(connection: Connection, email: str) -> dict[str, dict[Key, Entry]]:
    """The contact's ledger at each destination that has one, by the destination's name."""
    query = select(contacts.c.destination, contacts.c.id).where(contacts.c.email == email)
    rows = connection.execute(query.order_by(contacts.c.destination)).all()
    return {row.destination: read_ledger(connection, row.id) for row in rows}


def read_ledger(connection: Connection, contact_id: int) -> dict[Key, Entry]:
    rows = connection.execute(_LEDGER, {"contact_id": contact_id})
    return {
        Key(row.tag_key, row.occasion, row.claim): Entry(
            Change(
                Action(row.action),
                row.tag,
                Stamp(row.second, row.favours_member, row.delivery),
                row.claim,
                row.rule,
                row.line,
            ),
            row.confirmed,
        )
        for row in rows
    }


def write_ledger(connection: Connection, contact_id: int, entries: Mapping[Key, Entry]) -> None:
    """Put `entries` in place of what stands under their keys."""
    if not entries:
        return
    rows = [_row(contact_id, key, entry) for key, entry in entries.items()]
    connection.execute(_PUT, rows)


_KEYS = [column.name for column in ledger.primary_key]
_INSERT = insert(ledger)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=_KEYS,
    set_={c.name: _INSERT.excluded[c.name] for c in ledger.c if c.name not in _KEYS},
)


def _row(contact_id: int, key: Key, entry: Entry) -> dict[str, object]:
    change = entry.change
    return {
        "contact_id": contact_id,
        "tag_key": key.tag,
        "occasion": key.occasion,
        "claim": key.claim,
        "tag": change.tag,
        "action": change.action,
        "second": change.stamp.second,
        "favours_member": change.stamp.favours_member,
        "delivery": change.stamp.delivery,
        "rule": change.rule,
        "line": change.line,
        "confirmed": entry.confirmed,
    }


def confirm_tags(connection: Connection, contact_id: int, tags: Iterable[str]) -> None:
    """The CRM was told all that stands about these tags, by their keys."""
    _confirm(connection, contact_id, tags, confirmed=True)


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


def doubt(connection: Connection, contact_id: int, tags: list[str]) -> None:
    """Tell these tags again: another worker may have spoken in between."""
    _confirm(connection, contact_id, tags, confirmed=False)


def _confirm(
    connection: Connection, contact_id: int, tags: Iterable[str], *, confirmed: bool
) -> None:
    mine = (ledger.c.contact_id == contact_id) & ledger.c.tag_key.in_(list(tags))
    connection.execute(
        update(ledger).where(mine, ledger.c.confirmed != confirmed).values(confirmed=confirmed)
    )
