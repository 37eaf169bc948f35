"""Households: people whose events share an order, a customer id or an address, judged together."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from bridge.model import Effect, effect_from_json
from bridge.store.delivery import SHOWN, Delivery, delivery_from
from bridge.store.schema.tables import (
    deliveries,
    entitlement_decisions,
    event_decisions,
    household_keys,
    households,
    rolled_out,
)

ADDRESS = "address:"


@dataclass(frozen=True)
class StoredFact:
    """One event of a household. `effects` None: no publication has decided it yet."""

    delivery: Delivery
    effects: tuple[Effect, ...] | None = None
    publication: int | None = None

    @property
    def quiet_until(self) -> datetime | None:
        return self.delivery.quiet_until


# Built once: every delivery runs these.
_LOCK_KEYS = sa.text(
    "SELECT pg_advisory_xact_lock(number) FROM unnest(:numbers) WITH ORDINALITY AS n(number, place)"
    " ORDER BY place"
).bindparams(sa.bindparam("numbers", type_=ARRAY(sa.BigInteger)))
_OF_KEYS = sa.select(household_keys.c.household_id).where(
    household_keys.c.key.in_(sa.bindparam("keys", expanding=True))
)
_LINK = (
    sa.update(deliveries)
    .where(
        deliveries.c.id == sa.bindparam("delivery_id"),
        deliveries.c.household_id.is_distinct_from(sa.bindparam("household")),
    )
    .values(household_id=sa.bindparam("household"))
)
_LOCK = (
    sa.select(households.c.id).where(households.c.id == sa.bindparam("household")).with_for_update()
)
_NEWEST = (
    sa.select(event_decisions.c.publication, event_decisions.c.effects)
    .where(event_decisions.c.delivery_id == deliveries.c.id)
    .order_by(event_decisions.c.publication.desc())
    .limit(1)
    .lateral()
)
_CHANGED = (
    sa.update(households)
    .where(households.c.id == sa.bindparam("household"))
    .values(changed_at=sa.func.clock_timestamp())
)
_FACTS = (
    sa.select(*SHOWN, _NEWEST.c.publication, _NEWEST.c.effects)
    .select_from(deliveries.outerjoin(_NEWEST, sa.text("true")))
    .where(deliveries.c.household_id == sa.bindparam("household"))
    .order_by(deliveries.c.id)
)
_PUBLICATIONS = (
    sa.select(entitlement_decisions.c.entitlement, sa.func.max(entitlement_decisions.c.publication))
    .where(entitlement_decisions.c.household_id == sa.bindparam("household"))
    .group_by(entitlement_decisions.c.entitlement)
)


def take_in(connection: sa.Connection, delivery_id: int, keys: Collection[str]) -> int:
    """Link the delivery to the household of its keys, and give that household, whose row is held
    until the transaction ends. Several are merged into one. The keys are locked by then."""
    held = _held(connection, list(keys))
    mine = held[0] if held else _made(connection)
    for other in held[1:]:
        _merge(connection, other, mine)
    rows = [{"key": key, "household_id": mine} for key in keys]
    connection.execute(upsert(household_keys).on_conflict_do_nothing(), rows)
    connection.execute(_LINK, {"delivery_id": delivery_id, "household": mine})
    return mine


def lock_keys(connection: sa.Connection, keys: Collection[str]) -> None:
    """Whoever brings one of these waits until the transaction ends. All of them are locked at once
    and in one order, so that two never wait for each other: one delivery in a transaction, since a
    second one would lock out of order."""
    connection.execute(_LOCK_KEYS, {"numbers": sorted({_number(key) for key in keys})})


def _held(connection: sa.Connection, keys: list[str]) -> list[int]:
    """The households of these keys, whose rows are held. One may be merged away while its row is
    waited for: then all are let go, and looked for anew. None comes while the keys are locked."""
    while known := _of(connection, keys):
        attempt = connection.begin_nested()
        for each in known:
            lock(connection, each)
        if _of(connection, keys) == known:
            attempt.commit()
            return known
        attempt.rollback()
    return []


def _of(connection: sa.Connection, keys: list[str]) -> list[int]:
    return sorted(set(connection.execute(_OF_KEYS, {"keys": keys}).scalars()))


def lock(connection: sa.Connection, household_id: int) -> bool:
    """Hold the household's row until the transaction ends; False when it is gone: merged."""
    return connection.execute(_LOCK, {"household": household_id}).first() is not None


def hold_of(connection: sa.Connection, key: str, household_id: int | None = None) -> int | None:
    """The household of a key, whose row is held until the transaction ends; None where it has none.
    `household_id` is the one that it was last known to be.

    Whoever writes about people holds it first, their deliveries and places after it, in one order,
    so that nobody waits for each other.
    """
    found = household_id or household_of(connection, key)
    while found is not None and not lock(connection, found):
        found = household_of(connection, key)
    return found


def household_of(connection: sa.Connection, key: str) -> int | None:
    return connection.execute(_OF_KEYS, {"keys": [key]}).scalar()


def addresses_of(connection: sa.Connection, household_id: int) -> list[str]:
    """Every address that an event of it names, in the order of the letters."""
    query = sa.select(household_keys.c.key).where(
        household_keys.c.household_id == household_id, household_keys.c.key.startswith(ADDRESS)
    )
    return sorted(key.removeprefix(ADDRESS) for key in connection.execute(query).scalars())


def facts_of(connection: sa.Connection, household_id: int) -> list[StoredFact]:
    """Its events as the highest publication decided each, by their ids."""
    return [
        StoredFact(delivery_from(row), _effects(row.effects), row.publication)
        for row in connection.execute(_FACTS, {"household": household_id})
    ]


def publications_of(connection: sa.Connection, household_id: int) -> dict[str, int]:
    """The highest publication that decided each entitlement."""
    rows = connection.execute(_PUBLICATIONS, {"household": household_id})
    return {row[0]: row[1] for row in rows}


def after(engine: sa.Engine, household_id: int, limit: int) -> list[int]:
    query = sa.select(households.c.id).where(households.c.id > household_id)
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(households.c.id).limit(limit)).scalars())


def note_change(connection: sa.Connection, household_id: int) -> None:
    connection.execute(_CHANGED, {"household": household_id})


def changed_since(connection: sa.Connection, since: datetime | None) -> list[int]:
    query = sa.select(households.c.id).where(households.c.changed_at >= since)
    return list(connection.execute(query.order_by(households.c.id)).scalars())


def count(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(households)).scalar_one()
        )


def _made(connection: sa.Connection) -> int:
    made = sa.insert(households).returning(households.c.id)
    return int(connection.execute(made).scalar_one())


def _merge(connection: sa.Connection, other: int, mine: int) -> None:
    """What both have alike, an entitlement without an order, goes with the other one's row."""
    for table in (deliveries, household_keys):
        moved = sa.update(table).where(table.c.household_id == other).values(household_id=mine)
        connection.execute(moved)
    of = entitlement_decisions.c
    theirs = sa.select(of.entitlement, of.publication, sa.literal(mine)).where(
        of.household_id == other
    )
    copied = upsert(entitlement_decisions).from_select(
        ["entitlement", "publication", "household_id"], theirs
    )
    connection.execute(copied.on_conflict_do_nothing())
    what = rolled_out.c
    columns = (what.rollout_id, what.at, what.gains, what.loses)
    theirs = sa.select(*columns, sa.literal(mine)).where(what.household_id == other)
    names = [*(each.name for each in columns), "household_id"]
    connection.execute(upsert(rolled_out).from_select(names, theirs).on_conflict_do_nothing())
    connection.execute(sa.delete(households).where(households.c.id == other))


def _effects(told: Sequence[dict[str, object]] | None) -> tuple[Effect, ...] | None:
    return None if told is None else tuple(effect_from_json(each) for each in told)


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
