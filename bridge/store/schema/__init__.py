"""Whether the database has the tables of this release."""

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

NEEDED = "0009"  # the newest migration
NOT_MIGRATED = "The database lacks tables of this release. Run: bridge migrate"
_NONE_YET = "The database has no tables of the bridge yet. Run: bridge migrate"
_OLDER = "The database stands at revision {}, and this release needs {}. Run: bridge migrate"
_NEWER = (
    "The database stands at revision {}, which a newer release made; this one knows {}. Deploy "
    "the newer one again."
)
# Postgres' codes (its manual, appendix A): a table or a column that is not there.
_ABSENT = ("42P01", "42703")
_VERSION = text("SELECT version_num FROM bridge_version")
_IS_THERE = text("SELECT to_regclass('bridge_version') IS NOT NULL")


def lacking(engine: Engine) -> str:
    """What the database lacks and what to do, as a sentence; "" where all is there. Raises
    OperationalError when Postgres does not answer."""
    with engine.connect() as connection:
        there = connection.execute(_IS_THERE).scalar()
        standing = connection.execute(_VERSION).scalar() if there else None
    if standing == NEEDED:
        return ""
    if standing is None:
        return _NONE_YET
    return (_OLDER if standing < NEEDED else _NEWER).format(standing, NEEDED)


def is_not_migrated(error: Exception) -> bool:
    """Whether a statement failed because a table or a column is not there."""
    theirs = error.orig if isinstance(error, DBAPIError) else None
    return getattr(theirs, "sqlstate", None) in _ABSENT
