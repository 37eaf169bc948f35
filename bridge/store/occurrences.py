"""What is done once, by its token: begun, done, refused, or how access stood when it last fired."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Executable, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.tables import occurrences

BEGUN, DONE, REFUSED = "begun", "done", "refused"
_INSERT = insert(occurrences)
_NOTE = _INSERT.on_conflict_do_nothing()
_SET = _INSERT.on_conflict_do_update(
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


def begin(connection: Connection, destination: str, tokens: Iterable[str], at: datetime) -> None:
    """Written before the first call; what is known already stays as it is."""
    _write(connection, _NOTE, destination, dict.fromkeys(tokens, BEGUN), at)


def count_as_done(
    connection: Connection, destination: str, tokens: Iterable[str], at: datetime
) -> None:
    """Nothing will be done for these; what is known already stays as it is."""
    _write(connection, _NOTE, destination, dict.fromkeys(tokens, DONE), at)


def end(connection: Connection, destination: str, states: Mapping[str, str], at: datetime) -> None:
    """How each stands from now on."""
    _write(connection, _SET, destination, states, at)


def begin_refused(connection: Connection, destination: str, tokens: Collection[str]) -> None:
    """These are tried once more. They stay known: what a turn of access asks for would else count
    as a turn that changed nothing."""
    of = occurrences.c
    mine = (of.destination == destination) & (of.state == REFUSED) & of.token.in_([*tokens])
    connection.execute(update(occurrences).where(mine).values(state=BEGUN))


def _write(
    connection: Connection,
    how: Executable,
    destination: str,
    states: Mapping[str, str],
    at: datetime,
) -> None:
    whose = {"destination": destination, "at": at}
    if states:
        connection.execute(how, [whose | {"token": t, "state": s} for t, s in states.items()])
