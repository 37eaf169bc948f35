"""Destinations: whether one is paused, why, and when to ask it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from bridge.store.engine import transaction
from bridge.store.schema.tables import applied, destinations, places

ACCOUNT = "account"  # in its memory: whose account it is

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class DestinationState:
    """One CRM account. `checks` counts how often it was asked in vain since it last worked."""

    name: str
    paused_since: datetime | None
    paused_because: str
    next_check_at: datetime | None
    checks: int

    @property
    def paused(self) -> bool:
        return self.paused_since is not None


_SHOWN = [destinations.c[name] for name in DestinationState.__dataclass_fields__]


def ensure(engine: Engine, name: str) -> None:
    with engine.connect() as connection:
        connection.execute(insert(destinations).values(name=name).on_conflict_do_nothing())


def read(connection: Connection, name: str) -> DestinationState:
    row = connection.execute(select(*_SHOWN).where(destinations.c.name == name)).first()
    return DestinationState(*row) if row else DestinationState(name, None, "", None, 0)


def all_of(engine: Engine) -> list[DestinationState]:
    with engine.connect() as connection:
        return [DestinationState(*row) for row in connection.execute(select(*_SHOWN))]


def pause(
    connection: Connection, name: str, because: str, at: datetime, wait: timedelta = _FIRST_WAIT
) -> None:
    """Stop calling the account. Several workers may find out at once; the first one counts."""
    if not read(connection, name).paused:
        _set(connection, name, paused_since=at)
        stay_paused(connection, name, because, at, wait)


def stay_paused(
    connection: Connection, name: str, because: str, at: datetime, wait: timedelta = _FIRST_WAIT
) -> None:
    """It is asked again after a wait that grows while it refuses."""
    checks = read(connection, name).checks
    growing = min(wait * 2 ** min(checks, 10), max(_LONGEST_WAIT, wait))
    told = {"paused_because": because, "next_check_at": at + growing, "checks": checks + 1}
    _set(connection, name, **told)


def ask_now(connection: Connection, name: str, at: datetime) -> None:
    _set(connection, name, next_check_at=at)


def resume(connection: Connection, name: str) -> None:
    """Call the account again; `checks` stays until a contact was really told something."""
    _set(connection, name, paused_since=None, paused_because="", next_check_at=None)


def worked(engine: Engine, name: str) -> None:
    in_vain = (destinations.c.name == name) & (destinations.c.checks > 0)
    with engine.connect() as connection:
        # Mostly there is nothing to write: all workers would do so after each contact.
        connection.execute(update(destinations).where(in_vain).values(checks=0))


def claim_check(engine: Engine, name: str, at: datetime, wait: timedelta = _FIRST_WAIT) -> bool:
    """Whether the account is due to be asked again, and by this process alone."""
    statement = (
        update(destinations)
        .where(destinations.c.name == name, destinations.c.next_check_at <= at)
        .values(next_check_at=at + wait)
        .returning(destinations.c.name)
    )
    with engine.connect() as connection:
        return connection.execute(statement).first() is not None


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(destinations).where(destinations.c.name == name).values(values))


def belongs_to(engine: Engine, name: str, account: str) -> None:
    """Say whose account the destination is. When it is another one than before, what was remembered
    and told belongs to the one before: nobody is due at a new account by itself."""
    with transaction(engine) as connection:
        mine = destinations.c.name == name
        query = select(destinations.c.memory[ACCOUNT].astext).where(mine).with_for_update()
        before = connection.execute(query).scalar()
        if before == account:
            return
        if before is not None:
            theirs = select(places.c.id).where(places.c.destination == name)
            connection.execute(delete(applied).where(applied.c.place_id.in_(theirs)))
            fresh: dict[str, object] = {"memory": {}, "done": places.c.due, "wake_at": None}
            connection.execute(update(places).where(places.c.destination == name).values(fresh))
            connection.execute(update(destinations).where(mine).values(memory={}))
        memory = destinations.c.memory.op("||")(bindparam("whose", type_=JSONB))
        connection.execute(update(destinations).where(mine).values(memory=memory),
                           {"whose": {ACCOUNT: account}})  # fmt: skip
