"""One way to Postgres for every process."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, create_engine
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
