"""A delivery taken up once more: what followed of it is told to the CRM again."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from bridge.model import Sort, effect_from_json, target_key
from bridge.store import applied, occurrences, places
from bridge.store.delivery import Delivery, State, waiting_again
from bridge.store.households import ADDRESS, hold_of
from bridge.store.schema import tables as t


def open_again(connection: Connection, delivery: Delivery) -> None:
    """Mark the places of its people as due, and doubt what they were told of its targets.

    What no rule spoke about is decided anew, by the rules of now. What was triggered or started
    stays so: once per event.
    """
    hold_of(connection, f"{ADDRESS}{delivery.event.contact.key}", delivery.household_id)
    if delivery.state is State.NO_RULE:
        _undecide(connection, delivery)
    found = _places_of(connection, delivery)
    targets = {
        target_key(Sort(row.get("sort", Sort.TAG)), row["tag"])
        for row in delivery.results
        if row.get("tag")
    }
    applied.doubt(connection, list(found), targets)
    for destination in set(found.values()):
        tokens = [*_tokens(connection, delivery), *_of_turns(delivery)]
        occurrences.begin_refused(connection, destination, tokens)
    places.mark_due(connection, found)


def wait_again(connection: Connection, delivery_ids: list[int], at: datetime) -> None:
    """The record of these is written anew with the next look at their people."""
    if delivery_ids:
        chosen = update(t.deliveries).where(t.deliveries.c.id.in_(delivery_ids))
        connection.execute(chosen.values(**waiting_again(at), reason=""))


def _places_of(connection: Connection, delivery: Delivery) -> dict[int, str]:
    """The places of its household, each with its destination."""
    key = func.concat(ADDRESS, t.places.c.address)
    query = (
        select(t.places.c.id, t.places.c.destination)
        .join(t.household_keys, t.household_keys.c.key == key)
        .where(t.household_keys.c.household_id == delivery.household_id)
    )
    return {row.id: row.destination for row in connection.execute(query)}


def _tokens(connection: Connection, delivery: Delivery) -> list[str]:
    mine = t.event_decisions.c.delivery_id == delivery.id
    rows = connection.execute(select(t.event_decisions.c.effects).where(mine)).scalars()
    effects = [effect_from_json(told) for row in rows for told in row]
    return [effect.token for effect in effects if effect.token]


def _of_turns(delivery: Delivery) -> list[str]:
    """Of what was to be done once because access started or ended by it."""
    return [row["token"] for row in delivery.results if row.get("token")]


def _undecide(connection: Connection, delivery: Delivery) -> None:
    mine = t.event_decisions.c.delivery_id == delivery.id
    connection.execute(delete(t.event_decisions).where(mine))
    of = t.entitlement_decisions.c
    for item in delivery.event.items:
        about = of.entitlement.endswith(f":{item.key}", autoescape=True)
        hers = (of.household_id == delivery.household_id) & about
        connection.execute(delete(t.entitlement_decisions).where(hers))
