"""What a command says of a failure that is none of ours: a server's, or one that nobody foresaw."""

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from bridge.cli.database import open_store
from bridge.store import schema

DEBUG = "BRIDGE_DEBUG"


def failure_words(error: Exception) -> str:
    """One sentence, and what to do. No address or buyer of an unforeseen error is in it."""
    if isinstance(error, DBAPIError):
        return _about_postgres(error)
    kind = type(error).__name__
    if isinstance(error, RedisError):
        return f"Redis does not answer ({kind}). Is it running, and is REDIS_URL right?"
    if isinstance(error, OSError) and error.strerror:  # the system's own words name no buyer
        kind = f"{kind}: {error.strerror}"
    return f"Something unforeseen happened ({kind}). Run it again with {DEBUG}=1 to see where."


def is_foreseen(error: Exception) -> bool:
    return isinstance(error, DBAPIError | RedisError)


def _about_postgres(error: DBAPIError) -> str:
    theirs = error.orig
    if schema.is_not_migrated(error):
        return schema.lacking(open_store()) or schema.NOT_MIGRATED
    says = (str(theirs).strip().splitlines() or [type(theirs).__name__])[0].rstrip(".")
    if getattr(theirs, "sqlstate", None) is None:
        return f"Postgres does not answer: {says}. Is it running, and is DATABASE_URL right?"
    return f"Postgres refused: {says}. Try again; its log may say more."
