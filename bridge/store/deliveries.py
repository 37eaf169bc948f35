"""Deliveries: kept once, found again, and opened again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Call, Event
from bridge.model.delivery_key import key_of_before
from bridge.store import reopening
from bridge.store.delivery import ALL_SHOWN, Delivery, Kept, State, delivery_from, waiting_again
from bridge.store.engine import transaction
from bridge.store.events import told_columns
from bridge.store.households import ADDRESS
from bridge.store.schema.tables import calls, deliveries, household_keys, places

# Statements of the busiest paths are built once.
_FIND = ALL_SHOWN.where(deliveries.c.id == bindparam("id_"))
_KEEP = (
    insert(deliveries)
    .on_conflict_do_update(index_elements=["key"], set_={"duplicates": deliveries.c.duplicates + 1})
    # xmax is zero on a row that no statement has updated: it was inserted just now.
    .returning(deliveries.c.id, literal_column("xmax = 0"))
)
_BATCH = 100  # deliveries opened again in one transaction, which holds all their people
# An amount that was not understood then may be any.
_AMOUNT = deliveries.c.event["money"]["amount"].astext
_COUNT_BEFORE = (
    update(deliveries)
    .where(deliveries.c.key == bindparam("key_"))
    .where(func.coalesce(_AMOUNT, bindparam("amount")) == bindparam("amount"))
    .values(duplicates=deliveries.c.duplicates + 1)
    .returning(deliveries.c.id)
)


class Deliveries:
    """The record of everything that came. Every method raises sqlalchemy's OperationalError when
    Postgres does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, event: Event, at: datetime) -> Kept:
        """Commit the delivery; a second one with its key is counted on the first's row, also where
        an older bridge kept that one under another key."""
        event = event.received(at)
        if (known := self._count_before(event)) is not None:
            return Kept(known, duplicate=True)
        row = {
            **told_columns(event),
            "received_at": at,
            "body": dict(event.body),
            "state": State.WAITING,
            "next_try_at": at,
        }
        with self._engine.connect() as connection:
            id_, fresh = connection.execute(_KEEP, row).one()
        return Kept(id_, duplicate=not fresh)

    def _count_before(self, event: Event) -> int | None:
        """The row of an older bridge that has the same delivery, counted once more."""
        if not (key := key_of_before(event.key)):
            return None
        named = {"key_": key, "amount": str(event.money.amount)}
        with self._engine.connect() as connection:
            id_: int | None = connection.execute(_COUNT_BEFORE, named).scalar()
        return id_

    def find(self, id_: int) -> Delivery | None:
        with self._engine.connect() as connection:
            row = connection.execute(_FIND, {"id_": id_}).first()
        return delivery_from(row) if row else None

    def latest(
        self,
        limit: int = 20,
        email: str | None = None,
        state: State | None = None,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Delivery]:
        """Newest first; of one buyer by any of her addresses, in one state, older than an id, where
        asked.

        `after`: those that came next after an id, instead of the latest of all.
        """
        upwards = after is not None
        query = ALL_SHOWN.order_by(deliveries.c.id if upwards else deliveries.c.id.desc()).limit(
            limit
        )
        if email is not None:
            query = query.where(_of_buyer(email))
        if state is not None:
            query = query.where(deliveries.c.state == state)
        if before is not None:
            query = query.where(deliveries.c.id < before)
        if after is not None:
            query = query.where(deliveries.c.id > after)
        found = self._read(query)
        return found[::-1] if upwards else found

    def of_buyer(self, email: str, limit: int = 1_000) -> list[Delivery]:
        """All of whoever shares an order, a customer id or an address with this one, newest first;
        so also what came under her addresses of before."""
        return self._read(
            ALL_SHOWN.where(_of_buyer(email)).order_by(deliveries.c.id.desc()).limit(limit)
        )

    def counts(self) -> dict[State, int]:
        """How many deliveries stand in each state; states without any are left out."""
        query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._engine.connect() as connection:
            return {State(state): number for state, number in connection.execute(query)}

    def ids_of(self, keys: Iterable[str]) -> dict[str, int]:
        """The id of the delivery behind each delivery key; unknown keys are left out."""
        query = select(deliveries.c.key, deliveries.c.id).where(deliveries.c.key.in_(list(keys)))
        with self._engine.connect() as connection:
            return {row.key: row.id for row in connection.execute(query)}

    def body(self, id_: int) -> dict[str, Any]:
        """What the cart sent, without its secret."""
        with self._engine.connect() as connection:
            query = select(deliveries.c.body).where(deliveries.c.id == id_)
            return dict(connection.execute(query).scalar() or {})

    def calls(self, id_: int) -> list[tuple[datetime, Call]]:
        """The requests to the CRM that brought its people's contacts about when it was settled, in
        order; other deliveries may have been settled with the same ones."""
        own = (
            select(places.c.id)
            .join(household_keys, household_keys.c.key == func.concat(ADDRESS, places.c.address))
            .join(deliveries, deliveries.c.household_id == household_keys.c.household_id)
            .where(deliveries.c.id == id_, deliveries.c.settled_at == calls.c.at)
        )
        query = (
            select(calls)
            .where((calls.c.delivery_id == id_) | calls.c.place_id.in_(own))
            .order_by(calls.c.id)
        )
        with self._engine.connect() as connection:
            return [
                (row.at, Call(row.method, row.path, row.status, row.milliseconds, row.note))
                for row in connection.execute(query)
            ]

    def reopen(self, ids: Iterable[int], at: datetime) -> list[int]:
        """Make settled deliveries wait again; gives the ids of those that do.

        What they asked for is told to the CRM once more, so that a tag which somebody took away
        there by hand comes back. What was triggered stays so: once per event.
        """
        return self._reopen(deliveries.c.id.in_(list(ids)), at)

    def reopen_failed(self, at: datetime) -> list[int]:
        """All that failed by now, a batch at a time: nobody waits for long, and what was opened
        when somebody is cut off stays so."""
        failed = deliveries.c.state == State.FAILED
        opened: list[int] = []
        after = 0
        while batch := self._ids(failed & (deliveries.c.id > after), _BATCH):
            opened += self._reopen(deliveries.c.id.in_(batch) & failed, at)
            after = batch[-1]
        return opened

    def _ids(self, which: ColumnElement[bool], limit: int) -> list[int]:
        query = select(deliveries.c.id).where(which).order_by(deliveries.c.id).limit(limit)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def not_taken_in(self, limit: int = 500, *, slack: timedelta = timedelta()) -> list[int]:
        """Deliveries that nobody took in although they came longer ago than that, oldest first."""
        query = (
            select(deliveries.c.id)
            .where(deliveries.c.household_id.is_(None), deliveries.c.state == State.WAITING)
            .where(deliveries.c.next_try_at <= func.clock_timestamp() - slack)
            .order_by(deliveries.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def postpone(self, id_: int, until: datetime, reason: str) -> None:
        """Something unforeseen happened: look at it again at `until`."""
        values = {"next_try_at": until, "reason": reason, "attempts": deliveries.c.attempts + 1}
        waiting = (deliveries.c.id == id_) & (deliveries.c.state == State.WAITING)
        with self._engine.connect() as connection:
            connection.execute(update(deliveries).where(waiting).values(values))

    def waiting_since(self, now: datetime) -> datetime | None:
        """When the oldest came of those that wait although their time has come."""
        waits = (deliveries.c.state == State.WAITING) & (deliveries.c.next_try_at <= now)
        with self._engine.connect() as connection:
            found = connection.execute(select(func.min(deliveries.c.received_at)).where(waits))
            since: datetime | None = found.scalar()
        return since

    def unfinished(self) -> int:
        """How many deliveries wait."""
        return self.counts().get(State.WAITING, 0)

    def _reopen(self, which: Any, at: datetime) -> list[int]:
        """Also the places of their people are due, and are told these targets once more."""
        chosen = select(deliveries).where(which, deliveries.c.household_id.is_not(None))
        opened = (
            update(deliveries)
            .where(which)
            .values(**waiting_again(at), reason="")
            .returning(deliveries.c.id)
        )
        with transaction(self._engine) as connection:
            in_order = chosen.order_by(deliveries.c.household_id, deliveries.c.id)
            for row in connection.execute(in_order).all():
                reopening.open_again(connection, delivery_from(row))
            return sorted(connection.execute(opened).scalars())

    def _read(self, query: Select[Any]) -> list[Delivery]:
        with self._engine.connect() as connection:
            return [delivery_from(row) for row in connection.execute(query)]


def _of_buyer(email: str) -> ColumnElement[bool]:
    """Of whoever shares an order, a customer id or an address with this one."""
    address = email.strip().lower()
    key = household_keys.c.key == f"address:{address}"
    household = select(household_keys.c.household_id).where(key).scalar_subquery()
    return (deliveries.c.email == address) | (deliveries.c.household_id == household)
