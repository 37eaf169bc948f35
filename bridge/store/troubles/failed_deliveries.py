"""Deliveries that failed, by what was refused where; and those that nobody foresaw or could read.

Nobody counts further than `MOST`: of more the oldest are looked at, and some of the newest, so that
a small trouble is seen beside a large one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Text,
    column,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries, places

MOST = 500
_NEWEST = 250
# As the partial indexes have it.
_IS_WAITING = deliveries.c.state == literal_column(f"'{State.WAITING}'")
REFUSED = "refused"  # what came of a row of a delivery's results; see reconcile.outcomes


@dataclass(frozen=True)
class Refusals:
    """Deliveries that failed because `destination` ("": the only one) will not have the target of
    that `sort` and `name`; both are "" where nothing was refused. `people` has their addresses
    counted; `many`: there are more than were looked at. `reason` is the shortest of theirs,
    `since` when the oldest was received."""

    destination: str
    sort: str
    name: str
    people: int
    deliveries: int
    since: datetime
    reason: str
    many: bool = False


@dataclass(frozen=True)
class Some:
    """So many of a kind, `MOST` for that many or more, and since when; `reason` is of the last."""

    number: int
    people: int
    since: datetime | None
    reason: str = ""


def refusals(connection: Connection) -> list[Refusals]:
    """Those that wait longest first."""
    looked = _looked()
    refused, of = _refused(looked), looked.c
    group = [func.coalesce(each, "") for each in refused.c]
    reasons = aggregate_order_by(of.reason, func.length(of.reason), of.id)
    query = (
        select(
            *group,
            func.count(of.email.distinct()),
            func.count(of.id.distinct()),
            func.min(of.received_at).label("since"),
            func.array_agg(reasons)[1],
            select(func.count() >= MOST + _NEWEST).select_from(looked).scalar_subquery(),
        )
        .select_from(looked.outerjoin(refused, true()))
        .group_by(*refused.c)
        .order_by("since")
    )
    rows: Sequence[Any] = connection.execute(query).all()
    return [Refusals(*row) for row in rows]


def _looked() -> CTE:
    of = deliveries.c
    failed = select(of.id, of.email, of.received_at, of.reason, of.results)
    failed = failed.where(of.state == State.FAILED)
    oldest = failed.order_by(of.id).limit(MOST).cte("oldest")
    beyond = select(func.max(oldest.c.id)).scalar_subquery()
    newest = failed.where(of.id > beyond).order_by(of.id.desc()).limit(_NEWEST)
    return union_all(select(oldest), select(newest.subquery())).cte("looked")


def _refused(looked: CTE) -> FromClause:
    """Each target that a delivery failed for; one that several rules name is there for each."""
    told = (column(name, Text) for name in ("destination", "sort", "tag", "what"))
    rows = func.jsonb_to_recordset(looked.c.results).table_valued(*told, name="told")
    row = rows.render_derived(with_types=True).c
    target = (
        func.coalesce(row.destination, "").label("destination"),
        func.coalesce(row.sort, "tag").label("sort"),
        row.tag.label("name"),
    )
    return select(*target).where(row.what == REFUSED).lateral("refused")


def unread(connection: Connection, since: datetime) -> Some | None:
    """Deliveries received since then that cannot be applied."""
    return _some(connection, deliveries.c.state == State.UNUSABLE, "", since)


def unforeseen(connection: Connection, words: str) -> Some | None:
    """Deliveries that were looked at in vain and wait since, for a reason that begins with those
    words; and places likewise."""
    of, at = deliveries.c, places.c
    if found := _some(connection, _IS_WAITING & of.household_id.is_(None), words):
        return found
    tried = select(at.wake_at, at.reason).where(at.attempts > literal_column("0"))
    tried = tried.order_by(at.wake_at).limit(MOST)
    mine = tried.subquery()
    number, latest = func.count(), func.max(mine.c.reason)
    query = select(number, number, func.min(mine.c.wake_at), latest)
    row = connection.execute(query.where(mine.c.reason.startswith(words, autoescape=True))).one()
    return Some(*row) if row[0] else None


def oldest_unhurried(connection: Connection, slack: float) -> datetime | None:
    """When the delivery was received that waits longest of those whose time came longer than so
    many seconds ago."""
    of = deliveries.c
    late = of.next_try_at <= func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, slack)
    query = select(of.received_at).where(_IS_WAITING, late)
    return connection.execute(query.order_by(of.next_try_at).limit(1)).scalar()


def _some(
    connection: Connection, which: ColumnElement[bool], words: str, since: datetime | None = None
) -> Some | None:
    """Of the newest, those whose reason begins with the words and that were received since then."""
    of = deliveries.c
    newest = select(of.id, of.email, of.received_at, of.reason).where(which)
    some = newest.order_by(of.id.desc()).limit(MOST).subquery().c
    reason = func.array_agg(aggregate_order_by(some.reason, some.id.desc()))[1]
    first, last = func.min(some.received_at), func.coalesce(reason, literal("", Text))
    query = select(func.count(), func.count(some.email.distinct()), first, last)
    query = query.where(some.reason.startswith(words, autoescape=True))
    if since is not None:
        query = query.where(some.received_at >= since)
    row = connection.execute(query).one()
    return Some(*row) if row[0] else None
