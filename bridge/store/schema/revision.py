"""Brings the database to the newest migration; safe when two releases run at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_LOCK = 0x62726467 << 32 | 0xFFFFFFFF


def migrate(engine: Engine) -> str:
    """Apply what is missing; gives the revision that now stands."""
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(_config(connection), "head")
        connection.commit()
    return newest()


def standing(engine: Engine) -> str | None:
    """The revision the database has, None before the first."""
    with engine.connect() as connection:
        options = {"version_table": "bridge_version"}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def newest() -> str:
    """The revision this release needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
