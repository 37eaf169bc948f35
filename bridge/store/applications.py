"""Applications: each time that other rules were applied to what had come before, with all that is
needed to take it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from bridge.store.delivery import ALL_SHOWN, Delivery, delivery_from
from bridge.store.tables import applications, applied_contacts, contacts, deliveries, revisions

_FOUND = ("changes", "results", "rules_version", "state", "reason")  # of a delivery


@dataclass(frozen=True)
class Application:
    """`contacts` is how many it was about; `applied` and `undone` how many of them it came to, and
    was taken back from. Not finished: it was cut off, or goes on yet."""

    id: int
    at: datetime
    destination: str
    rules_name: str
    rules_version: str
    contacts: int
    finished_at: datetime | None
    undone_at: datetime | None
    applied: int
    undone: int


@dataclass(frozen=True)
class Applied:
    """What it found of one contact, as JSON; `carrier` is the delivery that carries it out. `at`
    is when the application began."""

    at: datetime
    ledger: Sequence[Mapping[str, Any]]
    timers: Sequence[Mapping[str, Any]]
    carrier: Delivery | None


def begin(
    engine: Engine, destination: str, rules: tuple[str, str], contacts: int, at: datetime
) -> int:
    """`rules` are the file's name and version; gives the application's number."""
    name, version = rules
    row = {"destination": destination, "rules_name": name, "rules_version": version}
    with engine.connect() as connection:
        made = insert(applications).values(**row, contacts=contacts, at=at)
        return int(connection.execute(made.returning(applications.c.id)).scalar_one())


def finish(engine: Engine, id_: int, at: datetime, *, undone: bool = False) -> None:
    """All that could be done of it is done, or taken back."""
    when = {"undone_at" if undone else "finished_at": at}
    with engine.connect() as connection:
        connection.execute(update(applications).where(applications.c.id == id_).values(**when))


def all_of(engine: Engine) -> list[Application]:
    """Newest first."""
    of = applied_contacts.c
    counted = (
        select(func.count(), func.count(of.undone_at))
        .where(of.application_id == applications.c.id)
        .subquery()
        .lateral()
    )
    query = select(applications, *counted.c).order_by(applications.c.id.desc())
    names = [column.name for column in applications.c]
    with engine.connect() as connection:
        return [
            Application(**dict(zip([*names, "applied", "undone"], row, strict=True)))
            for row in connection.execute(query)
        ]


def parts_of(engine: Engine, destination: str, rules_version: str) -> list[int]:
    """Those that stand and did a part of what these rules (of whatever commit) would bring about,
    because they were killed or somebody had the rest; newest first."""
    return [
        each.id
        for each in all_of(engine)
        if (each.destination, _file(each.rules_version)) == (destination, _file(rules_version))
        and (each.finished_at is None or each.applied < each.contacts)
        and each.applied > each.undone
    ]


def _file(rules_version: str) -> str:
    return rules_version.partition("@")[0]


def contacts_of(engine: Engine, id_: int) -> list[int]:
    """The contacts it came to and was not taken back from."""
    of = applied_contacts.c
    query = select(of.contact_id).where(of.application_id == id_, of.undone_at.is_(None))
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(of.contact_id)).scalars())


def overtaken_by(engine: Engine, id_: int) -> list[int]:
    """Later applications that stand, and came to some of its contacts."""
    mine, theirs = applied_contacts.alias(), applied_contacts.alias()
    query = (
        select(theirs.c.application_id)
        .distinct()
        .join(mine, mine.c.contact_id == theirs.c.contact_id)
        .where(mine.c.application_id == id_, mine.c.undone_at.is_(None))
        .where(theirs.c.application_id > id_, theirs.c.undone_at.is_(None))
    )
    with engine.connect() as connection:
        return sorted(connection.execute(query).scalars())


def is_overtaken(connection: Connection, id_: int, contact_id: int) -> bool:
    """Whether a later application stands that came to this contact."""
    of = applied_contacts.c
    later = (of.application_id > id_) & of.undone_at.is_(None)
    query = select(of.application_id).where(of.contact_id == contact_id, later).limit(1)
    return connection.execute(query).first() is not None


def found_of(
    connection: Connection, id_: int, contact_id: int
) -> tuple[Applied, list[Delivery]] | None:
    """What it found of the contact, and of her deliveries as they were: their changes, results,
    rules version, state and reason. None when there is nothing to take back any more."""
    of = applied_contacts.c
    mine = (of.application_id == id_) & (of.contact_id == contact_id) & of.undone_at.is_(None)
    began = select(applications.c.at).where(applications.c.id == id_).scalar_subquery()
    row = connection.execute(select(applied_contacts, began.label("at")).where(mine)).first()
    if row is None:
        return None
    carrier = ALL_SHOWN.where(deliveries.c.id == row.delivery_id)
    carried = connection.execute(carrier).first() if row.delivery_id else None
    applied = Applied(row.at, row.ledger, row.timers, delivery_from(carried) if carried else None)
    return applied, _revised(connection, id_, contact_id)


def _revised(connection: Connection, id_: int, contact_id: int) -> list[Delivery]:
    was = [column for column in revisions.c if column.name in _FOUND]
    now = [column for column in ALL_SHOWN.selected_columns if column.name not in _FOUND]
    email = select(contacts.c.email).where(contacts.c.id == contact_id).scalar_subquery()
    query = (
        select(*now, *was)
        .join(revisions, revisions.c.delivery_id == deliveries.c.id)
        .where(revisions.c.application_id == id_, deliveries.c.email == email)
    )
    return [delivery_from(row) for row in connection.execute(query)]


def note(
    connection: Connection,
    id_: int,
    contact_id: int,
    applied: tuple[Sequence[Any], Sequence[Any]],
    found: Iterable[Delivery],
    carrier: int | None,
) -> None:
    """What was found of the contact: her ledger and timers as JSON, and these deliveries."""
    ledger, timers = applied
    row = {"application_id": id_, "contact_id": contact_id, "delivery_id": carrier}
    connection.execute(insert(applied_contacts).values(**row, ledger=ledger, timers=timers))
    rows = [
        {"application_id": id_, "delivery_id": each.id, **{n: getattr(each, n) for n in _FOUND}}
        for each in found
    ]
    if rows:
        connection.execute(insert(revisions), rows)


def note_undone(connection: Connection, id_: int, contact_id: int, at: datetime) -> None:
    of = applied_contacts.c
    mine = (of.application_id == id_) & (of.contact_id == contact_id)
    connection.execute(update(applied_contacts).where(mine).values(undone_at=at))
