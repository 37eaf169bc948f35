"""What the cart sells, as deliveries name it: what it is called, and what no rule speaks about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, column, func, select, true, union
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import Event, Item, Kind
from bridge.store.delivery import SHOWN, Delivery, State, delivery_from
from bridge.store.schema.tables import deliveries

_NAMES_OF = 300  # deliveries; the whole record would take too long
_JUDGED = 5  # of deliveries alike
_LIKE_IT = 3  # deliveries that are asked what a pricing option is called


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


@dataclass(frozen=True)
class _Alike:
    """Deliveries in one state, of one kind and mode, that name the same items; `newest` are some of
    them, the newest first."""

    state: State
    subject: int
    deliveries: int
    first: datetime
    last: datetime
    newest: Sequence[Delivery]

    def unmapped(self, items: Iterable[Item | None], count: int, first: datetime) -> list[Unmapped]:
        """So many of them, as they count for each of these items."""
        event = self.newest[0].event
        only_tests = event.mode == "test"
        return [Unmapped(event.kind, each, count, first, self.last, only_tests) for each in items]


def product_names(engine: Engine, email: str) -> dict[str, str]:
    """The name of each item by its key, as the newest deliveries tell it: of all buyers, and of
    this one by the contact's key. Items that none of them names are left out."""
    newest = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(_NAMES_OF)
    hers = newest.where(deliveries.c.email == email)
    listed = func.jsonb_array_elements(deliveries.c.event["items"])
    items = listed.table_valued(column("item", JSONB), name="items").render_derived()
    sort, number, name = (items.c.item[key].astext for key in ("type", "id", "name"))
    query = (
        select(sort, number, name)
        .select_from(deliveries.join(items, true()))
        .where(deliveries.c.id.in_(union(newest, hers)), name != "")
        .order_by(deliveries.c.id)
    )
    with engine.connect() as connection:
        return {Item(*item).key: called for *item, called in connection.execute(query)}


def bodies_alike(engine: Engine, delivery_ids: Iterable[int]) -> list[dict[str, Any]]:
    """What the cart sent with the newest few deliveries that name just what one of these names: of
    old ones it is not kept. The newest last."""
    alike = deliveries.alias("alike")
    newest = (
        select(alike.c.id, alike.c.body)
        .where(alike.c.subject == deliveries.c.subject)
        .order_by(alike.c.id.desc())
        .limit(_LIKE_IT)
        .lateral("newest")
    )
    each = select(newest.c.id, newest.c.body).select_from(deliveries.join(newest, true()))
    query = each.where(deliveries.c.id.in_([*delivery_ids])).order_by(newest.c.id)
    with engine.connect() as connection:
        found = {row.id: row.body for row in connection.execute(query)}
    return [*found.values()]


def unmapped(engine: Engine) -> list[Unmapped]:
    """Of deliveries that no rule speaks about, most frequent first. One with several items counts
    for each of them."""
    found: list[Unmapped] = []
    for alike in _all_alike(engine, State.NO_RULE, some=1):
        items: Sequence[Item | None] = _once(alike.newest[0].event) or [None]
        found += alike.unmapped(items, alike.deliveries, alike.first)
    return _merged(found)


def with_applied(
    engine: Engine,
    listed: Iterable[Unmapped],
    since: datetime,
    unmapped_items: Callable[[Event], Iterable[Item]],
) -> list[Unmapped]:
    """Those listed, and the unmapped items of every delivery received since then that was applied,
    or failed at the CRM. Of deliveries alike the newest few are looked at one by one, and the
    others counted as the oldest of these."""
    found = [*listed]
    for state in (State.APPLIED, State.FAILED):
        for alike in _all_alike(engine, state, some=_JUDGED, since=since):
            more: list[Unmapped] = []
            for each in alike.newest:
                is_oldest = each is alike.newest[-1]
                count = 1 + (alike.deliveries - len(alike.newest) if is_oldest else 0)
                first = alike.first if is_oldest else each.received_at
                more += alike.unmapped(unmapped_items(each.event), count, first)
            gave = _gave_something(engine, alike, since) if more else 0
            found += [replace(e, spoken_of_before=gave) for e in _merged(more)]
    return _merged(found)


def _all_alike(
    engine: Engine, state: State, *, some: int, since: datetime | None = None
) -> Iterator[_Alike]:
    """All in that state, each group with the newest `some` of them."""
    of = deliveries.c
    which = of.state == state if since is None else (of.state == state) & (of.received_at >= since)
    counted = (
        select(
            of.subject,
            func.count().label("number"),
            func.min(of.received_at).label("first"),
            func.max(of.received_at).label("last"),
        )
        .where(which)
        .group_by(of.subject)
        .subquery()
    )
    newest = (
        select(*SHOWN)
        .where(which, of.subject == counted.c.subject)
        .order_by(of.received_at.desc(), of.id.desc())
        .limit(some)
        .lateral("newest")
    )
    query = select(newest, counted.c.number, counted.c.first, counted.c.last).select_from(
        counted.join(newest, true())
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    groups: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(row.subject, []).append(index)
    for subject, indexes in groups.items():
        row = rows[indexes[0]]
        some_of_them = [delivery_from(rows[each]) for each in indexes]
        yield _Alike(state, subject, row.number, row.first, row.last, some_of_them)


def _gave_something(engine: Engine, alike: _Alike, since: datetime) -> int:
    """Of how many of these an earlier version of the rules gave something. Where they name several
    items, their record does not say for which of them."""
    if len(alike.newest[0].event.items) != 1:
        return 0
    of = deliveries.c
    gave = of.results.path_exists('$[*].membership ? (@ != "")')
    mine = (of.state == alike.state) & (of.subject == alike.subject) & (of.received_at >= since)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).where(mine, gave))
        return int(found.scalar_one())


def _merged(found: Iterable[Unmapped]) -> list[Unmapped]:
    """Each item of a kind once, most frequent first."""
    all_of: dict[tuple[str, ...], Unmapped] = {}
    for each in found:
        what = _what(each)
        old = all_of.get(what, replace(each, deliveries=0, spoken_of_before=0))
        all_of[what] = replace(
            each if each.last >= old.last and each.item and each.item.name else old,
            deliveries=old.deliveries + each.deliveries,
            first=min(old.first, each.first),
            last=max(old.last, each.last),
            only_tests=old.only_tests and each.only_tests,
            spoken_of_before=old.spoken_of_before + each.spoken_of_before,
        )
    return [all_of[what] for what in sorted(all_of, key=lambda w: (-all_of[w].deliveries, w))]


def _what(each: Unmapped) -> tuple[str, ...]:
    item = each.item
    return (each.kind, item.type, item.id, item.plan) if item else (each.kind,)


def _once(event: Event) -> list[Item]:
    return list({(item.type, item.id, item.plan): item for item in event.items}.values())
