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
from bridge.store.search.index_range import LARGEST, Numbers, in_order

LOOKED_AT = 2_000
_AT_FIRST = 8  # pages
_A_PAGE = 60  # deliveries, or some less
_OUT_OF_ORDER = 200  # deliveries that may have been numbered otherwise than they were received
_RARE = (State.FAILED, State.WAITING, State.UNUSABLE)
_NO_SUBJECT = -1
_OF = deliveries.c


@dataclass(frozen=True)
class FoundDeliveries:
    """`ids` in the order that was asked for. `looked_to` is the number up to which was looked where
    there may be more beyond it, and None where these are all."""

    ids: Sequence[int]
    looked_to: int | None = None


def find(
    engine: Engine, asked: Asked, limit: int, *, beyond: int | None = None, upwards: bool = False,
    looked_at: int = LOOKED_AT,
) -> FoundDeliveries:  # fmt: skip
    """The first `limit` before the number `beyond`, newest first; `upwards` those after it, oldest
    first. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        within = _within(connection, asked, beyond, upwards=upwards)
        found = FoundDeliveries([])
        # Mostly the first few have a page in them.
        few = min(_AT_FIRST * limit, looked_at)
        for most in (limit,) if asked.is_one_question else (few, looked_at):
            reading = _Reading(within, and_(true(), *conditions(asked)), limit, most, upwards)
            query = _judged(reading.of(asked), limit, upwards=upwards)
            listed, horizon = connection.execute(query).one()
            ids: Sequence[int] = listed or []
            found = FoundDeliveries(ids, ids[-1] if len(ids) >= limit else horizon)
            if len(ids) >= limit or horizon is None or most >= looked_at:
                break
    return found


def count(
    engine: Engine, asked: Asked, most: int, looked_at: int = 5 * LOOKED_AT
) -> FoundDeliveries:
    """All of them, up to `most`, oldest first; `looked_to` says that there may be more."""
    return find(engine, asked, most, beyond=0, upwards=True, looked_at=looked_at)


def read(engine: Engine, ids: Sequence[int]) -> list[Delivery]:
    """Newest first."""
    query = ALL_SHOWN.where(_OF.id.in_([*ids])).order_by(_OF.id.desc())
    with engine.connect() as connection:
        return [delivery_from(row) for row in connection.execute(query)]


def _within(connection: Connection, asked: Asked, beyond: int | None, *, upwards: bool) -> Numbers:
    """The period as numbers, which are given as deliveries come."""
    lowest = [min(beyond + 1, LARGEST) if beyond is not None and upwards else 0]
    highest = [beyond - 1 if beyond is not None and not upwards else LARGEST]
    highest += [] if asked.newest is None else [asked.newest]
    near = select(_OF.id).limit(_OUT_OF_ORDER)
    if asked.until:
        last = near.where(_OF.received_at < asked.until).order_by(_OF.received_at.desc())
        found = connection.execute(select(func.max(last.subquery().c.id))).scalar()
        highest.append(-1 if found is None else found)
    if asked.since:
        first = near.where(_OF.received_at >= asked.since).order_by(_OF.received_at)
        found = connection.execute(select(func.min(first.subquery().c.id))).scalar()
        lowest.append(LARGEST if found is None else found)
    return Numbers(max(lowest), min(highest))


@dataclass(frozen=True)
class _Reading:
    """Reads indexes from where the page begins. Each row says the `branch` in which it was found,
    which is an index that is read `most` rows far, and whether it is `meant`."""

    within: Numbers
    meant: ColumnElement[bool]
    limit: int
    looked_at: int
    upwards: bool

    def of(self, asked: Asked) -> CTE:
        """By what leaves least."""
        if asked.only is not None:
            return self._some(_OF.id.in_(asked.only) & self.within.any).cte("seen")
        if asked.came_again or (asked.tests and asked.state not in _RARE):
            few = CAME_AGAIN if asked.came_again else IS_TEST
            return self._some(few & self.within.any).cte("seen")
        if asked.state in _RARE:
            return self._with(_OF.state, asked.state).cte("seen")
        if asked.subjects is not None and len(asked.subjects) <= MOST_APART:
            return self._each(asked.subjects).cte("seen")
        if asked.ungiven is not None and len(asked.ungiven.subjects) <= MOST_APART:
            no_rule = self._with(_OF.state, State.NO_RULE)
            return union_all(self._each(asked.ungiven.subjects), no_rule).cte("seen")
        if asked.state is not None:
            return self._with(_OF.state, asked.state).cte("seen")
        if asked.kind is not None:
            return self._with(_OF.kind, asked.kind).cte("seen")
        return self._some(self.within.any).cte("seen")

    @property
    def _meant(self) -> ColumnElement[bool]:
        return self.meant.label("meant")

    def _with(self, column: ColumnElement[Any], value: object) -> Select[Any]:
        return self._some(self.within.of(column, value), column)

    def _some(
        self, which: ColumnElement[bool], column: ColumnElement[Any] | None = None
    ) -> Select[Any]:
        mine = select(_OF.id, self._meant).where(which)
        first = mine.order_by(*in_order(column, upwards=self.upwards)).limit(self.looked_at)
        branch = literal(_NO_SUBJECT, BigInteger).label("branch")
        return select(branch, first.subquery(), literal(self.looked_at).label("most"))

    def _each(self, subjects: Sequence[int]) -> Select[Any]:
        most = max(min(self.limit, _A_PAGE), self.looked_at // max(1, len(subjects)))
        numbers = func.unnest(literal([*subjects], ARRAY(BigInteger)))
        one = numbers.table_valued("subject", name="one").render_derived()
        mine = select(_OF.id, self._meant).where(self.within.of(_OF.subject, one.c.subject))
        ordered = mine.order_by(*in_order(_OF.subject, upwards=self.upwards))
        first = ordered.limit(most).lateral("first")
        branch = one.c.subject.label("branch")
        read = select(branch, first, literal(most).label("most"))
        return read.select_from(one.join(first, true()))


def _order(number: ColumnElement[int], upwards: bool) -> ColumnElement[int]:
    return number.asc() if upwards else number.desc()


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
