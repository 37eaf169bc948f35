"""Deliveries: kept once, and found again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bridge.model import BY_HAND, Call, Event
from bridge.model.event import key_of_before
from bridge.store import settlement
from bridge.store.delivery import ALL_SHOWN, Delivery, Kept, State, delivery_from, told_columns
from bridge.store.households import ADDRESS
from bridge.store.schema.tables import WITH_BODY, calls, deliveries, household_keys
from bridge.store.schema.tables import places as places_table
from bridge.store.search.calls_of_delivery import call_ids

MANY = 10_000  # nobody counts further: it stands for so many or more

# Statements of the busiest paths are built once.
_FIND = ALL_SHOWN.where(deliveries.c.id == sa.bindparam("id_"))
_KEEP = (
    insert(deliveries)
    .on_conflict_do_update(index_elements=["key"], set_={"duplicates": deliveries.c.duplicates + 1})
    # xmax is zero on a row that no statement has updated: it was inserted just now.
    .returning(deliveries.c.id, sa.literal_column("xmax = 0"))
)
_BATCH = 100  # deliveries opened again in one transaction, which holds all their people
# An amount that was not understood then may be any.
_AMOUNT = deliveries.c.event["money"]["amount"].astext
_COUNT_BEFORE = (
    sa.update(deliveries)
    .where(deliveries.c.key == sa.bindparam("key_"))
    .where(sa.func.coalesce(_AMOUNT, sa.bindparam("amount")) == sa.bindparam("amount"))
    .values(duplicates=deliveries.c.duplicates + 1)
    .returning(deliveries.c.id)
)


class Deliveries:
    """The record of everything that came. Every method raises sqlalchemy's OperationalError when
    Postgres does not answer."""

    def __init__(self, engine: sa.Engine) -> None:
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
        if not (key := key_of_before(event.key)):
            return None
        with self._engine.connect() as connection:
            named = {"key_": key, "amount": str(event.money.amount)}
            return connection.execute(_COUNT_BEFORE, named).scalar()

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
        of, query = deliveries.c, ALL_SHOWN.limit(limit)
        if email is not None:
            query = query.where(_is_of_buyer(email))
        if state is not None:
            query = query.where(of.state == state)
        if before is not None:
            query = query.where(of.id < before)
        if after is not None:
            return self._read(query.where(of.id > after).order_by(of.id))[::-1]
        return self._read(query.order_by(of.id.desc()))

    def of_buyer(self, email: str, limit: int = 1_000) -> list[Delivery]:
        """All of whoever shares an order, a customer id or an address with this one, newest first;
        so also what came under her addresses of before."""
        return self.latest(limit, email)

    def counts(self) -> dict[State, int]:
        """How many deliveries stand in each state, `MANY` where there are more; states without any
        are left out."""
        some = (
            sa.select(sa.literal(1)).where(deliveries.c.state == each).limit(MANY) for each in State
        )
        counted = [
            sa.select(sa.literal(str(each)), sa.func.count()).select_from(found.subquery())
            for each, found in zip(State, some, strict=True)
        ]
        found = self._rows(sa.union_all(*counted))
        return {State(state): number for state, number in found if number}

    def unfinished(self) -> int:
        return self.counts().get(State.WAITING, 0)

    def ids_of(self, keys: Iterable[str]) -> dict[str, int]:
        """The id of the delivery behind each delivery key; unknown keys are left out."""
        query = sa.select(deliveries.c.key, deliveries.c.id).where(deliveries.c.key.in_(list(keys)))
        return {row.key: row.id for row in self._rows(query)}

    def body(self, id_: int) -> dict[str, Any]:
        """What the cart sent, without its secret."""
        rows = self._rows(sa.select(deliveries.c.body).where(deliveries.c.id == id_))
        return dict(rows[0].body) if rows else {}

    def told_in_bodies(self, ids: Iterable[int], name: str) -> dict[int, str]:
        """What the bodies of these say under a name; those that say nothing are left out."""
        told = deliveries.c.body[name].astext
        query = sa.select(deliveries.c.id, told.label("told")).where(deliveries.c.id.in_([*ids]))
        return {row.id: row.told for row in self._rows(query) if row.told}

    def calls(self, id_: int) -> list[tuple[datetime, Call]]:
        """The requests to the CRM that its people's contacts needed until it was settled, in order;
        other deliveries may have been settled with the same ones."""
        rows = self._rows(
            sa.select(calls).where(calls.c.id.in_(call_ids(id_))).order_by(calls.c.id)
        )
        names = Call.__dataclass_fields__
        return [(row.at, Call(**{name: getattr(row, name) for name in names})) for row in rows]

    def called_at(self, id_: int) -> list[str]:
        """The destination of each of these calls; "" where its place is not known."""
        query = sa.select(sa.func.coalesce(places_table.c.destination, "").label("name"))
        query = query.select_from(calls.outerjoin(places_table)).where(
            calls.c.id.in_(call_ids(id_))
        )
        return [row.name for row in self._rows(query.order_by(calls.c.id))]

    def reopen(self, ids: Iterable[int], at: datetime) -> list[int]:
        """Make settled deliveries wait again; gives the ids of those that do."""
        return settlement.reopen(self._engine, [*ids], at)

    def reopen_failed(self, at: datetime) -> list[int]:
        """All that failed by now, a batch at a time: nobody waits for long, and what was opened
        when somebody is cut off stays so."""
        failed = deliveries.c.state == State.FAILED
        opened: list[int] = []
        after = 0
        while batch := self._ids(failed & (deliveries.c.id > after), _BATCH):
            opened += settlement.reopen(self._engine, batch, at, State.FAILED)
            after = batch[-1]
        return opened

    def not_taken_in(self, limit: int = 500, *, slack: timedelta = timedelta()) -> list[int]:
        """Deliveries that nobody took in although they came longer ago than that, oldest first."""
        of = deliveries.c
        waits = of.household_id.is_(None) & (of.state == sa.literal_column(f"'{State.WAITING}'"))
        return self._ids(waits & (of.next_try_at <= sa.func.clock_timestamp() - slack), limit)

    def postpone(self, id_: int, until: datetime, reason: str) -> None:
        """Something unforeseen happened: look at it again at `until`."""
        values = {"next_try_at": until, "reason": reason, "attempts": deliveries.c.attempts + 1}
        waiting = (deliveries.c.id == id_) & (deliveries.c.state == State.WAITING)
        with self._engine.connect() as connection:
            connection.execute(sa.update(deliveries).where(waiting).values(values))

    def forget(self, before: datetime, most: int = 500) -> int:
        """Empty what the cart sent with what came before, and drop the calls that were made before;
        so many of each in one go, at the most. Gives how many there were. Events stay."""
        of = deliveries.c
        old = sa.select(of.id).where(WITH_BODY, of.received_at < before, of.kind.not_in(BY_HAND))
        first = old.order_by(of.received_at).limit(most)
        oldest = sa.select(calls.c.id).order_by(calls.c.id).limit(most)
        dropped = sa.delete(calls).where(calls.c.id.in_(oldest), calls.c.at < before)
        with self._engine.connect() as connection:
            emptied = sa.update(deliveries).where(of.id.in_(first)).values(body={})
            return sum(connection.execute(each).rowcount for each in (emptied, dropped))

    def waiting_since(self, now: datetime) -> datetime | None:
        """When the oldest came of those that wait although their time has come."""
        waits = (deliveries.c.state == State.WAITING) & (deliveries.c.next_try_at <= now)
        query = sa.select(deliveries.c.received_at).where(waits).order_by(deliveries.c.id).limit(1)
        return next((row.received_at for row in self._rows(query)), None)

    def _ids(self, which: sa.ColumnElement[bool], limit: int) -> list[int]:
        query = sa.select(deliveries.c.id).where(which).order_by(deliveries.c.id).limit(limit)
        return [row.id for row in self._rows(query)]

    def _read(self, query: sa.Select[Any]) -> list[Delivery]:
        return [delivery_from(row) for row in self._rows(query)]

    def _rows(self, query: sa.Executable) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _is_of_buyer(email: str) -> sa.ColumnElement[bool]:
    address = email.strip().lower()
    key = household_keys.c.key == f"{ADDRESS}{address}"
    household = sa.select(household_keys.c.household_id).where(key).scalar_subquery()
    # Two looks into indexes; asked with OR, Postgres may read through all that ever came.
    hers = sa.union(
        sa.select(deliveries.c.id).where(deliveries.c.email == address),
        sa.select(deliveries.c.id).where(deliveries.c.household_id == household),
    )
    return deliveries.c.id.in_(hers)
