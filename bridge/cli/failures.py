"""Every way a command can fail, as one clear message and an exit code."""

import os
from typing import IO, TYPE_CHECKING, Any

import click

from bridge.cli.columns import printable
from bridge.cli.group import OnDemand
from bridge.late import Late
from bridge.model.errors import BridgeError

if TYPE_CHECKING:
    import redis.exceptions as redis_errors
    from sqlalchemy import exc as sql_errors

    from bridge.store import schema
else:
    redis_errors = Late("redis.exceptions")
    sql_errors = Late("sqlalchemy.exc")
    schema = Late("bridge.store.schema")

DEBUG = "BRIDGE_DEBUG"


class Failed(click.ClickException):
    """Ends the command with exit code 1 and its message on stderr. A server's words may be in it:
    they must not steer the terminal."""

    def show(self, file: IO[Any] | None = None) -> None:
        lines = map(printable, self.message.split("\n"))
        click.echo("\n".join(lines), file=file, err=file is None)


class Commands(OnDemand):
    """Turns what a command raises into Failed; BRIDGE_DEBUG=1 shows the unforeseen whole."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click knows what to do; a broken pipe is a reader that left, as `| head` does
        except BridgeError as error:
            raise Failed(str(error)) from error
        except sql_errors.DBAPIError as error:  # asked for only after those above
            raise Failed(_about_postgres(error)) from error
        except redis_errors.RedisError as error:
            raise Failed(_about_redis(error)) from error
        except Exception as error:
            if os.environ.get(DEBUG) == "1":
                raise
            raise Failed(_unforeseen(error)) from error


def _about_postgres(error: "sql_errors.DBAPIError") -> str:
    theirs = error.orig
    if schema.is_not_migrated(error):
        return str(schema.NOT_MIGRATED)
    says = (str(theirs).strip().splitlines() or [type(theirs).__name__])[0].rstrip(".")
    if getattr(theirs, "sqlstate", None) is None:
        return f"Postgres does not answer: {says}. Is it running, and is DATABASE_URL right?"
    return f"Postgres refused: {says}. Try again; its log may say more."


def _about_redis(error: "redis_errors.RedisError") -> str:
    kind = type(error).__name__
    return f"Redis does not answer ({kind}). Is it running, and is REDIS_URL right?"


def _unforeseen(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:  # the system's own words name no buyer
        kind = f"{kind}: {error.strerror}"
    return f"Something unforeseen happened ({kind}). Run it again with {DEBUG}=1 to see where."
