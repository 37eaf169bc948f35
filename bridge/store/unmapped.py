"""Deliveries that no rule speaks about, counted for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Item, Kind
from bridge.store.delivery import ALL_SHOWN, Delivery, State, delivery_from
from bridge.store.engine import transaction
from bridge.store.schema.tables import deliveries

_AT_ONCE = 500  # rows fetched at once
_UNMAPPED = deliveries.c.state == State.NO_RULE


@dataclass(frozen=True)
class Unmapped:
    """Deliveries of one kind that speak of one item and pricing option. `item` is None where they
    name none; its name is one that the cart told. The times are of their arrival."""

    kind: Kind
    item: Item | None
    deliveries: int
    first: datetime
    last: datetime
    only_tests: bool  # all of them were in test mode
    spoken_of_before: int = 0  # an earlier version of the rules gave something for the item


def unmapped(engine: Engine) -> list[Unmapped]:
    """Most frequent first. A delivery with several items counts for each of them."""
    listed = func.jsonb_array_elements(deliveries.c.event["items"])
    items = listed.table_valued(column("item", JSONB), name="items").render_derived()
    sort, number, plan, name = (items.c.item[k].astext for k in ("type", "id", "plan", "name"))
    how_many = func.count(deliveries.c.id.distinct())
    query = (
        select(
            deliveries.c.kind,
            sort,
            number,
            plan,
            func.max(name),
            how_many,
            func.min(deliveries.c.received_at),
            func.max(deliveries.c.received_at),
            func.bool_and(deliveries.c.mode == "test"),
        )
        .select_from(deliveries.outerjoin(items, true()))
        .where(_UNMAPPED)
        .group_by(deliveries.c.kind, sort, number, plan)
        .order_by(how_many.desc(), deliveries.c.kind, sort, number, plan)
    )
    with engine.connect() as connection:
        return [
            Unmapped(Kind(kind), Item(sort, *item) if sort else None, *told)
            for kind, sort, item, told in (
                (row[0], row[1], row[2:5], row[5:]) for row in connection.execute(query)
            )
        ]


def counted(listed: Iterable[Unmapped], items: Iterable[tuple[Delivery, Item]]) -> list[Unmapped]:
    """Those listed and further single items, each told by its delivery; most frequent first."""
    all_of = {_what(each.kind, each.item): each for each in listed}
    for delivery, item in items:
        kind, at = delivery.event.kind, delivery.received_at
        is_test = delivery.event.mode == "test"
        old = all_of.get(_what(kind, item), Unmapped(kind, item, 0, at, at, is_test))
        all_of[_what(kind, item)] = replace(
            old,
            deliveries=old.deliveries + 1,
            first=min(old.first, at),
            last=max(old.last, at),
            only_tests=old.only_tests and is_test,
            spoken_of_before=old.spoken_of_before + _gave_something(delivery),
        )
    return [all_of[what] for what in sorted(all_of, key=lambda w: (-all_of[w].deliveries, w))]


def _gave_something(delivery: Delivery) -> bool:
    """Where a delivery has several items, its record does not say for which of them."""
    return len(delivery.event.items) == 1 and any(r.get("membership") for r in delivery.results)


def _what(kind: Kind, item: Item | None) -> tuple[str, ...]:
    return (kind, item.type, item.id, item.plan) if item else (kind,)


def decided(engine: Engine, since: datetime) -> Iterator[Delivery]:
    """Every delivery received since then that was applied, or failed at the CRM; oldest first."""
    done = deliveries.c.state.in_([State.APPLIED, State.FAILED])
    query = ALL_SHOWN.where(done, deliveries.c.received_at >= since).order_by(deliveries.c.id)
    with transaction(engine) as connection:  # Postgres hands rows out bit by bit only within one
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield delivery_from(row)
