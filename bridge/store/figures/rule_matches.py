"""How often each rule matched, and when last.

The table `rule_days` has it by the day, in UTC, on which deliveries were received. `roll_up` writes
today and yesterday anew each time, and of the days of the last month one after the other, as what
came then may be decided anew. Older days stay as they were counted, so that it is known when a rule
matched last. In test mode a rule matches as well; what hands do is no match.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from bridge.model import BY_HAND
from bridge.store.figures import progress
from bridge.store.schema.lookup_tables import rule_days
from bridge.store.schema.tables import deliveries

DAYS = 30
_NAME = "rule days"
_DAY = timedelta(days=1)
_OF = deliveries.c


@dataclass(frozen=True)
class RuleMatches:
    """How many deliveries one rule matched in 30 days, and when the last came that it matched."""

    number: int
    last: datetime


def rule_matches(engine: sa.Engine, today: date) -> dict[str, RuleMatches]:
    """By the rule's name, as deliveries' records have it: `Gold: refund` is a membership's part.
    Rules that never matched are left out."""
    of, first = rule_days.c, today - timedelta(days=DAYS - 1)
    lately = sa.func.sum(of.number).filter(of.day >= first)
    query = sa.select(of.rule, sa.func.coalesce(lately, 0).label("number"),
                      sa.func.max(of.last).label("last")).group_by(of.rule)  # fmt: skip
    with engine.connect() as connection:
        return {
            row.rule: RuleMatches(row.number, row.last.astimezone(UTC))
            for row in connection.execute(query)
        }


def first_came(engine: sa.Engine) -> datetime | None:
    """When the first delivery came; None where none did, and nothing can have matched."""
    query = sa.select(_OF.received_at).order_by(_OF.received_at).limit(1)
    with engine.connect() as connection:
        came: datetime | None = connection.execute(query).scalar()
    return came


def is_counted(engine: sa.Engine, today: date) -> bool:
    """Whether what came before the first roll-up has been counted; until then a rule that is not
    known to have matched may have."""
    with engine.connect() as connection:
        until = progress.until(connection, _NAME)
    return until is not None and until.date() >= today - timedelta(days=1)


def roll_up(connection: sa.Connection, now: datetime) -> bool:
    """One step, within a transaction of which there is one at a time; whether there is more."""
    today = now.astimezone(UTC).date()
    counted = progress.until(connection, _NAME)
    day = _next_day(connection, counted, today)
    if day < today - _DAY:
        _count_anew(connection, day)
        progress.note(connection, _NAME, _start(day + _DAY))
        return True
    minute = int(now.timestamp() // 60)
    for each in {today, today - _DAY, today - _DAY * (minute % DAYS)}:
        _count_anew(connection, each)
    progress.note(connection, _NAME, _start(today))
    return False


def _next_day(connection: sa.Connection, counted: datetime | None, today: date) -> date:
    """The next that was never counted to its end and on which anything came."""
    query = sa.select(_OF.received_at).order_by(_OF.received_at).limit(1)
    query = query.where(_OF.received_at >= counted) if counted else query
    came = connection.execute(query).scalar()
    return min(today, came.astimezone(UTC).date()) if came else today


def _count_anew(connection: sa.Connection, day: date) -> None:
    connection.execute(sa.delete(rule_days).where(rule_days.c.day == day))
    row = sa.func.jsonb_array_elements(_OF.results).table_valued(
        sa.column("value", JSONB), name="row"
    )
    rule = row.c.value["rule"].astext
    number = sa.func.count(_OF.id.distinct())
    found = (
        sa.select(sa.literal(day, sa.Date), rule, number, sa.func.max(_OF.received_at))
        .select_from(deliveries.join(row, sa.true()))
        .where(_OF.received_at >= _start(day), _OF.received_at < _start(day + _DAY))
        .where(rule != "", _OF.kind.not_in(sorted(map(str, BY_HAND))))
        .group_by(rule)
    )
    columns = ["day", "rule", "number", "last"]
    connection.execute(sa.insert(rule_days).from_select(columns, found))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
