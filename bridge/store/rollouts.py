"""Rollouts: other rules for what was. Applied, taken back, or taken up where nothing was decided.

Each household of one is a transaction of its own; a rollout that was cut off goes on where it was.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from bridge.store.deliveries import MANY
from bridge.store.schema.tables import places, rollouts

APPLY, UNDO, TAKE_UP = "apply", "undo", "take up"


@dataclass(frozen=True)
class Rollout:
    """`publication` is the one that decides, `takes_back` the one whose decisions go; `people` how
    many it was to change. `cursor` is the household that was done last; `done` of `of` were looked
    at, where `of` is 0 until they were counted."""

    id: int
    kind: str
    publication: int
    takes_back: int | None
    people: int
    cursor: int
    done: int
    of: int
    began_at: datetime
    finished_at: datetime | None


_SHOWN = [rollouts.c[name] for name in Rollout.__dataclass_fields__]


def begin(
    connection: Connection,
    kind: str,
    publication: int,
    at: datetime,
    *,
    takes_back: int | None = None,
    people: int = 0,
) -> int:
    row = {"kind": kind, "publication": publication, "takes_back": takes_back}
    made = insert(rollouts).values(**row, people=people, began_at=at).returning(rollouts.c.id)
    return int(connection.execute(made).scalar_one())


def note_size(connection: Connection, rollout_id: int, households: int) -> None:
    """How many are to be looked at."""
    _set(connection, rollout_id, of=households)


def advance(connection: Connection, rollout_id: int, household_id: int) -> None:
    """One more was looked at."""
    _set(connection, rollout_id, cursor=household_id, done=rollouts.c.done + 1)


def count_one(connection: Connection, rollout_id: int) -> None:
    """One more person whom it changes."""
    _set(connection, rollout_id, people=rollouts.c.people + 1)


def finish(connection: Connection, rollout_id: int, at: datetime) -> None:
    _set(connection, rollout_id, finished_at=at)


def _set(connection: Connection, rollout_id: int, **values: Any) -> None:
    connection.execute(update(rollouts).where(rollouts.c.id == rollout_id).values(values))


def unfinished(engine: Engine) -> list[Rollout]:
    """Oldest first."""
    query = select(*_SHOWN).where(rollouts.c.finished_at.is_(None)).order_by(rollouts.c.id)
    with engine.connect() as connection:
        return [Rollout(*row) for row in connection.execute(query)]


def all_of(connection: Connection) -> list[Rollout]:
    """Newest first."""
    query = select(*_SHOWN).order_by(rollouts.c.id.desc())
    return [Rollout(*row) for row in connection.execute(query)]


def untold(connection: Connection) -> int:
    """How many contacts are to be told something, of this rollout or else; `MANY` stands for so
    many or more."""
    due = select(places.c.id).where(places.c.due != places.c.done).limit(MANY).subquery()
    return int(connection.execute(select(func.count()).select_from(due)).scalar_one())


def applied(connection: Connection, publication: int) -> bool:
    """Whether that publication was applied to what was, or is being so."""
    query = select(rollouts.c.id).where(
        rollouts.c.publication == publication, rollouts.c.kind == APPLY
    )
    return connection.execute(query).first() is not None


def hold(connection: Connection, rollout_id: int) -> Rollout | None:
    """The rollout, held until the transaction ends; None while another process holds it."""
    query = select(*_SHOWN).where(rollouts.c.id == rollout_id).with_for_update(skip_locked=True)
    row = connection.execute(query).first()
    return Rollout(*row) if row else None
