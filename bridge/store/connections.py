"""How many connections a server has open, of how many."""

from dataclasses import dataclass

from sqlalchemy import Engine, text


@dataclass(frozen=True)
class Used:
    """`most` is None where the server does not tell it."""

    now: int
    most: int | None


# Who is not its owner sees of another's connection only whose it is and where, which is enough
# (Postgres' manual, 27.2.3). Three things bound us: the server, the database, and the role, which
# is where a hosted plan's limit stands; -1 is none.
_COUNTED = text("""
    SELECT count(*) FILTER (WHERE datid IS NOT NULL) AS of_server,
           count(*) FILTER (WHERE datname = current_database()) AS of_database,
           count(*) FILTER (WHERE usename = current_user) AS of_role,
           current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS most_of_server,
           (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
               AS most_of_database,
           (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS most_of_role
    FROM pg_stat_activity
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
