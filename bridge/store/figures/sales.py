"""What was sold: how often, when last, and to how many people.

Deliveries that name the same items have one subject, of which there are a few hundred in a shop;
each is counted by an index, and no further than a page tells. So it takes as long with a million
deliveries as with thousands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Engine, Text, column, func, select, true, values

from bridge.model import PAYMENTS, Item, Kind
from bridge.store.delivery import State
from bridge.store.schema.lookup_tables import subjects
from bridge.store.schema.tables import deliveries
from bridge.store.search.index_range import Numbers, in_order

MOST = 500  # of one subject are counted; one more stands for many
_MOST_SUBJECTS = 3_000
_MOST_BUYERS_OF = 500  # newest deliveries of one subject that are looked at for their buyers
# What was decided, and may have given nothing.
_DECIDED = (State.NO_RULE, State.APPLIED, State.FAILED)


@dataclass(frozen=True)
class Sales:
    """Of what one subject names: how many deliveries are kept, `MOST + 1` for more than that, and
    when the last one was received."""

    subject: int
    kind: Kind
    mode: str
    items: tuple[Item, ...]
    number: int
    last: datetime


def sales(engine: Engine) -> list[Sales]:
    """Of every payment whose deliveries are still kept, the last one first."""
    of = deliveries.c
    # Each subject from the index that is for it: one that was sold long ago is found as quickly.
    mine, order = Numbers().of(of.subject, subjects.c.subject), in_order(of.subject)
    some = select(of.id).where(mine).order_by(*order).limit(MOST + 1).correlate(subjects)
    counted = select(func.count().label("number")).select_from(some.subquery()).lateral("counted")
    newest = select(of.received_at).where(mine).order_by(*order).limit(1).lateral("newest")
    query = (
        select(subjects, counted.c.number, newest.c.received_at)
        .select_from(subjects.join(newest, true()).join(counted, true()))
        .where(subjects.c.kind.in_(PAYMENTS))
        .order_by(newest.c.received_at.desc())
        .limit(_MOST_SUBJECTS)
    )
    with engine.connect() as connection:
        return [
            Sales(row.subject, Kind(row.kind), row.mode, tuple(Item(**each) for each in row.items),
                  row.number, row.received_at)
            for row in connection.execute(query)
        ]  # fmt: skip


@dataclass(frozen=True)
class BuyersWithout:
    """`many`: there may be more of these people."""

    number: int = 0
    many: bool = False


def buyers_without(engine: Engine, asked: Mapping[str, Iterable[int]]) -> dict[str, BuyersWithout]:
    """For each name, how many people paid for what its subjects name and were given nothing for it,
    as far as can be told: of an order for several items it cannot."""
    pairs = [(name, subject) for name, those in asked.items() for subject in those]
    if not pairs:
        return {}
    named = values(column("name", Text), column("subject", BigInteger), name="asked").data(pairs)
    of = deliveries.c
    gave = of.results.path_exists('$[*].membership ? (@ != "")')
    alone = func.jsonb_array_length(of.event["items"]) == 1
    # Where no rule matched nothing was given: most of them, whose record need not be looked into.
    lacks = (of.state == State.NO_RULE) | ~(alone & gave)
    newest = (
        select(of.email)
        .where(Numbers().of(of.subject, named.c.subject))
        .where(of.state.in_(_DECIDED), of.email != "", lacks)
        .order_by(*in_order(of.subject))
        .limit(_MOST_BUYERS_OF)
        .lateral("newest")
    )
    query = (
        select(named.c.name, func.count(newest.c.email.distinct()),
               func.count() >= _MOST_BUYERS_OF)
        .select_from(named.join(newest, true()))
        .group_by(named.c.name)
    )  # fmt: skip
    with engine.connect() as connection:
        return {name: BuyersWithout(*told) for name, *told in connection.execute(query)}
