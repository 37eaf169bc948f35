"""What publications made of events and entitlements: written once, taken away as a whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Effect, effect_to_json
from bridge.store.schema.tables import (
    deliveries,
    entitlement_decisions,
    event_decisions,
    households,
    rulebooks,
)

_DECIDE = insert(event_decisions).on_conflict_do_nothing()
_PIN = insert(entitlement_decisions).on_conflict_do_nothing()
_VERSION = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(rules_version=bindparam("version"))
)
_OF_BEFORE = (
    select(rulebooks.c.version)
    .join(event_decisions, event_decisions.c.publication == rulebooks.c.number)
    .where(event_decisions.c.delivery_id == deliveries.c.id)
    .order_by(rulebooks.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_VERSION_OF_BEFORE = (
    update(deliveries)
    .where(deliveries.c.household_id == bindparam("household"))
    .values(rules_version=func.coalesce(_OF_BEFORE, ""))
)


def decide_event(
    connection: Connection,
    delivery_id: int,
    publication: int,
    effects: Sequence[Effect],
    version: str,
) -> None:
    """What the publication, which is of this version of the file, made of the event. It stays as it
    is if that is known already."""
    told = [effect_to_json(each) for each in effects]
    row = {"delivery_id": delivery_id, "publication": publication, "effects": told}
    connection.execute(_DECIDE, row)
    connection.execute(_VERSION, {"delivery": delivery_id, "version": version})


def decide_entitlements(
    connection: Connection, household_id: int, entitlements: Iterable[str], publication: int
) -> None:
    """From now on these follow that publication, or a higher one that decided them."""
    rows = [
        {"entitlement": each, "publication": publication, "household_id": household_id}
        for each in entitlements
    ]
    if rows:
        connection.execute(_PIN, rows)


def take_away(connection: Connection, household_id: int, publication: int) -> None:
    """What that publication decided for the household is decided by it no more. The record names
    the version that decided each delivery before."""
    of_events = select(deliveries.c.id).where(deliveries.c.household_id == household_id)
    connection.execute(
        delete(event_decisions).where(
            event_decisions.c.publication == publication,
            event_decisions.c.delivery_id.in_(of_events),
        )
    )
    connection.execute(
        delete(entitlement_decisions).where(
            entitlement_decisions.c.publication == publication,
            entitlement_decisions.c.household_id == household_id,
        )
    )
    connection.execute(_VERSION_OF_BEFORE, {"household": household_id})


def publication_of(engine: Engine, delivery_id: int) -> int | None:
    """The highest one that decided the event; None before any did."""
    highest = select(func.max(event_decisions.c.publication))
    with engine.connect() as connection:
        found: int | None = connection.execute(
            highest.where(event_decisions.c.delivery_id == delivery_id)
        ).scalar()
    return found


def decided_by(engine: Engine, publication: int, after: int, limit: int) -> list[int]:
    """Households for which that publication decided something, by their ids."""
    found = _decided_by(publication).where(households.c.id > after)
    with engine.connect() as connection:
        return list(connection.execute(found.order_by(households.c.id).limit(limit)).scalars())


def count_decided_by(engine: Engine, publication: int) -> int:
    found = select(func.count()).select_from(_decided_by(publication).subquery())
    with engine.connect() as connection:
        return int(connection.execute(found).scalar_one())


def _decided_by(publication: int) -> Select[Any]:
    of_events = select(event_decisions.c.delivery_id).where(
        event_decisions.c.publication == publication,
        event_decisions.c.delivery_id == deliveries.c.id,
        deliveries.c.household_id == households.c.id,
    )
    held = select(entitlement_decisions.c.entitlement).where(
        entitlement_decisions.c.publication == publication,
        entitlement_decisions.c.household_id == households.c.id,
    )
    return select(households.c.id).where(of_events.exists() | held.exists())
