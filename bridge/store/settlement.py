"""How deliveries come out: settled by whoever worked on them, or opened again by a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Call, Sort, effect_from_json, target_key
from bridge.store import applied, occurrences, places
from bridge.store.delivery import (
    ALL_SHOWN,
    FORGOTTEN,
    Delivery,
    Share,
    State,
    delivery_from,
    share_to_json,
)
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS, hold_of
from bridge.store.schema.tables import calls, deliveries, entitlement_decisions, event_decisions


@dataclass(frozen=True)
class Settlement:
    """`shares` are those of several destinations, None where they stay as they are."""

    id: int
    state: State
    reason: str = ""
    results: Sequence[dict[str, Any]] = ()
    next_try_at: datetime | None = None
    shares: Mapping[str, Share] | None = None


# Built once: every delivery runs one of them.
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("id_"))
    .values(
        state=bindparam("state_"),
        reason=bindparam("reason_"),
        results=bindparam("results_"),
        next_try_at=bindparam("next_try_at_"),
        settled_at=bindparam("settled_at_"),
        attempts=deliveries.c.attempts + 1,
    )
)
_SETTLE_SHARED = _SETTLE.values(shares=bindparam("shares_"))


def settle(connection: Connection, verdicts: Iterable[Settlement], at: datetime) -> None:
    alone, shared = [], []
    for verdict in verdicts:
        row = {
            "id_": verdict.id,
            "state_": verdict.state,
            "reason_": verdict.reason,
            "results_": list(verdict.results),
            "next_try_at_": verdict.next_try_at,
            "settled_at_": None if verdict.state is State.WAITING else at,
        }
        if verdict.shares is None:
            alone.append(row)
        else:
            told = {name: share_to_json(each) for name, each in verdict.shares.items()}
            shared.append(row | {"shares_": told})
    for statement, rows in ((_SETTLE, alone), (_SETTLE_SHARED, shared)):
        if rows:
            connection.execute(statement, rows)


def read_all(connection: Connection, ids: Collection[int]) -> dict[int, Delivery]:
    """As they stand by now, by their ids."""
    rows = connection.execute(ALL_SHOWN.where(deliveries.c.id.in_([*ids])))
    return {row.id: delivery_from(row) for row in rows}


def waiting_elsewhere(
    engine: Engine, names: Collection[str], after: int, limit: int
) -> list[tuple[int, int]]:
    """Deliveries that wait at destinations other than these: their ids and their households'."""
    share = func.jsonb_each(deliveries.c.shares).table_valued("key", "value", name="share")
    state = cast(share.c.value, JSONB)["state"].astext
    there = select(share.c.key).where(share.c.key.not_in([*names]), state == State.WAITING)
    query = (
        select(deliveries.c.id, deliveries.c.household_id)
        .where(deliveries.c.state == State.WAITING, deliveries.c.id > after, there.exists())
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [(row.id, row.household_id) for row in connection.execute(query)]


def record_calls(connection: Connection, place_id: int, made: Iterable[Call], at: datetime) -> None:
    rows = [{"place_id": place_id, "at": at, **vars(call)} for call in made]
    if rows:
        connection.execute(insert(calls), rows)


def reopen(engine: Engine, ids: Collection[int], at: datetime, *among: State) -> list[int]:
    """Make settled deliveries wait again, those `among` these states; gives the ids of those that
    do. What they asked for is told to the CRM once more, so that a tag which somebody took away
    there by hand comes back. What was triggered stays so: once per event. Whose people were
    forgotten stays as it is.
    """
    which = deliveries.c.id.in_([*ids]) & deliveries.c.state.in_(among or [*State])
    which &= ~deliveries.c.key.startswith(FORGOTTEN)
    chosen = ALL_SHOWN.where(which, deliveries.c.household_id.is_not(None))
    in_order = chosen.order_by(deliveries.c.household_id, deliveries.c.id)
    with transaction(engine) as connection:
        for row in connection.execute(in_order).all():
            _tell_again(connection, delivery_from(row))
        return sorted(connection.execute(_waiting_again(at).where(which)).scalars())


def wait_again(connection: Connection, delivery_ids: list[int], at: datetime) -> None:
    """The record of these is written anew with the next look at their people."""
    connection.execute(_waiting_again(at).where(deliveries.c.id.in_(delivery_ids)))


def _waiting_again(at: datetime) -> Any:
    """Wherever it may be told something because of them."""
    values = {"state": State.WAITING, "next_try_at": at, "settled_at": None, "reason": "",
              "shares": {}}  # fmt: skip
    return update(deliveries).values(values).returning(deliveries.c.id)


def _tell_again(connection: Connection, delivery: Delivery) -> None:
    """Mark the places of its people as due, and doubt what they were told of its targets. What no
    rule spoke about is decided anew, by the rules of now."""
    key = f"{ADDRESS}{delivery.event.contact.key}"
    household_id = hold_of(connection, key, delivery.household_id)
    if delivery.state is State.NO_RULE:
        _undecide(connection, delivery)
    rows = connection.execute(places.in_household(household_id)).all()
    targets = {
        target_key(Sort(row.get("sort", Sort.TAG)), row["tag"])
        for row in delivery.results
        if row.get("tag")
    }
    applied.doubt(connection, [row.id for row in rows], targets)
    for destination in {row.destination for row in rows}:
        occurrences.begin_refused(connection, destination, _tokens(connection, delivery))
    places.mark_due(connection, [row.id for row in rows])


def _tokens(connection: Connection, delivery: Delivery) -> list[str]:
    """Of what rules ask for once because of it, and because access started or ended by it."""
    mine = event_decisions.c.delivery_id == delivery.id
    rows = connection.execute(select(event_decisions.c.effects).where(mine)).scalars()
    tokens = [effect_from_json(told).token for row in rows for told in row]
    return [each for each in (*tokens, *(r.get("token") for r in delivery.results)) if each]


def _undecide(connection: Connection, delivery: Delivery) -> None:
    mine = event_decisions.c.delivery_id == delivery.id
    connection.execute(delete(event_decisions).where(mine))
    of = entitlement_decisions.c
    for item in delivery.event.items:
        about = of.entitlement.endswith(f":{item.key}", autoescape=True)
        hers = (of.household_id == delivery.household_id) & about
        connection.execute(delete(entitlement_decisions).where(hers))
