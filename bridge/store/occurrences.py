"""What is done once, by its token: begun, done, refused, or how access stood when it last fired."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.tables import occurrences

BEGUN, DONE, REFUSED = "begun", "done", "refused"
_INSERT = insert(occurrences)
_BEGIN = _INSERT.on_conflict_do_nothing()
_END = _INSERT.on_conflict_do_update(
    index_elements=["destination", "token"],
    set_={"state": _INSERT.excluded.state, "at": _INSERT.excluded.at},
)


def states_of(connection: Connection, destination: str, tokens: Collection[str]) -> dict[str, str]:
    """Those that are known."""
    if not tokens:
        return {}
    query = select(occurrences.c.token, occurrences.c.state).where(
        occurrences.c.destination == destination, occurrences.c.token.in_([*tokens])
    )
    return {row.token: row.state for row in connection.execute(query)}


def begin(connection: Connection, destination: str, tokens: Collection[str], at: datetime) -> None:
    """Written before the first call; what is known already stays as it is."""
    _write(connection, destination, tokens, BEGUN, at)


def count_as_done(
    connection: Connection, destination: str, tokens: Collection[str], at: datetime
) -> None:
    """Nothing will be done for these; what is known already stays as it is."""
    _write(connection, destination, tokens, DONE, at)


def end(connection: Connection, destination: str, token: str, state: str, at: datetime) -> None:
    row = {"destination": destination, "token": token, "state": state, "at": at}
    connection.execute(_END, row)


def begin_refused(connection: Connection, destination: str, tokens: Collection[str]) -> None:
    """These are tried once more. They stay known: what a turn of access asks for would else count
    as a turn that changed nothing."""
    of = occurrences.c
    mine = (of.destination == destination) & (of.state == REFUSED) & of.token.in_([*tokens])
    connection.execute(update(occurrences).where(mine).values(state=BEGUN))


def _write(
    connection: Connection, destination: str, tokens: Collection[str], state: str, at: datetime
) -> None:
    rows = [
        {"destination": destination, "token": each, "state": state, "at": at}
        for each in dict.fromkeys(tokens)
    ]
    if rows:
        connection.execute(_BEGIN, rows)
