"""Destinations: whether one is paused or does not answer, why, and when to ask it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.tables import destinations

ACCOUNT = "account"  # in its memory: whose account it is

IN_A_ROW = 3  # calls without an answer, after which it is left alone
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class DestinationState:
    """One CRM account, by its name in rules.yaml. It is paused where it refuses the bridge, and
    somebody must act; it is silent where it does not answer, which ends by itself. `checks` counts
    how often it was asked in vain since it last worked, `failures` the calls that got no answer.
    """

    name: str
    paused_since: datetime | None
    paused_because: str
    next_check_at: datetime | None
    checks: int
    failures: int = 0
    silent_since: datetime | None = None
    silent_because: str = ""

    @property
    def paused(self) -> bool:
        return self.paused_since is not None

    @property
    def silent(self) -> bool:
        return self.silent_since is not None

    @property
    def rests(self) -> bool:
        """Nothing is told there for now; it is asked once in a while whether it answers."""
        return self.paused or self.silent


_SHOWN = [destinations.c[name] for name in DestinationState.__dataclass_fields__]


def ensure(engine: Engine, name: str) -> None:
    with engine.connect() as connection:
        row = {"name": name, "of_before": ~select(destinations.c.name).exists()}
        connection.execute(insert(destinations).values(row).on_conflict_do_nothing())


def home(connection: Connection) -> str:
    """The destination of which those results of deliveries are that name none; "" for nobody."""
    query = select(destinations.c.name).where(destinations.c.of_before)
    return str(connection.execute(query).scalar() or "")


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
    first = (destinations.c.name == name) & destinations.c.paused_since.is_(None)
    since = {"paused_since": at, "silent_since": None, "silent_because": ""}
    if connection.execute(update(destinations).where(first).values(since)).rowcount:
        stay_paused(connection, name, because, at, wait)


def stay_paused(
    connection: Connection, name: str, because: str, at: datetime, wait: timedelta = _FIRST_WAIT
) -> None:
    """It is asked again after a wait that grows while it refuses."""
    _set(connection, name, paused_because=because)
    _ask_later(connection, name, at, wait)


def failed(
    connection: Connection, name: str, because: str, at: datetime, wait: timedelta = _FIRST_WAIT
) -> bool:
    """A call to it got no answer. After several in a row it is left alone by all workers; whether
    that is so from now on."""
    mine = destinations.c.name == name
    count = update(destinations).where(mine).values(failures=destinations.c.failures + 1)
    connection.execute(count)
    first = mine & destinations.c.paused_since.is_(None) & destinations.c.silent_since.is_(None)
    first &= destinations.c.failures >= IN_A_ROW
    if not connection.execute(update(destinations).where(first).values(silent_since=at)).rowcount:
        return False
    stay_silent(connection, name, because, at, wait)
    return True


def stay_silent(
    connection: Connection, name: str, because: str, at: datetime, wait: timedelta = _FIRST_WAIT
) -> None:
    """It is asked again after a wait that grows while it does not answer."""
    _set(connection, name, silent_because=because)
    _ask_later(connection, name, at, wait)


def ask_now(connection: Connection, name: str, at: datetime) -> None:
    _set(connection, name, next_check_at=at)


def resume(connection: Connection, name: str) -> None:
    """Call the account again; `checks` stays until a contact was really told something, and one
    call without an answer is enough until then to leave it alone once more."""
    _set(
        connection, name, paused_since=None, paused_because="", next_check_at=None,
        silent_since=None, silent_because="", failures=IN_A_ROW - 1,
    )  # fmt: skip


def worked(engine: Engine, name: str) -> None:
    in_vain = or_(destinations.c.checks > 0, destinations.c.failures > 0)
    mine = (destinations.c.name == name) & in_vain
    with engine.connect() as connection:
        # Mostly there is nothing to write: all workers would do so after each contact.
        connection.execute(update(destinations).where(mine).values(checks=0, failures=0))


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


def _ask_later(connection: Connection, name: str, at: datetime, wait: timedelta) -> None:
    checks = read(connection, name).checks
    growing = min(wait * 2 ** min(checks, 10), max(_LONGEST_WAIT, wait))
    _set(connection, name, next_check_at=at + growing, checks=checks + 1)


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(destinations).where(destinations.c.name == name).values(values))
