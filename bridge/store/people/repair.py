"""A contact is told again what it should have, where it was seen not to have it."""

from collections.abc import Collection

from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store import applied, places
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS, hold_of
from bridge.store.places import Place


def tell_again(engine: Engine, place: Place, targets: Collection[str]) -> None:
    """`targets` are keys; of access, whatever holds it. The workers are to be told."""
    with transaction(engine) as connection:
        hold_of(connection, f"{ADDRESS}{place.address}")
        known = applied.applied_of(connection, place.id)
        meant = {key for key in known if _without_hold(key) in targets}
        applied.doubt(connection, [place.id], meant)
        places.mark_due(connection, [place.id])


def _without_hold(key: str) -> str:
    """`access,gold` of `access,live:1001:product-12,gold`."""
    sort, _, rest = key.partition(",")
    return f"{sort},{rest.rpartition(',')[2]}" if sort == Sort.ACCESS else key
