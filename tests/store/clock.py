"""A database's clock that only moves when told to."""

from datetime import datetime, timedelta

import psycopg

from tests.fakes import NOON

_MAKE = """
CREATE SCHEMA IF NOT EXISTS clock;
CREATE TABLE IF NOT EXISTS clock.stands (at timestamptz NOT NULL);
CREATE OR REPLACE FUNCTION clock.clock_timestamp() RETURNS timestamptz
    LANGUAGE sql VOLATILE AS 'SELECT at FROM clock.stands';
DELETE FROM clock.stands;
"""


class DatabaseClock:
    """Whoever connects by `url` finds it instead of Postgres' own `clock_timestamp`."""

    def __init__(self, database_url: str, at: datetime = NOON) -> None:
        self._plain = database_url
        joined = "&" if "?" in database_url else "?"
        self.url = f"{database_url}{joined}options=-csearch_path%3Dclock,pg_catalog,public"
        self._execute(_MAKE)
        self._execute("INSERT INTO clock.stands VALUES (%s)", at)
        self._at = at

    def __call__(self) -> datetime:
        return self._at

    def forward(self, **spans: float) -> None:
        self.set(self._at + timedelta(**spans))

    def set(self, at: datetime) -> None:
        self._execute("UPDATE clock.stands SET at = %s", at)
        self._at = at

    def _execute(self, statement: str, *values: object) -> None:
        with psycopg.connect(self._plain, autocommit=True) as connection:
            connection.execute(statement.encode(), values or None)
