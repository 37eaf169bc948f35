"""A contact is told again what it should have, where it was seen not to have it."""

from collections.abc import Mapping

from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store import applied, places
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS, hold_of
from bridge.store.places import Place


def tell_again(engine: Engine, place: Place, targets: Mapping[str, Applied | None]) -> bool:
    """`targets` are by their keys; of access, whatever holds it. What is given with one is kept of
    it where nothing was told of it yet. The workers are to be told. False, and nothing is done,
    where the place is no more."""
    with transaction(engine) as connection:
        hold_of(connection, f"{ADDRESS}{place.address}")
        still = places.find(connection, place.destination, place.address)
        if still is None or still.id != place.id:
            return False
        known = applied.applied_of(connection, place.id)
        applied.doubt(connection, [place.id], {k for k in known if _without_hold(k) in targets})
        new = [each for key, each in targets.items() if each and key not in known]
        applied.write(connection, place.id, new)
        places.mark_due(connection, [place.id])
        return True


def _without_hold(key: str) -> str:
    """`access,gold` of `access,live:1001:product-12,gold`."""
    sort, _, rest = key.partition(",")
    return f"{sort},{rest.rpartition(',')[2]}" if sort == Sort.ACCESS else key
