"""A person is forgotten: nothing that names her stays, and no total changes.

Whoever shares an order, a customer number or an address with her goes with her: the bridge takes
them for one. The rows of what came stay, without anybody in them, so that all figures stay true.
What stands in the CRM is not touched. What happened before and comes late is emptied, too; what
happens afterwards is of somebody new.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import sleep as real_sleep
from typing import Any

import sqlalchemy as sa
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bridge.model import Event
from bridge.model.errors import BridgeError
from bridge.model.text import counted
from bridge.store import households
from bridge.store.delivery import event_from_json
from bridge.store.engine import transaction
from bridge.store.figures import call_counts
from bridge.store.households import ADDRESS
from bridge.store.people import emptied, forgotten
from bridge.store.schema.lookup_tables import people
from bridge.store.schema.tables import (
    calls,
    deliveries,
    entitlement_decisions,
    event_decisions,
    household_keys,
    occurrences,
    places,
)
from bridge.store.schema.tables import households as households_table

_BUSY = "A worker is telling of her just now, so nothing was done. Try again in a minute."
_WAIT, _PAUSE = 10, 0.25  # seconds
_ORDER = "order:"
_OF = deliveries.c


class _BusyError(BridgeError):
    """A worker is at one of her places: what he tells would be told of nobody."""


@dataclass(frozen=True)
class Erased:
    """`addresses` of hers, in the order of the letters; how many `deliveries` named her."""

    addresses: tuple[str, ...] = ()
    deliveries: int = 0

    @property
    def remains(self) -> str:
        """A sentence on what is left of them."""
        one = self.deliveries == 1
        still = f"{counted(self.deliveries, 'delivery')} still {'counts' if one else 'count'}"
        return f"{still} in the totals, and nothing in {'it' if one else 'them'} names her."


@dataclass(frozen=True)
class _Her:
    """`household` is 0 where nothing of hers was taken in; `keys` are those of it."""

    household: int
    keys: Sequence[str]

    @property
    def addresses(self) -> list[str]:
        return sorted(key.removeprefix(ADDRESS) for key in self.keys if key.startswith(ADDRESS))

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Each with its mode in front."""
        told = (key.split(":", 2) for key in self.keys if key.startswith(_ORDER))
        return [(mode, order) for _, mode, order in told]

    @property
    def deliveries(self) -> sa.CompoundSelect[Any]:
        """The ids of all that came of her, also of what no household has: each from an index."""
        ids, alone = sa.select(_OF.id), _OF.household_id.is_(None)
        numbers = [order for _, order in self.orders]
        of_orders = sa.tuple_(_OF.mode, _OF.order_id).in_(self.orders)
        return sa.union(
            ids.where(_OF.household_id == self.household),
            ids.where(_OF.email.in_(self.addresses), alone),
            ids.where(_OF.order_id.in_(numbers), _OF.order_id != "", of_orders, alone),
        )


def would_be_erased(engine: sa.Engine, address: str) -> Erased:
    """Nothing where nobody is known by it."""
    with engine.connect() as connection:
        key = _key(address)
        her = _her(connection, key, households.household_of(connection, key))
        count = sa.select(sa.func.count()).select_from(her.deliveries.subquery())
        came = connection.execute(count).scalar_one()
        known = came or connection.execute(_people(her.addresses)).first()
    return Erased(tuple(her.addresses), came) if known else Erased()


def erase(
    engine: sa.Engine, address: str, *, sleep: Callable[[float], None] = real_sleep
) -> Erased:
    """All at once, or nothing. Waits a little for a worker who is at one of her places; raises
    BridgeError where he goes on."""
    busy = retry_if_exception_type(_BusyError)
    patient = Retrying(
        retry=busy, stop=stop_after_delay(_WAIT), wait=wait_fixed(_PAUSE), sleep=sleep, reraise=True
    )
    return patient(_erase, engine, _key(address))


def _erase(engine: sa.Engine, key: str) -> Erased:
    now = datetime.now(UTC)
    with transaction(engine) as connection:
        her = _held(connection, key)
        rows = emptied.held(connection, _OF.id.in_(her.deliveries))
        place_ids = _held_places(connection, her.addresses, now)
        known = [*connection.execute(_people(her.addresses))]
        if not (rows or place_ids or known):
            return Erased()
        events = [event_from_json(row.event) for row in rows]
        forgotten.remember(connection, events, her.keys, now)
        _forget_tokens(connection, her, rows, events)
        call_counts.count_at_once(connection, place_ids)
        emptied.empty(connection, rows, now)
        _delete(connection, her, [row.id for row in rows], place_ids)
    return Erased(tuple(her.addresses), len(rows))


def _key(address: str) -> str:
    return f"{ADDRESS}{address.strip().lower()}"


def _people(addresses: Collection[str]) -> sa.Select[Any]:
    return sa.select(people.c.id).where(people.c.address.in_(addresses))


def _her(connection: sa.Connection, key: str, household: int | None) -> _Her:
    query = sa.select(household_keys.c.key).where(household_keys.c.household_id == (household or 0))
    return _Her(household or 0, sorted({key, *connection.execute(query).scalars()}))


def _held(connection: sa.Connection, key: str) -> _Her:
    """Nobody brings one of her keys from now on. Where one came meanwhile, all are let go first."""
    her = _her(connection, key, households.household_of(connection, key))
    while True:
        attempt = connection.begin_nested()
        households.lock_keys(connection, her.keys)
        held = _her(connection, key, households.hold_of(connection, key))
        if {*held.keys} <= {*her.keys}:
            attempt.commit()
            return held
        attempt.rollback()
        her = held


def _held_places(connection: sa.Connection, addresses: Collection[str], now: datetime) -> list[int]:
    hers = sa.select(places.c.id, places.c.lease, places.c.lease_until)
    hers = hers.where(places.c.address.in_(addresses)).order_by(places.c.id)
    rows = connection.execute(hers.with_for_update()).all()
    if any(row.lease and row.lease_until and row.lease_until > now for row in rows):
        raise _BusyError(_BUSY)
    return [row.id for row in rows]


def _forget_tokens(
    connection: sa.Connection, her: _Her, rows: Sequence[Any], events: Sequence[Event]
) -> None:
    """What is done once is known by the event, or by the person; or stands with what came of it."""
    exact = {result["token"] for row in rows for result in row.results if result.get("token")}
    begins = {*_begins_of_events(events), *_begins_of_people(her.addresses, events)}
    of = occurrences.c.token
    texts = sa.func.unnest(sa.cast(sorted(begins), sa.ARRAY(sa.Text)))
    some = texts.table_valued("begin").render_derived()
    begun = sa.exists().where(sa.func.starts_with(of, some.c.begin))
    connection.execute(sa.delete(occurrences).where(of.in_(exact) | begun))


def _begins_of_events(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        yield f"{event.key} "
        yield f"{event.mode} {event.kind} {event.order_id or event.key} "


def _begins_of_people(addresses: Iterable[str], events: Iterable[Event]) -> Iterator[str]:
    """See reconcile's tokens: how access stood when something last fired for a person."""
    modes = {event.mode for event in events}
    for address in addresses:
        for mode in modes:
            yield f"turned {mode} address {address}: "
            yield f"turned {mode} address {address} "
    for event in events:
        if customer := event.contact.customer_id.strip():
            yield f"turned {event.mode} customer {customer}: "


def _delete(
    connection: sa.Connection, her: _Her, delivery_ids: Sequence[int], place_ids: Sequence[int]
) -> None:
    """What a place was told goes with it."""
    for column, whose in (
        (event_decisions.c.delivery_id, delivery_ids),
        (calls.c.delivery_id, delivery_ids),
        (places.c.id, place_ids),
        (people.c.address, her.addresses),
        (entitlement_decisions.c.household_id, [her.household]),
        (household_keys.c.household_id, [her.household]),
        (households_table.c.id, [her.household]),
    ):
        connection.execute(sa.delete(column.table).where(column.in_(whose)))
