"""Since when somebody waits for what no rule speaks of."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import BigInteger, Engine, Text, column, func, select, true, values

from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries

# What was decided, and may have given nothing.
_DECIDED = (State.NO_RULE, State.APPLIED, State.FAILED)


def first_sales(engine: Engine, asked: Mapping[str, Iterable[int]]) -> dict[str, datetime]:
    """When the oldest delivery was received that is kept of the subjects of each name."""
    triples = [(name, subject, str(state)) for name, those in asked.items()
               for subject in those for state in _DECIDED]  # fmt: skip
    if not triples:
        return {}
    columns = column("name", Text), column("subject", BigInteger), column("state", Text)
    named = values(*columns, name="asked").data(triples)
    of = deliveries.c
    first = (
        select(of.received_at)
        .where(of.state == named.c.state, of.subject == named.c.subject)
        .order_by(of.received_at)
        .limit(1)
        .lateral("first")
    )
    query = (
        select(named.c.name, func.min(first.c.received_at))
        .select_from(named.join(first, true()))
        .group_by(named.c.name)
    )
    with engine.connect() as connection:
        return {row.name: row[1] for row in connection.execute(query)}
