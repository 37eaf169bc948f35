"""How far the workers are with what was applied, or taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Text, and_, case, cast, func, or_, select

from bridge.model import OUR_OWN, Kind
from bridge.store.delivery import ALL_SHOWN, Delivery, State, delivery_from
from bridge.store.tables import applied_contacts, contacts, deliveries


def carrier_key(number: int, kind: Kind, contact_id: int) -> str:
    """The delivery key of what carries out an application for one contact, or its undoing.

    Of two in one second the later application's counts as the later one, and its undoing after
    that.
    """
    return f"application {number:08} {kind} {contact_id}"


def number_of(key: str) -> int:
    """The application's, of such a key."""
    return int(key.split()[1])


def carriers_since(connection: Connection, contact_id: int, at: datetime) -> list[Delivery]:
    """The bridge's own deliveries for the contact, of that time and after it, oldest first."""
    email = select(contacts.c.email).where(contacts.c.id == contact_id).scalar_subquery()
    ours = deliveries.c.kind.in_(OUR_OWN) & (deliveries.c.email == email)
    query = ALL_SHOWN.where(ours, deliveries.c.received_at >= at).order_by(deliveries.c.id)
    return [delivery_from(row) for row in connection.execute(query)]


@dataclass(frozen=True)
class Far:
    """Contacts: of whom all is told or nothing was to be told, who wait, and for whom it failed."""

    done: int = 0
    waiting: int = 0
    failed: int = 0


def how_far(engine: Engine) -> dict[int, Far]:
    """By the application's number: how it stands, or its undoing where that was begun."""
    of = applied_contacts.c
    number = func.lpad(cast(of.application_id, Text), 8, "0")
    back = func.concat("application ", number, f" {Kind.RULES_TAKEN_BACK} ", of.contact_id)
    carries = or_(
        and_(of.undone_at.is_(None), deliveries.c.id == of.delivery_id),
        and_(of.undone_at.is_not(None), deliveries.c.key == back),
    )
    waiting = func.count(case((deliveries.c.state == State.WAITING, 1)))
    failed = func.count(case((deliveries.c.state == State.FAILED, 1)))
    query = (
        select(of.application_id, func.count() - waiting - failed, waiting, failed)
        .select_from(applied_contacts.outerjoin(deliveries, carries))
        .group_by(of.application_id)
    )
    with engine.connect() as connection:
        return {number: Far(*counted) for number, *counted in connection.execute(query)}
