"""One way to Postgres for every process, and how many of its connections are open."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

# libpq's own words. A host that vanished without a word is noticed within a minute: the operating
# system's default is hours.
_CONNECT = {
    "connect_timeout": 5,
    "application_name": "bridge",
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 50_000,  # milliseconds
}


def engine_for(url: str, connections: int = 3, *, ping: bool = False) -> Engine:
    """An engine over psycopg 3. `url` may begin with postgres:// or postgresql://.

    Every statement commits by itself unless a transaction is opened. Statements' parameters stay
    out of error texts: they hold buyers' addresses. With `ping` a connection that was cut while it
    lay in the pool is noticed before it is used, for one more round trip.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        address,
        isolation_level="AUTOCOMMIT",
        pool_size=connections,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=ping,
        hide_parameters=True,
        connect_args=_CONNECT,
    )


def transaction(engine: Engine) -> AbstractContextManager[Connection]:
    """All or nothing of what is written inside."""
    return engine.execution_options(isolation_level="READ COMMITTED").begin()


@dataclass(frozen=True)
class Used:
    """`most` is None where the server does not tell it."""

    now: int
    most: int | None


# Who is not its owner sees of another's connection only whose it is and where, which is enough
# (Postgres' manual, 27.2.3). Three things bound us: the server, the database, and the role, which
# is where a hosted plan's limit stands; -1 is none. The server's own workers are nobody's.
_COUNTED = text("""
    SELECT count(*) AS of_server,
           count(*) FILTER (WHERE datname = current_database()) AS of_database,
           count(*) FILTER (WHERE usename = current_user) AS of_role,
           current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS most_of_server,
           (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
               AS most_of_database,
           (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS most_of_role
    FROM pg_stat_activity
    WHERE datid IS NOT NULL AND usename IS NOT NULL
""")


def used_connections(engine: Engine) -> Used:
    """Of whichever of the three has the fewest left. Raises OperationalError when Postgres does not
    answer."""
    with engine.connect() as connection:
        row = connection.execute(_COUNTED).one()
    bounds = [
        Used(row.of_server, row.most_of_server),
        *(Used(now, most) for now, most in ((row.of_database, row.most_of_database),
                                            (row.of_role, row.most_of_role)) if most >= 0),
    ]  # fmt: skip
    return min(bounds, key=lambda each: (each.most or 0) - each.now)
