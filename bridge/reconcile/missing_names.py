"""What a destination would not have for want of the name: told again once the name is there."""

from collections.abc import Callable

from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store import applied, places
from bridge.store.engine import transaction

Knows = Callable[[Sort, str], bool]


def lacking(engine: Engine, destination: str, knows: Knows) -> set[tuple[Sort, str]]:
    """The names that were refused there and that the account is not known to have."""
    with engine.connect() as connection:
        refused = {(each.sort, each.name) for _, each in applied.refused(connection, destination)}
    return {(sort, name) for sort, name in refused if not knows(sort, name)}


def tell_again(
    engine: Engine, destination: str, lacked: set[tuple[Sort, str]], knows: Knows
) -> int:
    """Have those told again that lacked then and are there now; gives how many contacts."""
    there = {(sort, name) for sort, name in lacked if knows(sort, name)}
    with transaction(engine) as connection:
        due = set()
        for place_id, each in applied.refused(connection, destination) if there else ():
            if (each.sort, each.name) in there:
                applied.doubt(connection, [place_id], [each.target])
                due.add(place_id)
        places.mark_due(connection, due)
    return len(due)
