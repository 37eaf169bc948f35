"""Deliveries: kept once, found again, and opened again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Engine,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bridge.model import OUR_OWN, Action, Call, Event
from bridge.store.delivery import ALL_SHOWN, Delivery, Kept, State, delivery_from, waiting_again
from bridge.store.events import told_columns
from bridge.store.tables import calls, deliveries, ledger

# Statements of the busiest paths are built once.
_FIND = ALL_SHOWN.where(deliveries.c.id == bindparam("id_"))
_NEW = select(
    exists().where(
        deliveries.c.email == bindparam("email"),
        deliveries.c.state == State.WAITING,
        deliveries.c.merged.is_(False),
    )
)
_KEEP = (
    insert(deliveries)
    .on_conflict_do_update(index_elements=["key"], set_={"duplicates": deliveries.c.duplicates + 1})
    # xmax is zero on a row that no statement has updated: it was inserted just now.
    .returning(deliveries.c.id, literal_column("xmax = 0"))
)


class Deliveries:
    """The record of everything that came. Every method raises sqlalchemy's OperationalError when
    Postgres does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, event: Event, at: datetime) -> Kept:
        """Commit the delivery; a second one with its key is counted on the first's row."""
        event = event.received(at)
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
        """Newest first; of one contact, in one state, older than an id, where asked.

        `after`: those that came next after an id, instead of the latest of all.
        """
        upwards = after is not None
        query = ALL_SHOWN.order_by(deliveries.c.id if upwards else deliveries.c.id.desc()).limit(
            limit
        )
        if email is not None:
            query = query.where(deliveries.c.email == email.strip().lower())
        if state is not None:
            query = query.where(deliveries.c.state == state)
        if before is not None:
            query = query.where(deliveries.c.id < before)
        if after is not None:
            query = query.where(deliveries.c.id > after)
        found = self._read(query)
        return found[::-1] if upwards else found

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

    def anything_new(self, email: str) -> bool:
        """Whether a delivery of this contact waits that no worker has taken up."""
        with self._engine.connect() as connection:
            return bool(connection.execute(_NEW, {"email": email}).scalar())

    def body(self, id_: int) -> dict[str, Any]:
        """What the cart sent, without its secret."""
        with self._engine.connect() as connection:
            query = select(deliveries.c.body).where(deliveries.c.id == id_)
            return dict(connection.execute(query).scalar() or {})

    def calls(self, id_: int) -> list[tuple[datetime, Call]]:
        """The requests to the CRM that this delivery caused, in order."""
        query = select(calls).where(calls.c.delivery_id == id_).order_by(calls.c.id)
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
        return self._reopen(deliveries.c.state == State.FAILED, at)

    def overdue(self, before: datetime, limit: int = 500) -> list[int]:
        """Deliveries that wait although their time came, oldest first."""
        query = (
            select(deliveries.c.id)
            .where(deliveries.c.state == State.WAITING, deliveries.c.next_try_at <= before)
            .order_by(deliveries.c.next_try_at)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def postpone(self, ids: Iterable[int], until: datetime, reason: str | None = None) -> None:
        """Look at these again at `until`."""
        values: dict[str, Any] = {"next_try_at": until}
        if reason is not None:
            values |= {"reason": reason, "attempts": deliveries.c.attempts + 1}
        # Rows that a worker is settling are left to it: waiting for them could deadlock.
        waiting = (
            select(deliveries.c.id)
            .where(deliveries.c.id.in_(list(ids)), deliveries.c.state == State.WAITING)
            .with_for_update(skip_locked=True)
        )
        statement = update(deliveries).where(deliveries.c.id.in_(waiting)).values(values)
        with self._engine.connect() as connection:
            connection.execute(statement)

    def _reopen(self, which: Any, at: datetime) -> list[int]:
        settled = which & (deliveries.c.state != State.WAITING)
        # The ledger first, as workers write it: two who lock in different orders block each other.
        doubted = (
            update(ledger)
            .where(ledger.c.delivery.in_(select(deliveries.c.key).where(settled)))
            .where(ledger.c.occasion.is_(False))
            # What called nothing off has nothing to say to the CRM, and what did has said it.
            .where(ledger.c.action != Action.CALL_OFF)
            .values(confirmed=False)
        )
        opened = (
            update(deliveries)
            .where(which)
            # No rules decide what the bridge itself recorded: it is only told again.
            .values(**waiting_again(at), reason="", merged=deliveries.c.kind.in_(OUR_OWN))
            .returning(deliveries.c.id)
        )
        with self._engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
            connection.execute(doubted)
            return sorted(connection.execute(opened).scalars())

    def _read(self, query: Select[Any]) -> list[Delivery]:
        with self._engine.connect() as connection:
            return [delivery_from(row) for row in connection.execute(query)]
