"""What a look into each destination's account found last: whether it answers, what it lacks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Sort
from bridge.store.schema.lookup_tables import account_looks

Missing = tuple[Sort, str, str | None]


@dataclass(frozen=True)
class AccountLook:
    """`problem` is why it could not be asked or refused, "" where it answered; `missing` are the
    names of the rules of that `version` that it lacks, each with the nearest that it has."""

    destination: str
    at: datetime
    version: str
    problem: str = ""
    missing: tuple[Missing, ...] = ()


def keep(engine: Engine, look: AccountLook) -> None:
    """The newest counts. Raises SQLAlchemyError."""
    told = {"at": look.at, "version": look.version, "problem": look.problem,
            "missing": [[str(sort), name, near] for sort, name, near in look.missing]}  # fmt: skip
    row = insert(account_looks).values(destination=look.destination, **told)
    newer = account_looks.c.at <= look.at
    update = row.on_conflict_do_update(index_elements=["destination"], set_=told, where=newer)
    with engine.connect() as connection:
        connection.execute(update)


def looks(engine: Engine) -> dict[str, AccountLook]:
    """By the destinations' names. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        rows = connection.execute(select(account_looks)).all()
    return {
        row.destination: AccountLook(
            row.destination, row.at, row.version, row.problem,
            tuple((Sort(sort), name, near) for sort, name, near in row.missing),
        )
        for row in rows
    }  # fmt: skip
