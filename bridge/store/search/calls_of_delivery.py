"""Which calls were made because of a delivery: those that settled it, and those of before that were
made in vain while it waited.

A call is noted with the contact that it was about, and with the time of the look that made it. That
time is a delivery's own where the look settled it. A look in vain settles nothing; so those are
taken that no other delivery of hers was settled by, from when it came until it was settled, as many
looks as it was tried. So many at the most: a delivery that is opened again is older than much that
happened to her since.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from bridge.store import places
from bridge.store.delivery import State
from bridge.store.schema.tables import calls, deliveries


def call_ids(id_: int) -> sa.CompoundSelect[Any]:
    """Their ids."""
    this = deliveries.c.id == id_
    mine = sa.select(deliveries.c.household_id).where(this).scalar_subquery()
    hers = sa.select(places.in_household(mine).subquery().c.id)
    at_hers = sa.select(calls.c.id).where(calls.c.place_id.in_(hers))
    return sa.union(
        sa.select(calls.c.id).where(calls.c.delivery_id == id_),
        at_hers.where(calls.c.at.in_(_settled_at(this))),
        at_hers.where(calls.c.at.in_(_tried_at(this, mine, hers))),
    )


def _settled_at(this: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """When it was settled, also of what each of several destinations has of it."""
    share = sa.func.jsonb_each(deliveries.c.shares).table_valued("key", "value", name="share")
    time = sa.cast(sa.cast(share.c.value, JSONB)["at"].astext, sa.DateTime(timezone=True))
    each = sa.select(time).select_from(deliveries.join(share, sa.true())).where(this)
    return sa.union(sa.select(deliveries.c.settled_at).where(this), each)


def _tried_at(this: sa.ColumnElement[bool], household: Any, hers: sa.Select[Any]) -> sa.Select[Any]:
    """The looks while it waited; what paused the account is no try of it, and is told as well."""
    other = deliveries.alias("other").c
    settled = sa.select(other.settled_at).where(
        other.household_id == household, other.settled_at.is_not(None)
    )
    tries = sa.case(
        (deliveries.c.state == State.WAITING, deliveries.c.attempts + 1),
        else_=sa.func.greatest(deliveries.c.attempts - 1, 1),
    )
    most = sa.select(tries).where(this).scalar_subquery()
    came, until = (
        sa.select(each).where(this).scalar_subquery()
        for each in (deliveries.c.received_at, deliveries.c.settled_at)
    )
    looks = sa.select(calls.c.at).where(
        calls.c.place_id.in_(hers),
        calls.c.at >= came,
        calls.c.at < sa.func.coalesce(until, sa.literal("infinity", sa.DateTime(timezone=True))),
        calls.c.at.not_in(settled),
    )
    return looks.group_by(calls.c.at).order_by(calls.c.at.desc()).limit(most)
