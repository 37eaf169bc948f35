"""All that is known of one contact at one destination, for whoever only reads."""

from sqlalchemy import Engine, select

from bridge.ledger import Entry, Key
from bridge.store.ledgers import read_ledger
from bridge.store.tables import contacts
from bridge.store.timers import Timer, timers_of


def known_of(
    engine: Engine, destination: str, email: str
) -> tuple[dict[Key, Entry], tuple[Timer, ...]]:
    """The contact's ledger and timers, whatever became of these; both empty for a stranger."""
    of = (contacts.c.destination == destination) & (contacts.c.email == email)
    with engine.connect() as connection:
        id_ = connection.execute(select(contacts.c.id).where(of)).scalar()
        if id_ is None:
            return {}, ()
        return read_ledger(connection, id_), (*timers_of(connection, id_).values(),)
