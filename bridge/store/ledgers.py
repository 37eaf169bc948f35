"""One contact's ledger at one destination."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, tuple_, update

from bridge.ledger import Entry, Key
from bridge.store.changes import change_from, change_row, replacing
from bridge.store.tables import contacts, ledger

# Built once: every delivery runs these.
_LEDGER = select(ledger).where(ledger.c.contact_id == bindparam("contact_id"))
_PUT = replacing(ledger, [column.name for column in ledger.primary_key])


def ledgers_of(connection: Connection, email: str) -> dict[str, dict[Key, Entry]]:
    """The contact's ledger at each destination that has one, by the destination's name."""
    query = select(contacts.c.destination, contacts.c.id).where(contacts.c.email == email)
    rows = connection.execute(query.order_by(contacts.c.destination)).all()
    return {row.destination: read_ledger(connection, row.id) for row in rows}


def read_ledger(connection: Connection, contact_id: int) -> dict[Key, Entry]:
    return dict(map(entry_from, connection.execute(_LEDGER, {"contact_id": contact_id})))


def entry_from(row: Row[Any]) -> tuple[Key, Entry]:
    key = Key(row.tag_key, row.occasion, row.claim, row.timer)
    return key, Entry(change_from(row), row.confirmed)


def write_ledger(connection: Connection, contact_id: int, entries: Mapping[Key, Entry]) -> None:
    """Put `entries` in place of what stands under their keys."""
    if not entries:
        return
    rows = [
        change_row(contact_id, entry.change) | {"confirmed": entry.confirmed}
        for entry in entries.values()
    ]
    connection.execute(_PUT, rows)


def revise_ledger(
    connection: Connection,
    contact_id: int,
    before: Mapping[Key, Entry],
    after: Mapping[Key, Entry],
) -> None:
    """Put `after` in place of all that stands, which is `before`. Rows that stay are not made
    anew: somebody who waits for them must find them."""
    gone = [(key.target, key.occasion, key.claim, key.timer) for key in before.keys() - after]
    columns = (ledger.c.tag_key, ledger.c.occasion, ledger.c.claim, ledger.c.timer)
    if gone:
        mine = ledger.c.contact_id == contact_id
        connection.execute(delete(ledger).where(mine, tuple_(*columns).in_(gone)))
    differs = {key: entry for key, entry in after.items() if before.get(key) != entry}
    write_ledger(connection, contact_id, differs)


def confirm_targets(connection: Connection, contact_id: int, targets: Iterable[str]) -> None:
    """The CRM was told all that stands about these targets, by their keys."""
    _confirm(connection, contact_id, targets, confirmed=True)


def doubt(connection: Connection, contact_id: int, targets: Iterable[str]) -> None:
    """Tell these targets again: another worker may have spoken in between."""
    _confirm(connection, contact_id, targets, confirmed=False)


def _confirm(
    connection: Connection, contact_id: int, targets: Iterable[str], *, confirmed: bool
) -> None:
    mine = (ledger.c.contact_id == contact_id) & ledger.c.tag_key.in_(list(targets))
    connection.execute(
        update(ledger).where(mine, ledger.c.confirmed != confirmed).values(confirmed=confirmed)
    )
