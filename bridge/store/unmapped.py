"""Deliveries that no rule speaks about: counted for people, and looked at again by new rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, Update, column, func, select, true, update
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Item, Kind
from bridge.store.delivery import ALL_SHOWN, Delivery, State, delivery_from, waiting_again
from bridge.store.tables import deliveries

_UNMAPPED = deliveries.c.state == State.NO_RULE


@dataclass(frozen=True)
class Unmapped:
    """Deliveries of one kind that speak of one item and pricing option. `item` is None where they
    name none; its name is one that the cart told. The times are of their arrival.

    `spoken_of_before`: so many were applied by a rules file that spoke of the item. No new one
    takes these up."""

    kind: Kind
    item: Item | None
    deliveries: int
    first: datetime
    last: datetime
    only_tests: bool  # all of them were in test mode
    spoken_of_before: int = 0


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


def counted(
    listed: Iterable[Unmapped], items: Iterable[tuple[Delivery, Item, bool]]
) -> list[Unmapped]:
    """Those listed and further single items, each told by its delivery and whether it was spoken
    of before; most frequent first."""
    all_of = {_what(each.kind, each.item): each for each in listed}
    for delivery, item, before in items:
        kind, at = delivery.event.kind, delivery.received_at
        is_test = delivery.event.mode == "test"
        old = all_of.get(_what(kind, item), Unmapped(kind, item, 0, at, at, is_test))
        all_of[_what(kind, item)] = replace(
            old,
            deliveries=old.deliveries + 1,
            first=min(old.first, at),
            last=max(old.last, at),
            only_tests=old.only_tests and is_test,
            spoken_of_before=old.spoken_of_before + before,
        )
    return [all_of[what] for what in sorted(all_of, key=lambda w: (-all_of[w].deliveries, w))]


def _what(kind: Kind, item: Item | None) -> tuple[str, ...]:
    return (kind, item.type, item.id, item.plan) if item else (kind,)


def decided_by_others(connection: Connection, rules_version: str, limit: int) -> list[Delivery]:
    """Some that another version of the rules file found no rule for, oldest first. They stay as
    they are until the transaction ends; those that somebody else holds are left out."""
    query = (
        ALL_SHOWN.where(_UNMAPPED, deliveries.c.rules_version != rules_version)
        .order_by(deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [delivery_from(row) for row in connection.execute(query)]


def reopen_unmapped(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Make them wait for a worker, as if they had just come."""
    connection.execute(_of(ids).values(**waiting_again(at), reason="", merged=False))


def leave_unmapped(connection: Connection, ids: Collection[int], rules_version: str) -> None:
    """This version of the rules file found no rule for them either."""
    connection.execute(_of(ids).values(rules_version=rules_version))


def _of(ids: Collection[int]) -> Update:
    return update(deliveries).where(_UNMAPPED, deliveries.c.id.in_(ids))
