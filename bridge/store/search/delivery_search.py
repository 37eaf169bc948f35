"""The list of deliveries by what is asked of it, newest first, in the same time whatever is asked.

The index that leaves least is read from where the page begins, `LOOKED_AT` rows of it at the most;
these are asked for all the rest. Where that fills no page although there is more, the page says so
and goes on from there. What a delivery names is asked by its subject: the numbers of those subjects
are few, and each is read from an index of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from bridge.store.delivery import ALL_SHOWN, Delivery, State, delivery_from
from bridge.store.schema.tables import deliveries
from bridge.store.search.delivery_conditions import (
    CAME_AGAIN,
    IS_TEST,
    MOST_APART,
    Asked,
    conditions,
)

LOOKED_AT = 3_000
_OUT_OF_ORDER = 200  # deliveries that may have been numbered otherwise than they were received
_RARE = (State.FAILED, State.WAITING, State.UNUSABLE)
_NO_SUBJECT = -1
_OF = deliveries.c


@dataclass(frozen=True)
class Found:
    """`ids` in the order that was asked for. `looked_to` is the number up to which was looked where
    there may be more beyond it, and None where these are all."""

    ids: Sequence[int]
    looked_to: int | None = None


def find(
    engine: Engine, asked: Asked, limit: int, *, beyond: int | None = None, upwards: bool = False,
    looked_at: int = LOOKED_AT,
) -> Found:  # fmt: skip
    """The first `limit` before the number `beyond`, newest first; `upwards` those after it, oldest
    first. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        within = _within(connection, asked)
        if within is None:
            return Found([])
        if beyond is not None:
            within.append(_OF.id > beyond if upwards else _OF.id < beyond)
        most = limit if asked.is_one_question else looked_at
        meant = and_(true(), *conditions(asked))
        seen = _Reading(and_(true(), *within), meant, limit, most, upwards).of(asked)
        listed, horizon = connection.execute(_judged(seen, limit, upwards=upwards)).one()
    ids: Sequence[int] = listed or []
    return Found(ids, ids[-1] if len(ids) >= limit else horizon)


def count(engine: Engine, asked: Asked, most: int, looked_at: int = 5 * LOOKED_AT) -> Found:
    """All of them, up to `most`, oldest first; `looked_to` says that there may be more."""
    return find(engine, asked, most, beyond=0, upwards=True, looked_at=looked_at)


def read(engine: Engine, ids: Sequence[int]) -> list[Delivery]:
    """Newest first."""
    query = ALL_SHOWN.where(_OF.id.in_([*ids])).order_by(_OF.id.desc())
    with engine.connect() as connection:
        return [delivery_from(row) for row in connection.execute(query)]


def _within(connection: Connection, asked: Asked) -> list[ColumnElement[bool]] | None:
    """The period as numbers, which are given as deliveries come; None where none came in it."""
    bounds = [] if asked.newest is None else [_OF.id <= asked.newest]
    near = select(_OF.id).limit(_OUT_OF_ORDER)
    if asked.until:
        last = near.where(_OF.received_at < asked.until).order_by(_OF.received_at.desc())
        highest = connection.execute(select(func.max(last.subquery().c.id))).scalar()
        if highest is None:
            return None
        bounds.append(_OF.id <= highest)
    if asked.since:
        first = near.where(_OF.received_at >= asked.since).order_by(_OF.received_at)
        lowest = connection.execute(select(func.min(first.subquery().c.id))).scalar()
        if lowest is None:
            return None
        bounds.append(_OF.id >= lowest)
    return bounds


@dataclass(frozen=True)
class _Reading:
    """Reads indexes from where the page begins. Each row says the `branch` in which it was found,
    which is an index that is read `most` rows far, and whether it is `meant`."""

    within: ColumnElement[bool]
    meant: ColumnElement[bool]
    limit: int
    looked_at: int
    upwards: bool

    def of(self, asked: Asked) -> CTE:
        """By what leaves least."""
        if (rare := _rare(asked)) is not None:
            return self._some(rare).cte("seen")
        if asked.subjects is not None and len(asked.subjects) <= MOST_APART:
            return self._each(asked.subjects).cte("seen")
        if asked.ungiven is not None and len(asked.ungiven.subjects) <= MOST_APART:
            no_rule = self._some(_OF.state == State.NO_RULE)
            return union_all(self._each(asked.ungiven.subjects), no_rule).cte("seen")
        if asked.state is not None:
            return self._some(_OF.state == asked.state).cte("seen")
        return self._some(true() if asked.kind is None else _OF.kind == asked.kind).cte("seen")

    @property
    def _meant(self) -> ColumnElement[bool]:
        return self.meant.label("meant")

    def _some(self, which: ColumnElement[bool]) -> Select[Any]:
        mine = select(_OF.id, self._meant).where(self.within, which)
        mine = mine.order_by(_order(_OF.id, self.upwards))
        first = mine.limit(self.looked_at).subquery()
        branch = literal(_NO_SUBJECT, BigInteger).label("branch")
        return select(branch, first, literal(self.looked_at).label("most"))

    def _each(self, subjects: Sequence[int]) -> Select[Any]:
        most = max(self.limit, self.looked_at // max(1, len(subjects)))
        numbers = func.unnest(literal([*subjects], ARRAY(BigInteger)))
        one = numbers.table_valued("subject", name="one").render_derived()
        mine = select(_OF.id, self._meant).where(self.within, _OF.subject == one.c.subject)
        first = mine.order_by(_order(_OF.id, self.upwards)).limit(most).lateral("first")
        branch = one.c.subject.label("branch")
        read = select(branch, first, literal(most).label("most"))
        return read.select_from(one.join(first, true()))


def _order(number: ColumnElement[int], upwards: bool) -> ColumnElement[int]:
    return number.asc() if upwards else number.desc()


def _rare(asked: Asked) -> ColumnElement[bool] | None:
    """What leaves so little that nothing else can leave less."""
    if asked.came_again:
        return CAME_AGAIN
    if asked.state in _RARE:
        return _OF.state == asked.state
    return IS_TEST if asked.tests else None


def _judged(seen: CTE, limit: int, *, upwards: bool) -> Select[Any]:
    """The candidates that are meant. Beyond the horizon some branch was not read any more,
    so what another one found there waits for the next page."""
    end, nearest = (func.max, func.min) if upwards else (func.min, func.max)
    full = select(end(seen.c.id).label("end")).group_by(seen.c.branch)
    full = full.having(func.count() >= func.max(seen.c.most))
    horizon = select(nearest(full.subquery().c.end)).scalar_subquery()
    reached = or_(horizon.is_(None), seen.c.id <= horizon if upwards else seen.c.id >= horizon)
    meant = select(seen.c.id).where(reached, seen.c.meant).distinct()
    ids = meant.order_by(_order(seen.c.id, upwards)).limit(limit).subquery()
    order = _order(ids.c.id, upwards)
    listed = select(func.array_agg(aggregate_order_by(ids.c.id, order))).scalar_subquery()
    return select(listed, horizon)
